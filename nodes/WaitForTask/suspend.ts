import type {
	IDataObject,
	IBinaryKeyData,
	IExecuteFunctions,
	INodeExecutionData,
} from 'n8n-workflow';
import { isRecord } from '../shared/api/json';
import { sanitizeText } from '../shared/api/sanitizeText';
import type { Task } from '../shared/api/task';
import { formatText, type Message } from '../shared/message';
import { errorItem, operationError, type NodeFailure } from '../shared/n8n/itemError';
import {
	hint,
	inTurns,
	isStopped,
	isTool,
	runIndexOf,
	runOf,
	showHints,
} from '../shared/n8n/runContext';
import { awaitOutcomes } from './awaitOutcomes';
import { concernsAll, progressOf, resultsOf, type Result, type TaskOutcome } from './outcome';
import { endOfRun, outputHintsOf, withFiles } from './outputItems';
import { readItems, type WaitingItem } from './settings';
import { loopMessages, outputHints } from './waitMessages';

/** The field in which an item that goes round the loop carries what is known of its task. */
const FIELD = 'wait_for_task';

/** What an item carries in it, beside `status`, `progress_percent`, `eta` and `check_again_in`. */
interface Carried extends IDataObject {
	/** The node and the `$runIndex` of the run in which it came first, and its place there. */
	batch: string;
	position: number;
	/** The JSON of its output items, once its task has ended. Their files are beside the item's own. */
	result?: IDataObject[];
}

/** An input item on its way round. */
interface Traveller {
	itemIndex: number;
	/** As it came first. */
	json: IDataObject;
	binary: IBinaryKeyData;
	carried: Carried;
	/** Whether it has come for the first time. */
	isNew: boolean;
	/** Of its output items, as `wait_for_task_0`, …. */
	files: IBinaryKeyData;
}

/**
 * n8n's own Wait node keeps an execution in memory for less than 65 seconds, and stores it for longer: with
 * a little room for the clock.
 */
const MIN_PAUSE_SECONDS = 70;

/**
 * One pass of the operation `suspend`: polls each task that has not ended once. As long as one is running,
 * all items leave by the second output, which leads through n8n's Wait node back here; what has ended
 * carries its result. Then all leave by the first, in the order in which they came first.
 *
 * @returns the items of the two outputs
 * @throws the first failure, unless the node continues on error
 */
export async function suspend(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const refusal = refusalOfLoop(context);
	if (refusal !== undefined) throw operationError(context, refusal);
	const travellers = travellersOf(context);
	if (runIndexOf(context) > 0 && travellers.some(isOwnOutput)) {
		if (!context.continueOnFail()) throw operationError(context, loopMessages.ownOutput);
		// An error item would go the way that is refused, too.
		showHints(context, [hint(`${loopMessages.ownOutput.happened}.`, 'warning')]);
		return [[], []];
	}

	const byIndex = new Map(travellers.map((traveller) => [traveller.itemIndex, traveller]));
	let firstRefusal: NodeFailure | undefined;
	const read = await readItems(context, 'suspend', (itemIndex, why) => {
		firstRefusal ??= why;
		const carried = byIndex.get(itemIndex)?.carried;
		if (carried !== undefined && context.continueOnFail()) {
			carried.result ??= [errorItem(context, itemIndex, why).json];
		}
	});
	const taskIds = read.map(({ taskId }) => taskId);
	if (firstRefusal !== undefined && !context.continueOnFail()) {
		throw endOfRun(firstRefusal, undefined, taskIds);
	}

	const items = new Map(read.map((item) => [item.itemIndex, item]));
	const since = waitedSince(context, taskIds);
	const open = travellers.filter(({ carried }) => carried.result === undefined);
	const statuses = new Map(
		open.map(({ itemIndex, carried }) => [items.get(itemIndex)?.taskId, carried.status]),
	);
	/** A success without a file, or with one that has no link, is looked at once more. */
	const mayComplete = (task: Task) =>
		task.lacksFiles === true && statuses.get(task.taskId) !== sanitizeText(task.status);
	const polled = open.flatMap(({ itemIndex }) => items.get(itemIndex) ?? []);
	const outcomes = await awaitOutcomes(context, {
		items: polled,
		operation: 'suspend',
		pollIntervalMs: 0,
		waitedBefore: (taskId) => Date.now() - (since[taskId] ?? Date.now()),
		asksAgain: mayComplete,
	});
	if (isStopped(context)) return [[], []];

	let pauseSeconds = Infinity;
	let running = 0;
	await inTurns(open, (traveller) => {
		const item = items.get(traveller.itemIndex);
		const outcome = item && outcomes.get(item.taskId);
		if (item === undefined || outcome === undefined) return;
		const ageMs = Date.now() - (since[item.taskId] ?? Date.now());
		const isRunning =
			outcome.kind === 'timedOut'
				? ageMs < item.timeoutMs
				: outcome.kind === 'finished' && mayComplete(outcome.task);
		if (isRunning) {
			running++;
			carry(traveller, outcome);
			pauseSeconds = Math.min(pauseSeconds, pauseAfter(ageMs, outcome));
			return;
		}
		const results = resultsOf(context, item, outcome, 'suspend');
		const failed = results.find((result) => 'failure' in result);
		if (failed !== undefined && !context.continueOnFail()) {
			throw endOfRun(failed.failure(), item.taskId, concernsAll(outcome) ? [] : taskIds);
		}
		carry(traveller, outcome);
		pack(context, traveller, results);
	});
	showHints(context, outputHintsOf(polled, outcomes));
	if (running === 0) {
		forget(context, taskIds);
		return [unpack(travellers, items), []];
	}
	if (context.getMode() === 'manual') {
		const tasks = running === 1 ? '1 task is' : `${running} tasks are`;
		showHints(context, [hint(formatText(outputHints.onlyOnePass, { tasks }))]);
	}
	return [[], travellers.map((traveller) => onceMore(traveller, pauseSeconds))];
}

