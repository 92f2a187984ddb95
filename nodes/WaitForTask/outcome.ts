import type { IBinaryData, IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { quoted, sanitizeText } from '../shared/api/untrusted';
import { combinationAdvice, type Fault } from '../shared/api/fault';
import { FILE_KINDS, type FileKind, type Task, type TaskFile } from '../shared/api/task';
import { formatMessage, formatText } from '../shared/message';
import { apiError, operationError, type NodeFailure } from '../shared/n8n/itemError';
import type { WaitEnd } from '../shared/waiting/waitForTasks';
import type { DownloadFailure } from './downloadFile';
import { fileNameOf, type FetchedTask } from './fetchFiles';
import type { Operation, WaitingItem } from './settings';
import { taskAdditions, taskMessages } from './waitMessages';

/** What became of one task. */
export type TaskOutcome =
	/** It has files. Nobody wanted them downloaded where none was fetched. */
	({ kind: 'files' } & FetchedTask) | WaitEnd<Task, Fault>;

/** What an input item becomes: an item of its own for each, with the facts that a failure leaves. */
export type Result =
	| { json: IDataObject; files: IBinaryData[] }
	/** Made only where it is shown: ten thousand errors fill the memory of n8n. */
	| { json: IDataObject; failure: () => NodeFailure };

/** Whether an outcome fails its items. Only a later run knows of a suspended wait's time-out. */
export function isFailure(outcome: TaskOutcome, operation: Operation): boolean {
	if (outcome.kind === 'files') return outcome.fetched.some(({ ok }) => !ok);
	if (outcome.kind === 'refused' || operation === 'wait') return true;
	if (operation === 'check') return taskOf(outcome) === undefined;
	return outcome.kind === 'finished' && outcome.task.state === 'failed';
}

/** The task as it was seen last, where it was. */
export function taskOf(outcome: TaskOutcome): Task | undefined {
	if (outcome.kind === 'refused') return undefined;
	return outcome.kind === 'timedOut' ? outcome.lastSeen : outcome.task;
}

/** What the outcome of its task makes of an item: the one place where results and failures get their shape. */
export function resultsOf(
	context: IExecuteFunctions,
	item: WaitingItem,
	outcome: TaskOutcome,
	operation: Operation,
): Result[] {
	if (outcome.kind === 'files') return resultsOfFiles(context, item, outcome);
	const task = taskOf(outcome);
	if (operation === 'check' && task !== undefined) {
		// A single check returns the state as it is, even of a task that failed.
		return [{ json: item.simplify ? stateOf(task) : raw(task), files: [] }];
	}
	const failure = (): NodeFailure => {
		if (outcome.kind === 'refused') return refused(context, item, outcome.fault);
		if (outcome.kind === 'finished') return withoutFiles(context, item, outcome.task);
		return operation === 'check' && outcome.lastFault !== undefined
			? refused(context, item, outcome.lastFault)
			: timedOut(context, item, outcome);
	};
	return [{ json: { task_id: item.taskId }, failure }];
}

function resultsOfFiles(
	context: IExecuteFunctions,
	item: WaitingItem,
	{ task, fetched }: FetchedTask,
): Result[] {
	const head = { task_id: task.taskId, status: task.status };
	const seed = task.seed === undefined ? {} : { seed: task.seed };
	const ofKind = (kind: FileKind) => task.files.filter((file) => file.kind === kind);
	const each = task.files.map((file, position): Result => {
		const count = { [`${file.kind}_count`]: ofKind(file.kind).length };
		const json = { ...head, ...fileFacts(file), ...count, ...seed };
		const got = item.downloadFiles ? fetched[position] : undefined;
		if (got?.ok === false) return { json, failure: () => notFetched(context, item, file, got.why) };
		const name = fileNameOf(task, position, item.fileName);
		// A copy: no two items share a file that a node further on may change.
		const files = got ? [{ ...got.binary, fileName: `${name}.${got.extension}` }] : [];
		return { json: item.simplify ? json : raw(task), files };
	});
	if (item.output === 'perFile') return each;
	const kinds = FILE_KINDS.filter((kind) => ofKind(kind).length > 0);
	const lists = kinds.map((kind) => [`${kind}s`, ofKind(kind).map(fileFacts)]);
	const counts = kinds.map((kind) => [`${kind}_count`, ofKind(kind).length]);
	const json = { ...head, ...Object.fromEntries([...lists, ...counts]), ...seed } as IDataObject;
	const failed = each.find((result) => 'failure' in result);
	if (failed !== undefined) return [{ ...failed, json }];
	const files = each.flatMap((result) => ('files' in result ? result.files : []));
	return [{ json: item.simplify ? json : raw(task), files }];
}

function raw(task: Task): IDataObject {
	return structuredClone(task.response) as IDataObject;
}

/** `video_url`, `image_url` or `audio_url`, and what else is known of a file, by names of its kind. */
function fileFacts({ kind, url, type, expiresAt, index }: TaskFile): IDataObject {
	return {
		[`${kind}_url`]: url,
		[`${kind}_type`]: type,
		...(expiresAt === undefined
			? {}
			: { [`${kind}_url_expires_at`]: new Date(expiresAt).toISOString() }),
		[`${kind}_index`]: index,
	};
}

/** A task without files: still running, or at an end without a result. */
function stateOf({ taskId, status, state, reason, ...task }: Task): IDataObject {
	return {
		task_id: taskId,
		status,
		...(state === 'running' ? progressOf(task) : reason === '' ? {} : { reason }),
		...(state === 'succeeded' ? { video_count: 0 } : {}),
	};
}

/** How far a task is, as far as the service says it. */
export function progressOf(task: Pick<Task, 'progressPercent' | 'etaSeconds'>): IDataObject {
	const { progressPercent: progress_percent, etaSeconds: eta } = task;
	return {
		...(progress_percent === undefined ? {} : { progress_percent }),
		...(eta === undefined ? {} : { eta }),
	};
}

/** A task that came to an end without a file. */
function withoutFiles(
	context: IExecuteFunctions,
	{ itemIndex }: WaitingItem,
	{ taskId, state, status, reason }: Task,
): NodeFailure {
	const message = state === 'succeeded' ? taskMessages.noFiles : taskMessages.failed;
	const { happened, advice } = formatMessage(message, { taskId, reason: reasonGiven(reason) });
	const said = { happened, advice: advice + (state === 'failed' ? combinationAdvice(reason) : '') };
	return apiError(context, itemIndex, said, { task_id: taskId, status, reason });
}

/** A sentence about the service's own reason, or that there is none. */
export function reasonGiven(reason: string): string {
	return formatText(taskAdditions.reason, {
		reason: reason === '' ? 'no reason.' : `this reason: ${quoted(reason)}`,
	});
}

/** A poll that can't be repeated, or was repeated too often. */
function refused(
	context: IExecuteFunctions,
	{ itemIndex, taskId }: WaitingItem,
	fault: Fault,
): NodeFailure {
	return apiError(context, itemIndex, {
		...fault,
		...(fault.verdict === 'unknownTask'
			? formatMessage(taskMessages.unknown, { taskId })
			: { advice: `${fault.advice} ${taskAdditions.waitAgain}` }),
	});
}

/** A task that had not finished when the time was up. */
function timedOut(
	context: IExecuteFunctions,
	{ itemIndex, taskId, timeoutMs }: WaitingItem,
	{ lastSeen, lastFault }: Extract<TaskOutcome, { kind: 'timedOut' }>,
): NodeFailure {
	const minutes = timeoutMs / 60_000;
	const percent = lastSeen?.progressPercent;
	const status = `${sanitizeText(lastSeen?.status)}${percent === undefined ? '' : `, ${percent} % done`}`;
	const values = {
		taskId,
		time: minutes === 1 ? '1 minute' : `${minutes} minutes`,
		lastSeen:
			lastSeen === undefined
				? formatText(taskAdditions.neverRead, { happened: lastFault?.happened ?? 'no answer came' })
				: formatText(taskAdditions.lastStatus, { status }),
	};
	return operationError(context, formatMessage(taskMessages.notFinished, values), itemIndex);
}

/** A finished task one of whose files could not be fetched. */
function notFetched(
	context: IExecuteFunctions,
	{ itemIndex, taskId }: WaitingItem,
	{ kind, index }: TaskFile,
	{ reason, status, notStored }: DownloadFailure,
): NodeFailure {
	const file = `${kind.charAt(0).toUpperCase()}${kind.slice(1)} ${index}`;
	const message = notStored === true ? taskMessages.notStored : taskMessages.notDownloaded;
	const said = formatMessage(message, { file, taskId, reason });
	return apiError(context, itemIndex, { ...said, status }, { task_id: taskId });
}
