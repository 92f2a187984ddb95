/**
 * Something that a person can put right: one sentence on what happened, one on how to get on. It is
 * printed as it is, without a stack trace.
 */
class Failure extends Error {
	/**
	 * @param {string} message what happened
	 * @param {string} advice what to do
	 * @param {string} [log] file with the details
	 */
	constructor(message, advice, log) {
		super(message);
		this.name = 'Failure';
		this.advice = advice;
		this.log = log;
	}
}

/** Thrown by whatever was under way when the person pressed Ctrl-C. */
class Interrupted extends Error {
	constructor() {
		super('Interrupted');
		this.name = 'Interrupted';
	}
}

/** @type {Array<[pattern: RegExp, message: string, advice: string]>} the first that fits counts */
const npmFailures = [
	[
		/ENOSPC|no space left/i,
		'The disk is full.',
		'Free some space (a real n8n needs about 3 GB) and run the command again.',
	],
	[
		/\b(?:EACCES|EPERM|EROFS)\b/,
		'npm may not write to a folder it needs.',
		'Make the folder named in the log writable for your user and run the command again.',
	],
	[
		/ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ECONNRESET|ENETUNREACH|EHOSTUNREACH|network request to/,
		'npm could not reach its package registry.',
		'Check the network connection and npm’s settings (“npm config get registry”, “npm config get proxy”), then run the command again.',
	],
	[
		/SELF_SIGNED_CERT|UNABLE_TO_(?:GET_ISSUER|VERIFY)|CERT_/,
		'npm does not trust the certificate of its package registry.',
		'Point npm to your company’s certificate (“npm config set cafile <file>”) and run the command again.',
	],
	[
		/\bE40[13]\b/,
		'The package registry refused npm’s login.',
		'Check the login for your registry (“npm whoami”) and run the command again.',
	],
	[
		/\b(?:E404|ETARGET|ENOVERSIONS)\b/,
		'The package registry does not have one of the packages.',
		'The log names it; check that npm uses a complete registry (“npm config get registry”).',
	],
	[
		/\bEINTEGRITY\b/,
		'A downloaded package does not match its checksum.',
		'Run “npm cache clean --force”, then the command again.',
	],
	[
		/can only install packages when your package\.json and/,
		'package.json and package-lock.json do not fit together.',
		'Run “npm install” and commit the changed package-lock.json.',
	],
	[
		/gyp ERR!.*(?:find Python|not find any Python|not found: make|no suitable|find VS)|node-gyp/i,
		'A native module could not be compiled.',
		'Install python3, make and a C++ compiler (Debian and Ubuntu: “apt-get install python3 make g++”; macOS: “xcode-select --install”) and run the command again.',
	],
];

/**
 * Says in a sentence why npm ended without success.
 *
 * @param {string} output what npm printed
 * @param {string} doing what npm was to do, as in “install n8n”
 * @param {string} [log] file with all of the output
 * @returns {Failure}
 */
function explainNpm(output, doing, log) {
	const known = npmFailures.find(([pattern]) => pattern.test(output));
	if (known) return new Failure(`${known[1]} So npm did not ${doing}.`, known[2], log);
	return new Failure(`npm did not ${doing}.`, 'The log says why.', log);
}

/**
 * Turns what the operating system refused into a sentence; anything else stays as it is.
 *
 * @param {unknown} error
 * @param {string} [log]
 * @returns {unknown}
 */
function explainSystem(error, log) {
	if (!(error instanceof Error) || !('code' in error)) return error;
	const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined;
	switch (error.code) {
		case 'ENOSPC':
			return new Failure('The disk is full.', 'Free some space and run the command again.', log);
		case 'EACCES':
		case 'EPERM':
		case 'EROFS':
			return new Failure(
				`Your user may not write ${path ?? 'a file that is needed'}.`,
				'Make it writable for your user and run the command again.',
				log,
			);
		case 'EADDRINUSE':
			return new Failure(
				`Port ${'port' in error ? error.port : ''} is taken.`,
				'End the program that uses it, or ask for another port.',
				log,
			);
		default:
			return error;
	}
}

/**
 * The lines that tell a person about a failure; of one that nobody foresaw only its first line.
 *
 * @param {unknown} error
 * @param {string} [log] where to look when the error itself names no log
 * @returns {string}
 */
function describe(error, log) {
	const explained = explainSystem(error, log);
	if (explained instanceof Failure) {
		const where = explained.log ? `\nLog: ${explained.log}` : '';
		return `${explained.message}\n${explained.advice}${where}`;
	}
	const first = String(explained instanceof Error ? explained.message : explained).split('\n')[0];
	return `Something unforeseen happened: ${first}${log ? `\nLog: ${log}` : ''}`;
}

exports.Failure = Failure;
exports.Interrupted = Interrupted;
exports.explainNpm = explainNpm;
exports.explainSystem = explainSystem;
exports.describe = describe;
