export declare class Failure extends Error {
	constructor(message: string, advice: string, log?: string);
	readonly advice: string;
	readonly log: string | undefined;
}
export declare class Interrupted extends Error {}
export declare function explainNpm(output: string, doing: string, log?: string): Failure;
export declare function explainSystem(error: unknown, log?: string): unknown;
export declare function describe(error: unknown, log?: string): string;
