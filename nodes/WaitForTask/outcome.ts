import type {
	IBinaryData,
	IBinaryKeyData,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	NodeExecutionHint,
} from 'n8n-workflow';
import type { Fault } from '../shared/api/fault';
import { sanitizeText } from '../shared/api/untrusted';
import { FILE_KINDS, type FileKind, type Task, type TaskFile } from '../shared/api/task';
import { formatText } from '../shared/message';
import { errorItem, type NodeFailure } from '../shared/n8n/itemError';
import { hint } from '../shared/n8n/runContext';
import type { WaitEnd } from '../shared/waiting/waitForTasks';
import { endOfRun, failureOf, notFetched, reasonGiven } from './failures';
import { fileNameOf, type FetchedTask } from './fetchFiles';
import type { Operation, WaitingItem } from './items';
import { outputHints } from './waitMessages';

/** What became of one task. */
export type TaskOutcome =
	/** It has files; `fetched` is empty where no item wants them downloaded. */
	({ kind: 'files' } & FetchedTask) | WaitEnd<Task, Fault>;

/** Whether an outcome fails its items. For `suspend`, the time-out is checked in `suspend.ts`. */
export function isFailure(outcome: TaskOutcome, operation: Operation): boolean {
	if (outcome.kind === 'files') return outcome.fetched.some(({ ok }) => !ok);
	if (outcome.kind === 'refused' || operation === 'wait') return true;
	if (operation === 'check') return taskOf(outcome) === undefined;
	return outcome.kind === 'finished' && outcome.task.state === 'failed';
}

/** The task as it was seen last; `undefined` where no poll has seen it. */
export function taskOf(outcome: TaskOutcome): Task | undefined {
	if (outcome.kind === 'refused') return undefined;
	return outcome.kind === 'timedOut' ? outcome.lastSeen : outcome.task;
}

/**
 * The output items of an input item. Where the node continues on error, what failed are error items.
 *
 * @param items of the whole run
 * @throws the first failure, unless the node continues on error
 */
export function outputItems(
	context: IExecuteFunctions,
	item: WaitingItem,
	outcome: TaskOutcome,
	items: readonly WaitingItem[],
): INodeExecutionData[] {
	const { itemIndex, taskId } = item;
	const done = (task: Task, simplified: IDataObject, files: IBinaryData[]): INodeExecutionData => ({
		json: item.simplify ? simplified : (structuredClone(task.response) as IDataObject),
		...withFiles(item, files),
		pairedItem: { item: itemIndex },
	});
	const failed = (facts: IDataObject, failure: NodeFailure): INodeExecutionData => {
		if (context.continueOnFail()) return errorItem(context, itemIndex, failure, facts);
		// What is refused, other than an unknown task, is refused for all tasks: no advice on the others.
		const isAboutAll = outcome.kind === 'refused' && outcome.fault.verdict !== 'unknownTask';
		throw endOfRun(failure, isAboutAll ? [] : items, taskId);
	};
	if (outcome.kind !== 'files') {
		const task = taskOf(outcome);
		// A single check returns the state as it is, even of a task that failed.
		if (item.operation === 'check' && task !== undefined) return [done(task, stateOf(task), [])];
		return [failed({ task_id: taskId }, failureOf(context, item, outcome))];
	}

	const { task, fetched } = outcome;
	const itemOf = (facts: IDataObject, files: ReadonlyMap<number, TaskFile>): INodeExecutionData => {
		const json = defined({ task_id: taskId, status: task.status, ...facts, seed: task.seed });
		const binaries: IBinaryData[] = [];
		for (const [position, file] of files) {
			const got = item.downloadFiles ? fetched[position] : undefined;
			if (got?.ok === false) return failed(json, notFetched(context, item, file, got.reason));
			const name = fileNameOf(task, position, item.fileName);
			// A copy: a later node may change the file of one item.
			if (got) binaries.push({ ...got.binary, fileName: `${name}.${got.extension}` });
		}
		return done(task, json, binaries);
	};
	const ofKind = (kind: FileKind) => task.files.filter((file) => file.kind === kind);
	if (item.output === 'perFile') {
		return task.files.map((file, position) => {
			const count = { [`${file.kind}_count`]: ofKind(file.kind).length };
			return itemOf({ ...fileFacts(file), ...count }, new Map([[position, file]]));
		});
	}
	const lists: IDataObject = {};
	for (const kind of FILE_KINDS.filter((one) => ofKind(one).length > 0)) {
		lists[`${kind}s`] = ofKind(kind).map(fileFacts);
		lists[`${kind}_count`] = ofKind(kind).length;
	}
	return [itemOf(lists, new Map(task.files.entries()))];
}

/** The `binary` of an output item, with the field names that its input item asks for. */
export function withFiles(
	{ output, binaryProperty }: WaitingItem,
	files: IBinaryData[],
): { binary?: IBinaryKeyData } {
	if (files.length === 0) return {};
	const name = (position: number) =>
		output === 'perTask' ? `${binaryProperty}_${position}` : binaryProperty;
	return { binary: Object.fromEntries(files.map((file, position) => [name(position), file])) };
}

/** Facts without those that are `undefined`. */
function defined(facts: IDataObject): IDataObject {
	return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

/** `video_url`, `image_url` or `audio_url`, and what else is known of a file, with the same prefix. */
function fileFacts({ kind, url, type, expiresAt, index }: TaskFile): IDataObject {
	return defined({
		[`${kind}_url`]: url,
		[`${kind}_type`]: type,
		[`${kind}_url_expires_at`]: expiresAt && new Date(expiresAt).toISOString(),
		[`${kind}_index`]: index,
	});
}

/** What `check` returns of a task without files: it is running, has failed, or lists none. */
function stateOf(task: Task): IDataObject {
	const { taskId, status, state, reason } = task;
	if (state === 'running') return { task_id: taskId, ...progressOf(task) };
	const count = state === 'succeeded' ? { video_count: 0 } : {};
	return defined({ task_id: taskId, status, reason: reason || undefined, ...count });
}

/** What the service says of a task's progress. */
export function progressOf({ status, progressPercent, etaSeconds }: Task): IDataObject {
	return defined({
		status: sanitizeText(status),
		progress_percent: progressPercent,
		eta: etaSeconds,
	});
}

/** Hints about links that expire, and about tasks with fewer files than requested. */
export function outputHintsOf(
	items: readonly WaitingItem[],
	outcomes: ReadonlyMap<string, TaskOutcome>,
): NodeExecutionHint[] {
	const ended = items.flatMap(({ taskId, downloadFiles }) => {
		const outcome = outcomes.get(taskId);
		return outcome?.kind === 'files' ? [{ ...outcome.task, downloadFiles }] : [];
	});
	const incomplete = ended.filter(({ reason, lacksFiles }) => reason !== '' || lacksFiles);
	const values = { count: incomplete.length, reason: reasonGiven(incomplete[0]?.reason ?? '') };
	return [
		...(ended.every(({ downloadFiles }) => downloadFiles) ? [] : [hint(outputHints.linksExpire)]),
		...(incomplete.length > 0 ? [hint(formatText(outputHints.heldBack, values), 'warning')] : []),
	];
}
