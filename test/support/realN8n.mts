import { mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProgress } from '../../scripts/start/progress.mts';
import { N8nClient, type Login } from '../../scripts/start/n8n-client.mts';
import { startN8n } from '../../scripts/start/n8n-process.mts';
import { installPackage } from '../../scripts/start/package-install.mts';
import { freePort } from '../../scripts/start/ports.mts';
import { n8nDefinition, root } from '../../scripts/start/project.mts';
import { installRuntime } from '../../scripts/start/runtime.mts';
import { logIn } from '../../scripts/start/state.mts';

/** A process of n8n. */
export interface N8nProcess {
	url: string;
	pid: number;
	/** Ends it at once, as a crash would. */
	kill(): Promise<void>;
	close(): Promise<void>;
}

/** A running n8n, logged in. */
export interface RunningN8n extends N8nProcess {
	client: N8nClient;
	login: Login;
}

export type PreparedN8n = Awaited<ReturnType<typeof prepareN8n>>;

/**
 * An n8n of its own in a temporary folder, with the packed package installed as a user would.
 *
 * @param definition folder with the package.json and the lockfile of the n8n; by default that of `npm start`
 */
export async function prepareN8n(definition = n8nDefinition) {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-highwayapi-e2e-'));
	const inside = (name: string) => join(folder, name);
	const [logs, videos, userFolder] = [inside('logs'), inside('videos'), inside('user')];
	mkdirSync(videos);
	const { signal } = new AbortController();
	const work = { logs, signal };

	await installPackage(userFolder, work);
	const runtime = await installRuntime({
		definition,
		progress: createProgress(process.stdout),
		...work,
	});
	const frames = join(root, 'examples', 'frames');
	let starts = 0;
	const startProcess = async (
		command: 'start' | 'worker',
		port: number,
		env: NodeJS.ProcessEnv,
	): Promise<N8nProcess> => {
		const n8n = await startN8n({
			runtime,
			userFolder,
			command,
			port,
			brokerPort: await freePort(),
			env: { N8N_RESTRICT_FILE_ACCESS_TO: [frames, videos].join(';'), ...env },
			logFile: join(logs, `n8n-${command}-${starts++}.log`),
			signal,
		});
		const pid = n8n.pid ?? 0;
		return {
			url: n8n.url,
			pid,
			kill: async () => {
				process.kill(pid, 'SIGKILL');
				await n8n.ended;
			},
			close: async () => await n8n.close(),
		};
	};
	return {
		/** Folders that n8n may read and write. */
		frames,
		videos,
		logs,
		/** For whatever else belongs to it. */
		folder,
		/** Starts it; its data stay from one start to the next. */
		start: async (env: NodeJS.ProcessEnv = {}): Promise<RunningN8n> => {
			const n8n = await startProcess('start', await freePort(), env);
			const client = new N8nClient(n8n.url);
			try {
				const login = await logIn(client, folder);
				return { ...n8n, client, login };
			} catch (error) {
				// Left running, it would keep the process of the tests from ending.
				await n8n.close();
				throw error;
			}
		},
		/** Starts a worker of n8n's queue mode, to whose main process `env` leads. */
		startWorker: async (env: NodeJS.ProcessEnv): Promise<N8nProcess> => {
			const port = await freePort();
			const health = {
				QUEUE_HEALTH_CHECK_ACTIVE: 'true',
				QUEUE_HEALTH_CHECK_PORT: String(port),
				N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
			};
			return await startProcess('worker', port, { ...health, ...env });
		},
		/** Deletes all it wrote. */
		remove: async () => await rm(folder, { recursive: true, force: true }),
	};
}