/** The input items, copies that a loop has made left out. */
function travellersOf(context: IExecuteFunctions): Traveller[] {
	const batch = `${context.getNode().name} ${runIndexOf(context)}`;
	const seen = new Set<string>();
	return context.getInputData().flatMap((item, itemIndex) => {
		const { [FIELD]: about, ...json } = item.json;
		const isNew =
			!isRecord(about) || typeof about.batch !== 'string' || typeof about.position !== 'number';
		const carried = isNew ? { batch, position: itemIndex } : { ...(about as Carried) };
		const key = `${carried.position} ${carried.batch}`;
		if (seen.has(key)) return [];
		seen.add(key);
		const isResult = ([name]: [string, unknown]) => !isNew && name.startsWith(`${FIELD}_`);
		const files = Object.entries(item.binary ?? {});
		return {
			itemIndex,
			json: isNew ? item.json : json,
			binary: Object.fromEntries(files.filter((file) => !isResult(file))),
			carried,
			isNew,
			files: Object.fromEntries(files.filter(isResult)),
		};
	});
}

/** Whether an item is what this node has handed on: then it has come back by `Done`. */
function isOwnOutput({ isNew, json }: Traveller): boolean {
	const { task_id: taskId, status, task } = json;
	if (!isNew) return false;
	if (isRecord(task)) return typeof task.task_id === 'string' && typeof task.status === 'string';
	const hasFiles = Object.keys(json).some((name) => /^(video|image|audio)(s|_url)$/.test(name));
	return typeof taskId === 'string' && typeof status === 'string' && hasFiles;
}

/** Notes how far the task of an item is. */
function carry(traveller: Traveller, outcome: TaskOutcome): void {
	const task =
		outcome.kind === 'timedOut'
			? outcome.lastSeen
			: outcome.kind === 'refused'
				? undefined
				: outcome.task;
	if (task === undefined) return;
	const { batch, position } = traveller.carried;
	const status = sanitizeText(task.status);
	traveller.carried = { status, ...progressOf(task), batch, position };
}

/** Notes what an item becomes, its files beside its own. */
function pack(context: IExecuteFunctions, traveller: Traveller, results: Result[]): void {
	traveller.carried.result = results.map((result) =>
		'failure' in result
			? errorItem(context, traveller.itemIndex, result.failure(), result.json).json
			: result.json,
	);
	for (const [index, result] of results.entries()) {
		if ('failure' in result) continue;
		// There are several results, or several files of one.
		for (const [position, file] of result.files.entries()) {
			traveller.files[`${FIELD}_${index + position}`] = file;
		}
	}
}

