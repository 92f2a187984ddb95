import { CommanderError } from 'commander';
import { readCommandLine, type ServeOptions } from './commandLine.mts';
import { startSandbox, type Sandbox } from './sandbox.mts';

const log = (line: string) => console.log(`${new Date().toTimeString().slice(0, 8)}  ${line}`);

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
	const { message, syscall } = error as NodeJS.ErrnoException;
	const isUnderstood = error instanceof CommanderError;
	if (!isUnderstood && syscall === undefined) throw error;
	if (!isUnderstood) console.error(`${message}. Choose another --port or --host.`);
	process.exitCode = isUnderstood ? error.exitCode : 1;
}
