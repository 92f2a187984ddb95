import type {
	IBinaryKeyData,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
} from 'n8n-workflow';
import { isRecord, sanitizeText } from '../shared/api/untrusted';
import type { Task } from '../shared/api/task';
import { formatText, type Message } from '../shared/message';
import { errorItem, operationError, toNodeFailure } from '../shared/n8n/itemError';
import { hint, inTurns, isStopped, isTool, runIndexOf, showHints } from '../shared/n8n/runContext';
import { awaitOutcomes } from './awaitOutcomes';
import { progressOf, taskOf, type Result, type TaskOutcome } from './outcome';
import { outputHintsOf, refusedItems, resultsOrThrow, withFiles } from './outputItems';
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
	/** Of its output items, as `wait_for_task_0`, …. */
	files: IBinaryKeyData;
	isNew: boolean;
	/** Absent where it can't be waited for. */
	item?: WaitingItem;
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
		if (!context.continueOnFail()) throw operationError(context, loopMessages.wrongWay);
		// An error item would go the way that is refused, too.
		showHints(context, [hint(`${loopMessages.wrongWay.happened}.`, 'warning')]);
		return [[], []];
	}
	const { items, refused } = await readItems(context, 'suspend');
	const taskIds = items.map(({ taskId }) => taskId);
	const errors = await refusedItems(context, refused, taskIds);
	const since = waitedSince(context, taskIds);
	const ageMs = (taskId: string) => Date.now() - (since[taskId] ?? Date.now());
	const byIndex = new Map(items.map((item) => [item.itemIndex, item]));
	const open: Array<[Traveller, WaitingItem]> = [];
	const statuses = new Map<string, unknown>();
	for (const traveller of travellers) {
		const { carried, itemIndex } = traveller;
		const item = (traveller.item = byIndex.get(itemIndex));
		const error = errors.get(itemIndex);
		if (error !== undefined) carried.result ??= [error.json];
		if (item === undefined || carried.result !== undefined) continue;
		open.push([traveller, item]);
		statuses.set(item.taskId, carried.status);
	}

	const options = {
		items: open.map(([, item]) => item),
		pollIntervalMs: 0,
		waitedBefore: ageMs,
		/** A success without a file, or with one that has no link, is polled once more. */
		asksAgain: (task: Task) =>
			task.lacksFiles === true && statuses.get(task.taskId) !== sanitizeText(task.status),
	};
	const outcomes = await awaitOutcomes(context, { ...options, operation: 'suspend' }).catch(
		(error: unknown) => {
			const why = toNodeFailure(context, undefined, error);
			if (!context.continueOnFail()) throw why;
			// What has ended before is not lost to it.
			for (const [{ carried, itemIndex }] of open) {
				carried.result = [errorItem(context, itemIndex, why).json];
			}
			return new Map<string, TaskOutcome>();
		},
	);
	if (isStopped(context)) return [[], []];
	const pauses: number[] = [];
	await inTurns(open, ([traveller, item]) => {
		const outcome = outcomes.get(item.taskId);
		if (outcome === undefined) return;
		const task = taskOf(outcome);
		const { batch, position } = traveller.carried;
		if (task !== undefined) {
			const status = sanitizeText(task.status);
			traveller.carried = { status, ...progressOf(task), batch, position };
		}
		const isTimedOut = outcome.kind === 'timedOut';
		const isRunning = isTimedOut
			? ageMs(item.taskId) < item.timeoutMs
			: outcome.kind === 'finished' && options.asksAgain(outcome.task);
		if (!isRunning) {
			pack(context, traveller, resultsOrThrow(context, item, outcome, 'suspend', taskIds));
			return;
		}
		const askedMs = isTimedOut ? (outcome.lastFault?.retryAfterMs ?? 0) : 0;
		pauses.push(Math.max(MIN_PAUSE_SECONDS, ageMs(item.taskId) / 10_000, askedMs / 1000));
	});
	showHints(context, outputHintsOf(options.items, outcomes));
	if (pauses.length === 0) {
		forget(context, taskIds);
		return [unpack(travellers), []];
	}
	if (context.getMode() === 'manual') {
		const tasks = pauses.length === 1 ? '1 task is' : `${pauses.length} tasks are`;
		showHints(context, [hint(formatText(outputHints.onlyOnePass, { tasks }))]);
	}
	const pause = Math.ceil(pauses.reduce((shortest, each) => Math.min(shortest, each)));
	return [[], travellers.map((traveller) => onceMore(traveller, pause))];
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
		const [binary, files]: [IBinaryKeyData, IBinaryKeyData] = [{}, {}];
		for (const [name, file] of Object.entries(item.binary ?? {})) {
			(!isNew && name.startsWith(`${FIELD}_`) ? files : binary)[name] = file;
		}
		return { itemIndex, json: isNew ? item.json : json, binary, carried, files, isNew };
	});
}

