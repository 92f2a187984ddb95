export declare function ensureSpace(
	folder: string,
	megabytes: number,
	what: string,
	advice: string,
): Promise<void>;
