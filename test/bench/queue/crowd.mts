import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { call, makeVideo, publish, startProbing, until } from '../../support/crowd.mts';
import { failuresOf, startQueueN8n, statusCounts } from '../../support/queueN8n.mts';

export interface CrowdFigures {
	/** From the first call to the end of the last execution, in seconds. */
	seconds: number;
	/** How long each probe took, in seconds. */
	probes: number[];
	delivered: number;
	/** Most executions that were parked at the same time. */
	mostParked: number;
	/** CPU time of the workers for each pass of the node, in seconds. */
	workerSecondsPerPass: number;
	/** How many requests there were for the state of a task. */
	passes: number;
	/** Why executions failed. */
	failures: string[];
}

export interface CrowdOptions {
	mode: 'wait' | 'suspend';
	executions: number;
	workers: number;
	/** Of the shortest and the longest task, in seconds. */
	tasks: [number, number];
	/** After which it is given up, in minutes. */
	patience: number;
}

/** Executions at a time on each worker: half of n8n's default, so that few executions show it. */
const CONCURRENCY = 5;

/** Linux counts the time of a process in hundredths of a second. */
const TICKS_A_SECOND = 100;

/** CPU time of a process, in seconds. */
function cpuSeconds(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
	return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

/** Starts many executions at once in queue mode, and a probe every ten seconds until all have ended. */
export async function crowd(options: CrowdOptions): Promise<CrowdFigures> {
	const n8n = await startQueueN8n({ binaryMode: 'database', concurrency: CONCURRENCY });
	try {
		const { main, frame, credential, receiver, sandbox } = n8n;
		const workers = [];
		for (let worker = 0; worker < options.workers; worker++) workers.push(await n8n.startWorker());
		const { mode, executions } = options;
		const workflow = await publish(
			main.client,
			makeVideo({
				mode,
				frame,
				credential,
				receiver,
				path: 'make',
				timeoutMinutes: options.patience,
			}),
		);
		const probing = await startProbing(main.client, main.url);
		// Past what a worker does at its start.
		await delay(15_000);
		const before = workers.map(({ pid }) => cpuSeconds(pid));

		const begun = Date.now();
		const [shortest, longest] = options.tasks;
		for (let index = 0; index < executions; index++) {
			const seconds = shortest + ((longest - shortest) * index) / (executions - 1);
			await call(main.url, 'make', { prompt: `[sandbox: slow ${seconds}]` });
		}
		let mostParked = 0;
		const haveEnded = async () => {
			const counts = await statusCounts(n8n, workflow.id);
			mostParked = Math.max(mostParked, counts.waiting ?? 0);
			return (counts.success ?? 0) + (counts.error ?? 0) === executions;
		};
		await until('all have ended', haveEnded, options.patience * 60_000);
		const seconds = (Date.now() - begun) / 1000;
		const after = workers.map(({ pid }) => cpuSeconds(pid));
		const used = after.reduce((sum, value, index) => sum + value - (before[index] ?? 0), 0);
		const passes = sandbox.requests.filter(({ path }) => path.endsWith('/task-result')).length;
		return {
			seconds,
			probes: await probing.stop(),
			delivered: new Set(receiver.deliveries.map(({ taskId }) => taskId)).size,
			mostParked,
			workerSecondsPerPass: used / passes,
			passes,
			failures: await failuresOf(n8n, workflow.id),
		};
	} finally {
		await n8n.close();
	}
}
