import { CommanderError } from 'commander';
import { readCommandLine, type ServeOptions } from './commandLine.mts';
import { startSandbox, type Sandbox } from './sandbox.mts';

const log = (line: string) => console.log(`${new Date().toTimeString().slice(0, 8)}  ${line}`);

interface ListenError extends NodeJS.ErrnoException {
	port?: number;
	address?: string;
	hostname?: string;
}

/** One sentence for what a person can do something about; undefined for anything else. */
function inOneSentence({ code, port, address, hostname }: ListenError): string | undefined {
	switch (code) {
		case 'EADDRINUSE': {
			const another = Number(port) < 65_000 ? Number(port) + 100 : 4200;
			return `Port ${port} is taken by another program. Choose another: npm run sandbox -- --port ${another}`;
		}
		case 'EACCES':
			return `Port ${port} needs rights that this user has not. Choose one above 1023: npm run sandbox -- --port 4100`;
		case 'EADDRNOTAVAIL':
		case 'ENOTFOUND':
		case 'EAI_AGAIN':
			return `"${address ?? hostname}" is no address of this computer. For --host use 127.0.0.1, or 0.0.0.0 for all of them.`;
	}
	return undefined;
}

function welcome({ url, videoUrl, key }: Sandbox, { speed }: ServeOptions): string {
	return [
		'',
		'Highway API sandbox. In n8n, in the credential "Highway API", enter:',
		'',
		`  API Key   ${key}`,
		`  Base URL  ${url}`,
		`            http://host.docker.internal:${new URL(url).port} with n8n in Docker: turn on “Allow Unencrypted Base URL” (on Linux, start with --host 0.0.0.0)`,
		'',
		`Start page: ${url}/   Videos come from ${videoUrl}`,
		`Tasks are processed at ${speed} times the real speed (--speed). Ctrl-C ends the sandbox.`,
		'',
	].join('\n');
}

try {
	const options = readCommandLine(process.argv.slice(2));
	const sandbox = await startSandbox({ ...options, log, longRunning: true });
	console.log(welcome(sandbox, options));
	const end = () => {
		log('ending');
		void sandbox.close();
	};
	process.once('SIGINT', end).once('SIGTERM', end).once('SIGHUP', end);
} catch (error) {
	const sentence = inOneSentence(error as ListenError);
	if (error instanceof CommanderError) process.exitCode = error.exitCode;
	else if (sentence === undefined) throw error;
	else {
		console.error(sentence);
		process.exitCode = 1;
	}
}
