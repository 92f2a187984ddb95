import type { IExecuteFunctions } from 'n8n-workflow';
import type { Fault } from '../shared/api/fault';
import { limitsOf } from '../shared/api/highwayApiClient';
import { isPolledAgain } from '../shared/api/verdict';
import type { Task } from '../shared/api/task';
import { pollLimiter } from '../shared/n8n/accountLimiters';
import { connect } from '../shared/n8n/connect';
import { n8nClock } from '../shared/n8n/n8nClock';
import { limitConcurrency } from '../shared/waiting/limitConcurrency';
import { waitForTasks, type WaitEnd } from '../shared/waiting/waitForTasks';
import { fetchFiles, TRIES_OF_A_CHECK } from './fetchFiles';
import type { Operation, WaitingItem } from './items';
import { isFailure, type TaskOutcome } from './outcome';

/** How long to wait for files that a finished task does not list yet. */
const UNLISTED_FILES_MS = 60_000;

/** For how many tasks of a run files are downloaded at a time. */
const CONCURRENT_DOWNLOADS = 4;

/** For the operation `suspend`, which polls each task once in each of several passes. */
export interface Passes {
	/** How long a task was waited for in earlier passes, in milliseconds. */
	waitedMs: (taskId: string) => number;
	/** Whether the next pass asks again for files that a succeeded task does not list yet. */
	asksAgain: (task: Task) => boolean;
}

/**
 * Waits for the tasks of all items together, or polls each of them once. It fetches the files of a task as
 * soon as that has finished. Unless the node continues on error, the first failure ends the wait for all.
 *
 * @returns the outcomes by task id, without those of tasks that were not waited for to their end
 * @throws NodeOperationError where the credential can't be used
 */
export async function awaitOutcomes(
	context: IExecuteFunctions,
	operation: Operation,
	items: readonly WaitingItem[],
	{ waitedMs, asksAgain }: Passes = { waitedMs: () => 0, asksAgain: () => false },
): Promise<Map<string, TaskOutcome>> {
	const connected = await connect(context);
	const { api } = connected;
	const outcomes = new Map<string, TaskOutcome>();
	const downloads = new Set<string>();
	const timeouts = new Map<string, number>();
	for (const { taskId, timeoutMs, downloadFiles } of items) {
		if (downloadFiles) downloads.add(taskId);
		timeouts.set(taskId, Math.max(timeouts.get(taskId) ?? 0, timeoutMs));
	}
	const [isWait, isCheck] = [operation === 'wait', operation === 'check'];
	const stop = new AbortController();
	const refusedForAll = new AbortController();
	const cancelled = context.getExecutionCancelSignal();
	const signal = cancelled ? AbortSignal.any([cancelled, stop.signal]) : stop.signal;
	const limitDownloads = limitConcurrency(CONCURRENT_DOWNLOADS);
	const fetching: Array<Promise<void>> = [];
	const startedAt = n8nClock.now();

	const settle = (taskId: string, outcome: TaskOutcome): void => {
		if (signal.aborted) return;
		outcomes.set(taskId, outcome);
		if (!context.continueOnFail() && isFailure(outcome, operation)) stop.abort();
	};
	const fetchFilesOf = async (task: Task): Promise<void> => {
		const fetch = async () => await fetchFiles(context, api, task, isCheck, signal);
		settle(task.taskId, { kind: 'files', ...(await limitDownloads(fetch)) });
	};
	const onEnd = (taskId: string, end: WaitEnd<Task, Fault>): void => {
		if (end.kind === 'refused' && end.fault.verdict === 'accountRefused') {
			for (const each of timeouts.keys()) if (!outcomes.has(each)) settle(each, end);
			refusedForAll.abort();
		} else if (end.kind !== 'finished' || end.task.files.length === 0 || asksAgain(end.task)) {
			settle(taskId, end);
		} else if (downloads.has(taskId)) fetching.push(fetchFilesOf(end.task));
		else settle(taskId, { kind: 'files', task: end.task, fetched: [] });
	};

	await waitForTasks({
		taskIds: [...timeouts.keys()],
		poll: async (taskId) => await api.readTask(taskId, signal),
		limiter: pollLimiter(connected),
		answerOf: limitsOf,
		isTransient: (fault, taskId) =>
			isPolledAgain(fault, n8nClock.now() - startedAt + waitedMs(taskId)),
		clock: n8nClock,
		random: Math.random,
		pollIntervalMs: items[0]?.pollIntervalMs ?? 0,
		timeoutMs: (taskId) => (isWait ? (timeouts.get(taskId) ?? 0) : 0),
		lateFilesMs: isWait ? UNLISTED_FILES_MS : 0,
		retries: isCheck ? TRIES_OF_A_CHECK - 1 : 0,
		onEnd,
		signal: AbortSignal.any([signal, refusedForAll.signal]),
	});
	await Promise.all(fetching);
	return outcomes;
}