/** What the items have become, in the order in which they came first. */
function unpack(
	travellers: Traveller[],
	items: ReadonlyMap<number, WaitingItem>,
): INodeExecutionData[] {
	const byBatch = new Intl.Collator('en', { numeric: true }).compare;
	const inOrder = [...travellers].sort(
		({ carried: one }, { carried: other }) =>
			byBatch(one.batch, other.batch) || one.position - other.position,
	);
	return inOrder.flatMap(({ itemIndex, carried, binary, files }) =>
		(carried.result ?? []).map((json, index) => {
			const pairedItem = { item: itemIndex };
			const item = items.get(itemIndex);
			const own =
				carried.result?.length === 1 ? Object.values(files) : [files[`${FIELD}_${index}`]];
			const isFailure = item === undefined || (own[0] === undefined && json.error !== undefined);
			return isFailure
				? { json, ...(Object.keys(binary).length === 0 ? {} : { binary }), pairedItem }
				: {
						json,
						...withFiles(
							item,
							own.filter((file) => file !== undefined),
						),
						pairedItem,
					};
		}),
	);
}

/** An item for another round: as it came first, with what is known of its task. */
function onceMore(traveller: Traveller, pauseSeconds: number): INodeExecutionData {
	const { itemIndex, json, carried } = traveller;
	const binary = { ...traveller.binary, ...traveller.files };
	return {
		json: { ...json, [FIELD]: { ...carried, check_again_in: pauseSeconds } },
		...(Object.keys(binary).length === 0 ? {} : { binary }),
		pairedItem: { item: itemIndex },
	};
}

/** Seconds until a task is looked at again: a tenth of its age, and what the service asks for. */
function pauseAfter(ageMs: number, outcome: TaskOutcome): number {
	const asked = outcome.kind === 'timedOut' ? (outcome.lastFault?.retryAfterMs ?? 0) : 0;
	return Math.ceil(Math.max(MIN_PAUSE_SECONDS, ageMs / 10_000, asked / 1000));
}

/** What the node's context keeps, so that no loop that drops fields makes a wait endless. */
interface Memory {
	/** A retry from the list of executions is another one, and begins a new wait. */
	execution: string;
	run: string;
	/** Since when each task is waited for, in milliseconds since 1970. */
	since: Record<string, number>;
	/** Of those that left in this run, which "Retry On Fail" may run again. */
	left: Record<string, number>;
}

const MEMORY = 'waitedSince';

function waitedSince(context: IExecuteFunctions, taskIds: string[]): Record<string, number> {
	const store = context.getContext('node');
	const kept = store[MEMORY] as Memory | undefined;
	const [execution, run] = [context.getExecutionId(), runOf(context)];
	const before = kept?.execution === execution ? kept : undefined;
	const since = { ...before?.since, ...(before?.run === run ? before.left : {}) };
	for (const taskId of taskIds) since[taskId] ??= Date.now();
	store[MEMORY] = { execution, run, since, left: {} } satisfies Memory;
	return since;
}

function forget(context: IExecuteFunctions, taskIds: string[]): void {
	const { since, left } = context.getContext('node')[MEMORY] as Memory;
	for (const taskId of taskIds) {
		if (since[taskId] !== undefined) left[taskId] = since[taskId];
		delete since[taskId];
	}
}

/**
 * Why the node refuses the loop that it is in, or `undefined` where it is allowed. Whether `Still Running`
 * leads back is asked of n8n by what is before and behind this node at once.
 */
function refusalOfLoop(context: IExecuteFunctions): Message | undefined {
	const { name, alwaysOutputData } = context.getNode();
	if (alwaysOutputData === true) return loopMessages.alwaysOutputsData;
	const before = new Set(context.getParentNodes(name).map((node) => node.name));
	const behind = context.getChildNodes(name);
	// "Execute step" knows this node and those before it alone.
	if (context.getMode() === 'manual' && behind.length === 0 && !isTool(context)) return undefined;
	return behind.some((node) => node.name === name || before.has(node.name))
		? undefined
		: loopMessages.nothingLeadsBack;
}
