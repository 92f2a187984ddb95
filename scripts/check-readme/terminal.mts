import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

export interface Terminal {
	cwd: string;
	env: NodeJS.ProcessEnv;
	/** Milliseconds that a command may take, or a server until it is ready. */
	limit: number;
	signal: AbortSignal;
}

/** A command that was started. Its processes are a group of their own, as those of a terminal are. */
interface Started {
	child: ChildProcess;
	output: () => string;
	/** How it ended: an exit code, or the name of a signal. */
	end: Promise<number | NodeJS.Signals>;
}

/** A command that serves, and is ready. */
export interface Serving {
	/**
	 * Ends it as Ctrl-C in its terminal does.
	 *
	 * @returns why this was no clean end, if it was none
	 */
	stop(): Promise<string | undefined>;
}

const PATIENCE_AT_END = 15_000;

/**
 * Runs a command to its end.
 *
 * @returns why it did not succeed, if it did not
 */
export async function run(command: string, terminal: Terminal): Promise<string | undefined> {
	const started = start(command, terminal);
	const end = await within(started.end, terminal);
	await kill(started);
	if (end === 0) return undefined;
	const how =
		end === undefined ? `has not ended after ${terminal.limit / 1000} s` : `ended with ${end}`;
	return `${how}\n${lastLines(started.output())}`;
}

/** Starts a command that serves until it is stopped, and waits until it says that it is ready. */
export async function serve(
	command: string,
	ready: RegExp,
	terminal: Terminal,
): Promise<Serving | string> {
	const started = start(command, terminal);
	const stopWaiting = new AbortController();
	const isReady = async () => {
		while (!ready.test(started.output()) && !stopWaiting.signal.aborted) await delay(100);
		return 'ready' as const;
	};
	const first = await within(Promise.race([isReady(), started.end]), terminal);
	stopWaiting.abort();
	if (first === 'ready') return { stop: async () => await stop(started, terminal) };
	await kill(started);
	const how =
		first === undefined ? `is not ready after ${terminal.limit / 1000} s` : `ended with ${first}`;
	return `${how}\n${lastLines(started.output())}`;
}

async function stop(started: Started, terminal: Terminal): Promise<string | undefined> {
	signalGroup(started.child, 'SIGINT');
	const end = await within(started.end, { ...terminal, limit: PATIENCE_AT_END });
	const isClean = end === 0 || end === 130 || end === 'SIGINT';
	const isGone = isClean && (await hasGone(started.child));
	await kill(started);
	if (isGone) return undefined;
	const how = isClean
		? 'left processes behind'
		: end === undefined
			? 'did not end on Ctrl-C'
			: `ended with ${end} on Ctrl-C`;
	return `${how}\n${lastLines(started.output())}`;
}

function start(command: string, { cwd, env }: Terminal): Started {
	const child = spawn('bash', ['-c', command], {
		cwd,
		env,
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let output = '';
	const keep = (chunk: Buffer) => void (output += chunk.toString());
	child.stdout.on('data', keep);
	child.stderr.on('data', keep);
	const end = new Promise<number | NodeJS.Signals>((resolve, reject) => {
		child.once('error', reject);
		child.once('exit', (code, signal) => resolve(code ?? signal ?? 0));
	});
	return { child, output: () => output, end };
}

/** What a promise gives, or nothing where the time is over or the person has interrupted. */
async function within<T>(
	promise: Promise<T>,
	{ limit, signal }: Pick<Terminal, 'limit' | 'signal'>,
): Promise<T | undefined> {
	const timer = new AbortController();
	const over = delay(limit, undefined, {
		signal: AbortSignal.any([timer.signal, signal]),
	}).catch(() => undefined);
	try {
		return await Promise.race([promise, over]);
	} finally {
		timer.abort();
	}
}

async function hasGone(child: ChildProcess): Promise<boolean> {
	const deadline = Date.now() + PATIENCE_AT_END;
	while (signalGroup(child, 0)) {
		if (Date.now() > deadline) return false;
		await delay(100);
	}
	return true;
}

async function kill({ child }: Started): Promise<void> {
	if (signalGroup(child, 'SIGKILL')) await hasGone(child);
}

/** @returns whether there was somebody to get it */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals | 0): boolean {
	if (pid === undefined) return false;
	try {
		return process.kill(-pid, signal);
	} catch {
		return false;
	}
}

function lastLines(output: string): string {
	const lines = output.trimEnd().split('\n').slice(-12);
	return lines.map((line) => `    ${line}`).join('\n');
}
