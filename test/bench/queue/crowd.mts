import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { SandboxOptions } from '../../../sandbox/sandbox.mts';
import type { WorkflowDraft } from '../../../scripts/start/workflow.mts';
import { call, makeVideo, probe, publish, until } from '../../support/crowd.mts';
import { failuresOf, startQueueN8n, statusCounts } from '../../support/queueN8n.mts';
import type { RunningN8n } from '../../support/realN8n.mts';

export interface CrowdOptions {
	workers: number;
	/** Executions at a time on each worker. */
	concurrency: number;
	operation: 'wait' | 'suspend';
	/** What each execution makes a video of. */
	prompts: string[];
	/** Whether executions end when their video is submitted. */
	submitOnly?: boolean;
	/** After which it is given up, in minutes. */
	patience: number;
	sandbox?: SandboxOptions;
	submissionsPerMinute?: number;
}

/** Linux counts the time of a process in hundredths of a second. */
const TICKS_A_SECOND = 100;

/** CPU time of a process, in seconds. */
function cpuSeconds(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
	return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

/**
 * Starts many executions at once in queue mode, and a probe every ten seconds until all have ended.
 *
 * @returns seconds and percents; `failures` is why executions failed
 */
export async function crowd(options: CrowdOptions) {
	const { workers: count, concurrency, operation, prompts, patience, submitOnly } = options;
	const n8n = await startQueueN8n({
		binaryMode: 'database',
		concurrency,
		// Every request counts, and a long-running sandbox forgets the oldest.
		sandbox: { ...options.sandbox, longRunning: false },
		submissionsPerMinute: options.submissionsPerMinute,
	});
	try {
		const { main, frame, credential, receiver, sandbox } = n8n;
		const workers = [];
		for (let worker = 0; worker < count; worker++) workers.push(await n8n.startWorker());
		const where = { frame, credential, receiver, path: 'make', timeoutMinutes: patience };
		const draft = makeVideo({ operation, ...where });
		const { id } = await publish(main.client, submitOnly ? withoutWait(draft) : draft);
		const probing = await startProbing(main);
		// Past what a worker does at its start.
		await delay(15_000);
		const usedBefore = workers.map(({ pid }) => cpuSeconds(pid));

		const begun = Date.now();
		for (const prompt of prompts) await call(main.url, 'make', { prompt });
		const haveEnded = async () => {
			const { success = 0, error = 0 } = await statusCounts(n8n, id);
			return success + error === prompts.length;
		};
		await until('all have ended', haveEnded, patience * 60_000);
		const seconds = (Date.now() - begun) / 1000;
		const used = workers.map(({ pid }, index) => cpuSeconds(pid) - (usedBefore[index] ?? 0));
		const polls = sandbox.requests.filter(({ path }) => path.endsWith('/task-result')).length;
		const submissions = sandbox.requests.filter(({ method }) => method === 'POST').length;
		const accepted = sandbox.tasks.length;
		return {
			seconds,
			accepted,
			/** Until the last submission was accepted. */
			acceptedAfter: (Math.max(...sandbox.tasks.map((task) => task.acceptedAt)) - begun) / 1000,
			refusedPercent: (100 * (submissions - accepted)) / submissions,
			delivered: new Set(receiver.deliveries.map(({ taskId }) => taskId)).size,
			probes: await probing.stop(),
			workerSecondsPerPoll: used.reduce((sum, one) => sum + one, 0) / polls,
			failures: await failuresOf(n8n, id),
		};
	} finally {
		await n8n.close();
	}
}

const withoutWait = (draft: WorkflowDraft): WorkflowDraft => ({
	...draft,
	nodes: draft.nodes.filter(({ name }) => ['Webhook', 'Generate'].includes(name)),
	connections: { Webhook: draft.connections.Webhook },
});

/**
 * Starts a small workflow every ten seconds, whatever has become of the one before.
 *
 * @returns what ends it, and gives how long each probe took, in seconds
 */
async function startProbing({ client, url }: RunningN8n): Promise<{ stop(): Promise<number[]> }> {
	const path = `probe-${Date.now()}`;
	await publish(client, probe(path));
	const probes: Array<Promise<number>> = [];
	const stopped = new AbortController();
	const one = async (): Promise<number> => {
		const start = Date.now();
		await call(url, path, {});
		return (Date.now() - start) / 1000;
	};
	const loop = (async () => {
		while (!stopped.signal.aborted) {
			probes.push(one());
			await delay(10_000, undefined, { signal: stopped.signal }).catch(() => undefined);
		}
	})();
	return {
		stop: async () => {
			stopped.abort();
			await loop;
			return await Promise.all(probes);
		},
	};
}
