import type { IExecuteFunctions } from 'n8n-workflow';
import { isPolledAgain } from '../../shared/api/fault';
import type { Task } from '../../shared/api/task';
import { limitConcurrency } from '../../shared/waiting/limitConcurrency';
import { pollLimiter } from '../../shared/n8n/accountLimiters';
import { connect } from '../../shared/n8n/connect';
import { n8nClock } from '../../shared/n8n/n8nClock';
import { ProgressLine } from '../../shared/n8n/progressLine';
import { waitForTasks } from '../../shared/waiting/waitForTasks';
import { fetchFiles } from '../download/fetchFiles';
import { PollProgress } from './pollProgress';
import type { WaitingItem, WaitSettings } from '../settings';
import { itemResult, taskOutcome, type TaskOutcome } from '../taskOutcome';

/** How often a single check polls again after a transient fault. */
const RETRIES_OF_A_CHECK = 2;

export interface AwaitOutcomesOptions {
	items: WaitingItem[];
	settings: WaitSettings;
	/** Aborted when the execution is stopped. */
	cancelled: AbortSignal;
	/** How long a task was waited for in earlier passes, in milliseconds; none by default. */
	waitedBefore?: (taskId: string) => number;
	/** Whether the first item that gets nothing ends it all at once. */
	stopAtFirstFailure: boolean;
}

/** How many tasks of a run have their files downloaded at the same time. */
const MAX_CONCURRENT_DOWNLOADS = 4;

/** How often an account is polled at most. */
const MAX_POLLS_PER_SECOND = 10;

/**
 * Waits for the tasks of all items together, or polls each of them once, and fetches the files of
 * each as soon as it is done.
 *
 * @returns the outcomes by task id; tasks whose end was not awaited are missing
 * @throws NodeOperationError where the credential can't be used
 */
export async function awaitOutcomes(
	context: IExecuteFunctions,
	options: AwaitOutcomesOptions,
): Promise<Map<string, TaskOutcome>> {
	const { items, settings } = options;
	const connected = await connect(context);
	const { api } = connected;
	const outcomes = new Map<string, TaskOutcome>();
	const byTask = new Map<string, WaitingItem[]>();
	for (const item of items) {
		const same = byTask.get(item.taskId);
		if (same === undefined) byTask.set(item.taskId, [item]);
		else same.push(item);
	}
	const itemsOf = (taskId: string) => byTask.get(taskId) ?? [];
	const failed = new AbortController();
	const signal = AbortSignal.any([options.cancelled, failed.signal]);
	const limitDownloads = limitConcurrency(MAX_CONCURRENT_DOWNLOADS);
	const fetching: Array<Promise<void>> = [];

	const settle = (taskId: string, outcome: TaskOutcome): void => {
		if (signal.aborted) return;
		outcomes.set(taskId, outcome);
		const fails = itemsOf(taskId).some((item) => !itemResult(item, outcome).ok);
		if (options.stopAtFirstFailure && fails) failed.abort();
	};

	const fetchFilesOf = async (task: Task): Promise<void> => {
		const fetched = await limitDownloads(async () => await fetchFiles(context, api, task, signal));
		settle(task.taskId, { kind: 'files', task, ...fetched });
	};

	const taskIds = [...byTask.keys()];
	const startedAt = n8nClock.now();
	// The few tries of a single check are over while a task may still be unknown.
	const waitedMs = (taskId: string) =>
		settings.mode === 'check'
			? 0
			: n8nClock.now() - startedAt + (options.waitedBefore?.(taskId) ?? 0);
	const progress = new PollProgress(new ProgressLine(context, n8nClock), taskIds.length);
	await waitForTasks({
		taskIds,
		poll: async (taskId) => {
			const result = await api.readTask(taskId, undefined, signal);
			if (result.ok) progress.polled(result.value);
			return result;
		},
		isTransient: (fault, taskId) => isPolledAgain(fault, waitedMs(taskId)),
		clock: n8nClock,
		random: Math.random,
		limiter: pollLimiter(connected),
		maxRequestsPerSecond: MAX_POLLS_PER_SECOND,
		pollIntervalMs: settings.pollIntervalMs,
		// The other modes poll each task once. Items with the same task wait for it together.
		timeoutMs: (taskId) =>
			settings.mode === 'wait'
				? itemsOf(taskId).reduce((longest, { timeoutMs }) => Math.max(longest, timeoutMs), 0)
				: 0,
		retries: settings.mode === 'check' ? RETRIES_OF_A_CHECK : 0,
		signal,
		onEnd: (taskId, end) => {
			const outcome = taskOutcome(end, settings.mode);
			const wantsFiles = itemsOf(taskId).some(({ downloadFiles }) => downloadFiles);
			if (outcome.kind === 'files' && wantsFiles) fetching.push(fetchFilesOf(outcome.task));
			else settle(taskId, outcome);
		},
	});
	await Promise.all(fetching);
	return outcomes;
}
