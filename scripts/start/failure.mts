/**
 * Something that a person can put right: one sentence on what happened, one on how to get on. It is
 * printed as it is, without a stack trace.
 */
export class Failure extends Error {
	constructor(
		message: string,
		readonly advice: string,
		/** File with the details. */
		readonly log?: string,
	) {
		super(message);
	}
}

/** What people meet, by the words of npm, n8n, a compiler or the system; the first that fits counts. */
const known: Array<[pattern: RegExp, advice: string]> = [
	[
		/ENOSPC|SQLITE_FULL|no space left/i,
		'The disk is full. Free some space (a real n8n needs about 3 GB) and run the command again.',
	],
	[
		/ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|SOCKET_TIMEOUT|ECONNRESET|ENETUNREACH|EHOSTUNREACH|network request/,
		'The network or npm’s registry can’t be reached. Check the connection and npm’s settings (“npm config get registry”, “npm config get proxy”) and run the command again.',
	],
	[
		/EADDRINUSE|port \d+ is already in use/,
		'A port is taken. Run the command again, or end the program that uses the port.',
	],
	[
		/\b(?:EACCES|EPERM|EROFS)\b/,
		'A file or folder may not be written. Make it writable for your user and run the command again.',
	],
	[
		/gyp ERR!|node-gyp/,
		'A native module could not be compiled. Install python3, make and a C++ compiler and run the command again.',
	],
];

/** What to do about a fault that shows in some output; nothing where it is none of those that people meet. */
export function adviceOn(output: string): string | undefined {
	return known.find(([pattern]) => pattern.test(output))?.[1];
}

/** The lines that tell a person about a failure; of one that nobody foresaw only its first line. */
export function describe(error: unknown): string {
	if (error instanceof Failure)
		return [error.message, error.advice, ...(error.log ? [`Log: ${error.log}`] : [])].join('\n');
	const [first = ''] = String(error).split('\n');
	return `${first}\n${adviceOn(String(error)) ?? 'Nobody foresaw this: please report it as an issue.'}`;
}
