import { execFileSync, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure, adviceOn } from './failure.mts';

const isWindows = process.platform === 'win32';

const running = new Set<ChildProcess>();
// The last resort where this process has to go without ending them first.
process.once('exit', () => running.forEach((child) => signalGroup(child, 'SIGKILL')));

/**
 * Starts a program as the leader of a process group of its own, so that a Ctrl-C in the terminal
 * reaches this process alone, which then ends the program together with whatever that has started.
 */
export function startChild(command: string, args: string[], options: SpawnOptions): ChildProcess {
	const child = spawn(command, args, { ...options, detached: !isWindows, windowsHide: true });
	running.add(child);
	// Grandchildren that outlive their parent are in its group still.
	child.once('exit', () => {
		signalGroup(child, 'SIGKILL');
		running.delete(child);
	});
	child.once('error', () => running.delete(child));
	return child;
}

function signalGroup({ pid, exitCode }: ChildProcess, signal: NodeJS.Signals): void {
	if (pid === undefined) return;
	try {
		if (!isWindows) process.kill(-pid, signal);
		else if (exitCode === null)
			execFileSync('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' });
	} catch {
		// It has ended already.
	}
}

/** Ends a program and all it has started: asks first, and insists five seconds later. */
export async function endChild(child: ChildProcess): Promise<void> {
	if (!running.has(child)) return;
	const ended = once(child, 'exit');
	const insist = setTimeout(() => signalGroup(child, 'SIGKILL'), 5000);
	signalGroup(child, 'SIGTERM');
	await ended;
	clearTimeout(insist);
}

export interface Work {
	/** Folder for the logs of what is run. */
	logs: string;
	signal: AbortSignal;
}

export interface NpmRun {
	cwd: string;
	/** File that gets what npm prints. */
	log: string;
	/** More environment than this process has. */
	env?: NodeJS.ProcessEnv;
	signal: AbortSignal;
}

/**
 * Runs npm to its end: the one that runs this script, if one does.
 *
 * @param doing what npm is to do, as in “install n8n”
 */
export async function runNpm(
	args: string[],
	doing: string,
	{ cwd, log, env, signal }: NpmRun,
): Promise<void> {
	signal.throwIfAborted();
	mkdirSync(dirname(log), { recursive: true });
	const file = createWriteStream(log);
	// A full disk must not hide what npm says about it.
	file.on('error', () => undefined);
	const cli = process.env.npm_execpath ?? '';
	const isNpm = /npm-cli\.c?js$/.test(cli);
	const child = startChild(isNpm ? process.execPath : 'npm', isNpm ? [cli, ...args] : args, {
		cwd,
		env: { ...process.env, ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
		shell: isWindows && !isNpm,
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr])
		stream?.on('data', (chunk: Buffer) => {
			output += chunk.toString();
			file.write(chunk);
		});
	const interrupt = () => void endChild(child);
	signal.addEventListener('abort', interrupt);
	const [code] = await once(child, 'close');
	signal.removeEventListener('abort', interrupt);
	file.end();
	signal.throwIfAborted();
	if (code === 0) return;
	const said = output.split('\n').find((line) => /^npm error (?!code|errno|syscall)/.test(line));
	throw new Failure(
		`npm did not ${doing}${said ? `: ${said.slice('npm error '.length)}` : '.'}`,
		adviceOn(output) ?? 'The log says why.',
		log,
	);
}
