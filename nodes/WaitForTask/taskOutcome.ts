import type { Fault } from '../shared/api/fault';
import type { Task } from '../shared/api/task';
import type { WaitResult } from '../shared/waiting/polledTask';
import type { FetchedFiles, FileNotFetched } from './download/fetchFiles';
import type { WaitingItem, WaitSettings } from './settings';

/** What became of one task. */
export type TaskOutcome =
	/** It has files. Nobody wanted them downloaded where both lists are empty. */
	| ({ kind: 'files'; task: Task } & FetchedFiles)
	/** Its state as it is, for those who only asked for that. */
	| { kind: 'state'; task: Task }
	| { kind: 'endedWithoutFile'; task: Task }
	| Exclude<WaitResult<Task, Fault>, { kind: 'finished' }>;

export type TimedOut = Extract<TaskOutcome, { kind: 'timedOut' }>;

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
	return item.downloadFiles && missing !== undefined
		? { ok: false, failure: { kind: 'notFetched', ...missing } }
		: { ok: true, success: outcome };
}

/** The outcome of a wait, before any file is fetched. */
export function taskOutcome(end: WaitResult<Task, Fault>, mode: WaitSettings['mode']): TaskOutcome {
	if (end.kind === 'refused') return end;
	const task = end.kind === 'finished' ? end.task : end.lastSeen;
	if (task !== undefined && task.state === 'succeeded' && task.files.length > 0) {
		return { kind: 'files', task, binaries: [], missing: [] };
	}
	// A single check returns the state as it is, even of a task that failed.
	if (mode === 'check' && task !== undefined) return { kind: 'state', task };
	return end.kind === 'finished' ? { kind: 'endedWithoutFile', task: end.task } : end;
}
