export interface NpmRun {
	/** What npm is to do, as in “install n8n”. */
	doing: string;
	cwd: string;
	log: string;
	env?: NodeJS.ProcessEnv;
	signal?: AbortSignal;
}

export declare function runNpm(args: string[], options: NpmRun): Promise<void>;
export declare function npmCi(
	options: Omit<NpmRun, 'env'> & { onProgress?: (present: number, total: number) => void },
): Promise<void>;