/** Whether an item is what this node has handed on: then it has come back by `Done`. */
function isOwnOutput({ isNew, json: { task, ...json } }: Traveller): boolean {
	const { task_id: taskId, status } = isRecord(task) ? task : json;
	const hasFiles =
		isRecord(task) || Object.keys(json).some((name) => /^(video|image|audio)(s|_url)$/.test(name));
	return isNew && typeof taskId === 'string' && typeof status === 'string' && hasFiles;
}

/** Notes what an item becomes, its files beside its own. */
function pack(
	context: IExecuteFunctions,
	{ carried, files, itemIndex }: Traveller,
	results: Result[],
) {
	carried.result = results.map((result, index) => {
		if ('failure' in result)
			return errorItem(context, itemIndex, result.failure(), result.json).json;
		// There are several results, or several files of one.
		for (const [position, file] of result.files.entries()) {
			files[`${FIELD}_${index + position}`] = file;
		}
		return result.json;
	});
}

/** What the items have become, in the order in which they came first. */
function unpack(travellers: Traveller[]): INodeExecutionData[] {
	const byBatch = new Intl.Collator('en', { numeric: true }).compare;
	const inOrder = [...travellers].sort(
		({ carried: one }, { carried: other }) =>
			byBatch(one.batch, other.batch) || one.position - other.position,
	);
	return inOrder.flatMap(({ itemIndex, item, carried: { result = [] }, binary, files }) =>
		result.map((json, index) => {
			const file = files[`${FIELD}_${index}`];
			const own = result.length === 1 ? Object.values(files) : file ? [file] : [];
			const isFailure = item === undefined || (file === undefined && json.error !== undefined);
			const withThem = isFailure ? binaryOf(binary) : withFiles(item, own);
			return { json, ...withThem, pairedItem: { item: itemIndex } };
		}),
	);
}

/** An item for another round: as it came first, with what is known of its task. */
function onceMore(traveller: Traveller, pauseSeconds: number): INodeExecutionData {
	const { itemIndex, json, carried, binary, files } = traveller;
	return {
		json: { ...json, [FIELD]: { ...carried, check_again_in: pauseSeconds } },
		...binaryOf({ ...binary, ...files }),
		pairedItem: { item: itemIndex },
	};
}

function binaryOf(binary: IBinaryKeyData): Pick<INodeExecutionData, 'binary'> {
	return Object.keys(binary).length === 0 ? {} : { binary };
}

/** What the node's context keeps, so that no loop that drops fields makes a wait endless. */
interface Memory {
	/** A retry from the list of executions is another one, and begins a new wait. */
	execution: string;
	/** By task, in milliseconds since 1970. */
	since: Record<string, number>;
}

const MEMORY = 'waitedSince';

function waitedSince(context: IExecuteFunctions, taskIds: string[]): Memory['since'] {
	const store = context.getContext('node');
	const kept = store[MEMORY] as Memory | undefined;
	const execution = context.getExecutionId();
	const since = { ...(kept?.execution === execution ? kept.since : {}) };
	for (const taskId of taskIds) since[taskId] ??= Date.now();
	store[MEMORY] = { execution, since } satisfies Memory;
	return since;
}

/** "Retry On Fail" may run again what left by an error item: its time does not begin again then. */
function forget(context: IExecuteFunctions, taskIds: string[]): void {
	if (context.getNode().retryOnFail === true) return;
	const { since } = context.getContext('node')[MEMORY] as Memory;
	for (const taskId of taskIds) delete since[taskId];
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
	const isLoop = behind.some((node) => node.name === name || before.has(node.name));
	return isLoop ? undefined : loopMessages.wrongWay;
}
