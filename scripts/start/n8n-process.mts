import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import axios from 'axios';
import { Failure, adviceOn } from './failure.mts';
import { endChild, startChild } from './program.mts';
import type { Runtime } from './runtime.mts';

export interface StartN8n {
	runtime: Runtime;
	/** n8n keeps its data in the folder `.n8n` in here. */
	userFolder: string;
	port: number;
	/** Port that n8n's task runners use to talk to it. */
	brokerPort: number;
	/** Port at which a debugger can attach to it, from this machine alone. */
	inspectorPort?: number;
	/** More environment, which wins over what is set here. */
	env?: NodeJS.ProcessEnv;
	/** The command of n8n to run. */
	command?: 'start' | 'worker';
	logFile: string;
	signal: AbortSignal;
}

/** Milliseconds until an n8n that does not answer is given up. */
const PATIENCE = 120_000;

export interface N8n {
	url: string;
	/** Its process, for whoever wants to measure it. */
	pid: number | undefined;
	/** Ends n8n and everything it has started. */
	close(): Promise<void>;
	/** Settles when n8n has ended, whoever ended it. */
	ended: Promise<void>;
}

/** Starts n8n, reachable from this machine alone, and waits until it answers. */
export async function startN8n(options: StartN8n): Promise<N8n> {
	const { runtime, userFolder, port, logFile, signal, inspectorPort, command = 'start' } = options;
	signal.throwIfAborted();
	for (const folder of [dirname(logFile), userFolder]) mkdirSync(folder, { recursive: true });
	const log = openSync(logFile, 'w');
	const guard = new URL('end-with-parent.mjs', import.meta.url).href;
	const inspect = inspectorPort === undefined ? [] : [`--inspect=127.0.0.1:${inspectorPort}`];
	const child = startChild(runtime.node, [...inspect, '--import', guard, runtime.n8n, command], {
		cwd: userFolder,
		env: environment(options),
		stdio: ['pipe', log, log],
	});
	closeSync(log);
	let exit: string | undefined;
	const ended = once(child, 'exit').then(
		([code, by]) => void (exit = by ?? `exit code ${code}`),
		(error: Error) => void (exit = error.message),
	);
	const url = `http://127.0.0.1:${port}`;
	const close = () => endChild(child);
	try {
		const deadline = Date.now() + PATIENCE;
		// A port is answered by whoever has it: it must be this n8n.
		while (!(await isReady(url, command)) || exit !== undefined) {
			signal.throwIfAborted();
			if (exit !== undefined) throw notStarted(exit, options);
			if (Date.now() > deadline)
				throw notStarted(`no answer for ${PATIENCE / 1000} seconds: is the machine busy?`, options);
			await Promise.race([delay(200), ended]);
		}
	} catch (error) {
		await close();
		throw error;
	}
	return { url, pid: child.pid, close, ended };
}

async function isReady(url: string, command: StartN8n['command']): Promise<boolean> {
	const paths = ['/healthz/readiness'];
	// n8n 1 calls itself ready some seconds before it knows its own API.
	if (command === 'start') paths.push('/rest/settings');
	const answers = paths.map((path) => axios.get(url + path, { timeout: 2000, proxy: false }));
	return await Promise.all(answers).then(
		() => true,
		() => false,
	);
}

/** Settings of the person's own n8n, or of this process, that must not reach the one started here. */
const notInherited =
	/^(?:N8N_|DB_|EXECUTIONS_|QUEUE_|GENERIC_|WEBHOOK_|CREDENTIALS_|NODES_|HIGHWAY_|npm_|NODE_OPTIONS$|NODE_PATH$|CI$)/;

function environment({ runtime, userFolder, port, brokerPort, env }: StartN8n): NodeJS.ProcessEnv {
	const inherited = Object.entries(process.env).filter(([name]) => !notInherited.test(name));
	// n8n does not start when it is to disable a module that its release does not know.
	const registry = join(runtime.folder, 'node_modules', 'n8n', 'dist', 'modules', 'mcp-registry');
	return {
		...Object.fromEntries(inherited),
		NODE_ENV: 'production',
		// n8n's task runner is started as “node”.
		PATH: [dirname(runtime.node), process.env.PATH].join(delimiter),
		N8N_USER_FOLDER: userFolder,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_EDITOR_BASE_URL: `http://127.0.0.1:${port}`,
		WEBHOOK_URL: `http://127.0.0.1:${port}`,
		N8N_SECURE_COOKIE: 'false',
		// Nothing of a builder's machine is told to anybody, and nothing is asked for.
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		...(existsSync(registry) ? { N8N_DISABLED_MODULES: 'mcp-registry' } : {}),
		...env,
	};
}

function notStarted(why: string, { runtime, userFolder, logFile }: StartN8n): Failure {
	return new Failure(
		`n8n did not start (${why}).`,
		adviceOn(readFileSync(logFile, 'utf8')) ??
			`The log says why. If it is about files of n8n itself, delete ${runtime.folder}; if it is about the data of an earlier start, move ${userFolder} aside. Then run the command again.`,
		logFile,
	);
}
