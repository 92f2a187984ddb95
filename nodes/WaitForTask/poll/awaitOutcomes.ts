import type { IExecuteFunctions } from 'n8n-workflow';
import { isTransientWhilePolling, type Fault } from '../../shared/api/fault';
import type { ApiResult } from '../../shared/api/highwayApiClient';
import type { Task } from '../../shared/api/task';
import { limitConcurrency } from '../../shared/waiting/limitConcurrency';
import { pollLimiter } from '../../shared/n8n/accountLimiters';
import { connect } from '../../shared/n8n/connect';
import { n8nClock } from '../../shared/n8n/n8nClock';
import { ProgressLine } from '../../shared/n8n/progressLine';
import type { PollResult, WaitResult } from '../../shared/waiting/polledTask';
import { waitForTasks } from '../../shared/waiting/waitForTasks';
import { fetchFiles, type FetchedFiles, type FileNotFetched } from '../download/fetchFiles';
import { PollProgress } from './pollProgress';
import type { WaitingItem, WaitSettings } from '../settings';

/** How often a single check polls again after a transient fault. */
const REPEATS_OF_A_CHECK = 2;

/** What became of one task. */
export type TaskOutcome =
	/** It has files. Nobody wanted them downloaded where both lists are empty. */
	| ({ kind: 'files'; task: Task } & FetchedFiles)
	/** Its state as it is, for those who only asked for that. */
	| { kind: 'state'; task: Task }
	| { kind: 'endedWithoutFile'; task: Task }
	| { kind: 'refused'; fault: Fault }
	| TimedOut;

/** It had not finished, or could not be read, when there was no time left for another poll. */
export interface TimedOut {
	kind: 'timedOut';
	lastSeen?: Task;
	lastFault?: Fault;
}

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

/** An outcome that gives output items. */
export type TaskSuccess = Extract<TaskOutcome, { kind: 'files' | 'state' }>;

/** Why there is nothing to return for an item. */
export type ItemFailure =
	| Exclude<TaskOutcome, TaskSuccess>
	/** Its task has files, but not all of those that the item insists on could be fetched. */
	| ({ kind: 'notFetched' } & FileNotFetched);

/** What the outcome of its task is to one item: others may want something else of the same task. */
export function itemResult(
	item: WaitingItem,
	outcome: TaskOutcome,
): { ok: true; success: TaskSuccess } | { ok: false; failure: ItemFailure } {
	if (outcome.kind === 'state') return { ok: true, success: outcome };
	if (outcome.kind !== 'files') return { ok: false, failure: outcome };
	const [missing] = outcome.missing;
	return item.downloadFiles && item.failedDownload === 'fail' && missing !== undefined
		? { ok: false, failure: { kind: 'notFetched', ...missing } }
		: { ok: true, success: outcome };
}

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
	const { api, account } = await connect(context);
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
	const limitDownloads = limitConcurrency(settings.maxConcurrentDownloads);
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
	await waitForTasks<Task, Fault>({
		taskIds,
		poll: async (taskId) => {
			const result = await api.readTask(taskId, undefined, signal);
			if (result.ok) progress.polled(result.value);
			return lookFrom(result, waitedMs(taskId));
		},
		clock: n8nClock,
		random: Math.random,
		limiter: pollLimiter(account),
		maxRequestsPerSecond: settings.maxRequestsPerSecond,
		pollIntervalMs: settings.pollIntervalMs,
		// The other modes poll each task once. Items with the same task wait for it together.
		timeoutMs: (taskId) =>
			settings.mode === 'wait'
				? itemsOf(taskId).reduce((longest, { timeoutMs }) => Math.max(longest, timeoutMs), 0)
				: 0,
		retries: settings.mode === 'check' ? REPEATS_OF_A_CHECK : 0,
		signal,
		onEnd: (taskId, end) => {
			const outcome = outcomeOf(end, settings.mode);
			const wantsFiles = itemsOf(taskId).some(({ downloadFiles }) => downloadFiles);
			if (outcome.kind === 'files' && wantsFiles) fetching.push(fetchFilesOf(outcome.task));
			else settle(taskId, outcome);
		},
	});
	await Promise.all(fetching);
	return outcomes;
}

/** What an answer of the API means for the wait. */
function lookFrom(result: ApiResult<Task>, waitedMs: number): PollResult<Task, Fault> {
	if (result.ok) {
		const { value: task } = result;
		return {
			ok: true,
			finished: task.state !== 'running',
			task,
			...(task.etaSeconds === undefined ? {} : { etaSeconds: task.etaSeconds }),
			...(task.progressPercent === undefined ? {} : { progressPercent: task.progressPercent }),
		};
	}
	const { fault } = result;
	return {
		ok: false,
		fault,
		final: !isTransientWhilePolling(fault, waitedMs),
		rateLimited: fault.rateLimited === true,
		...(fault.retryAfterMs === undefined ? {} : { retryAfterMs: fault.retryAfterMs }),
	};
}

function outcomeOf(end: WaitResult<Task, Fault>, mode: WaitSettings['mode']): TaskOutcome {
	if (end.kind === 'refused') return end;
	const task = end.kind === 'finished' ? end.task : end.lastSeen;
	if (task !== undefined && task.state === 'succeeded' && task.files.length > 0) {
		return { kind: 'files', task, binaries: [], missing: [] };
	}
	// A single check returns the state as it is, even of a task that failed.
	if (mode === 'check' && task !== undefined) return { kind: 'state', task };
	return end.kind === 'finished' ? { kind: 'endedWithoutFile', task: end.task } : end;
}
