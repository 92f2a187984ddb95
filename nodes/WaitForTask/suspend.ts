import type {
	IBinaryKeyData,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
} from 'n8n-workflow';
import { isRecord, sanitizeText } from '../shared/api/untrusted';
import type { Task } from '../shared/api/task';
import { errorItem, operationError, toNodeFailure } from '../shared/n8n/itemError';
import { hint, inTurns, isTool, runIndexOf, showHints } from '../shared/n8n/runContext';
import { awaitOutcomes } from './awaitOutcomes';
import { readItems, type WaitingItem } from './items';
import {
	outputHintsOf,
	outputItems,
	progressOf,
	taskOf,
	withFiles,
	type TaskOutcome,
} from './outcome';
import { loopMessages, outputHints } from './waitMessages';

/** The field of an item in the loop that holds what is known of its task. `submitItems.ts` refuses it. */
const FIELD = 'wait_for_task';

/** The content of that field, besides `status`, `progress_percent`, `eta` and `check_again_in`. */
interface Carried extends IDataObject {
	/** Node and `$runIndex` of the run that the item first came to, and its index there. */
	batch: string;
	position: number;
	/** The JSON of its output items, once its task has ended. Their files are in `binary`. */
	result?: IDataObject[];
}

/** An input item, which may have come round the loop before. */
interface LoopItem {
	itemIndex: number;
	json: IDataObject;
	/** Its own files, and those of its output items as `wait_for_task_0`, `wait_for_task_1`, …. */
	binary: IBinaryKeyData;
	carried: Carried;
	/** `undefined` where a parameter is invalid. */
	item: WaitingItem | undefined;
}

/** n8n's Wait node takes an execution out of memory if it waits for 65 seconds or more by its own clock. */
const MIN_PAUSE_SECONDS = 70;

/**
 * One pass of the operation `suspend`: polls each unfinished task once. As long as one is running, all items
 * leave by the second output, which leads through n8n's Wait node back here; an item whose task has ended
 * carries its result. Then all leave by the first output, in their original order.
 *
 * @returns the items of the two outputs
 * @throws the first failure, unless the node continues on error
 */
export async function suspend(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	checkLoop(context);
	const { items, errors } = await readItems(context, 'suspend');
	const loopItems = loopItemsOf(context, items, errors);
	if (runIndexOf(context) > 0 && loopItems.some(isOwnOutput)) {
		if (!context.continueOnFail()) throw operationError(context, loopMessages.wrongWay);
		// An error item would take the same wrong way, and come back.
		showHints(context, [hint(`${loopMessages.wrongWay.happened}.`, 'warning')]);
		return [[], []];
	}
	const since = await waitedSince(context, items);
	const waitedMs = (taskId: string) => Date.now() - (since[taskId] ?? Date.now());
	const open = loopItems.filter(isOpen);
	const waited = open.map(({ item }) => item);
	const statuses = new Map(open.map(({ item, carried }) => [item.taskId, carried.status]));
	/** A success that lacks a file is polled again in the next pass, once. */
	const asksAgain = ({ taskId, lacksFiles, status }: Task) =>
		lacksFiles === true && statuses.get(taskId) !== sanitizeText(status);

	let outcomes = new Map<string, TaskOutcome>();
	try {
		outcomes = await awaitOutcomes(context, 'suspend', waited, { waitedMs, asksAgain });
	} catch (error) {
		const failure = toNodeFailure(context, undefined, error);
		if (!context.continueOnFail()) throw failure;
		// Only open items fail: the others keep their results.
		for (const one of open) one.carried.result = [errorItem(context, one.itemIndex, failure).json];
	}
	let pause = Infinity;
	await inTurns(open, (loopItem) => {
		const { item } = loopItem;
		const outcome = outcomes.get(item.taskId);
		if (outcome === undefined) return;
		const task = taskOf(outcome);
		const { batch, position } = loopItem.carried;
		if (task !== undefined) loopItem.carried = { ...progressOf(task), batch, position };
		const waitedFor = waitedMs(item.taskId);
		const isRunning =
			outcome.kind === 'timedOut'
				? waitedFor < item.timeoutMs
				: outcome.kind === 'finished' && asksAgain(outcome.task);
		if (!isRunning) return pack(loopItem, outputItems(context, item, outcome, items));
		const askedMs = (outcome.kind === 'timedOut' && outcome.lastFault?.retryAfterMs) || 0;
		pause = Math.min(pause, Math.max(MIN_PAUSE_SECONDS, waitedFor / 10_000, askedMs / 1000));
	});
	showHints(context, outputHintsOf(waited, outcomes));
	if (pause === Infinity) {
		// "Retry On Fail" repeats a run that returned an error item first: its time-outs must not begin again.
		if (context.getNode().retryOnFail !== true)
			for (const { taskId } of items) delete since[taskId];
		return [unpack(loopItems), []];
	}
	if (context.getMode() === 'manual') showHints(context, [hint(outputHints.onlyOnePass)]);
	const check_again_in = Math.ceil(pause);
	const stillRunning = ({ itemIndex, json, carried, binary }: LoopItem): INodeExecutionData => ({
		json: { ...json, [FIELD]: { ...carried, check_again_in } },
		...binaryOf(binary),
		pairedItem: { item: itemIndex },
	});
	return [[], loopItems.map(stillRunning)];
}

/** The input items, each place of a batch once: a loop may have copied some. */
function loopItemsOf(
	context: IExecuteFunctions,
	items: readonly WaitingItem[],
	errors: ReadonlyMap<number, INodeExecutionData>,
): LoopItem[] {
	const batch = `${context.getNode().name} ${runIndexOf(context)}`;
	const byIndex = new Map(items.map((item) => [item.itemIndex, item]));
	const all = context.getInputData().map(({ json, binary }, itemIndex): LoopItem => {
		const field = json[FIELD];
		const isNew = !isRecord(field) || typeof field.position !== 'number';
		const carried = isNew ? { batch, position: itemIndex } : { ...(field as Carried) };
		const error = errors.get(itemIndex);
		if (error !== undefined) carried.result ??= [error.json];
		const item = byIndex.get(itemIndex);
		return { itemIndex, json, item, binary: { ...binary }, carried };
	});
	const byPlace = all.map((one) => [`${one.carried.position} ${one.carried.batch}`, one] as const);
	return [...new Map(byPlace).values()];
}

/** Whether its task is still to be polled. */
function isOpen(loopItem: LoopItem): loopItem is LoopItem & { item: WaitingItem } {
	return loopItem.item !== undefined && loopItem.carried.result === undefined;
}

/** Whether an item looks like a finished output item of this node: then `Done` leads back here. */
function isOwnOutput({ json }: LoopItem): boolean {
	const { task_id: taskId, status } = isRecord(json.task) ? json.task : json;
	const hasFiles = Object.keys(json).some((name) => /^(video|image|audio)(s|_url)$/.test(name));
	if (json[FIELD] !== undefined) return false;
	return typeof taskId === 'string' && typeof status === 'string' && hasFiles;
}

/** Stores the output items of an item in it, with their files next to its own. */
function pack({ carried, binary }: LoopItem, results: INodeExecutionData[]): void {
	carried.result = results.map(({ json, binary: files = {} }, index) => {
		// One result with several files, or several with one each. An error item has its input item's files.
		for (const [position, file] of Object.values(json.error ? {} : files).entries()) {
			binary[`${FIELD}_${index + position}`] = file;
		}
		return json;
	});
}

/** The output items that {@link pack} has stored, in the original order of their items. */
function unpack(loopItems: LoopItem[]): INodeExecutionData[] {
	const { compare } = new Intl.Collator('en', { numeric: true });
	const inOrder = [...loopItems].sort(({ carried: one }, { carried: other }) =>
		one.batch === other.batch ? one.position - other.position : compare(one.batch, other.batch),
	);
	return inOrder.flatMap(({ itemIndex, item, carried: { result = [] }, binary }) => {
		const [own, files]: [IBinaryKeyData, IBinaryKeyData] = [{}, {}];
		for (const [name, file] of Object.entries(binary)) {
			(name.startsWith(`${FIELD}_`) ? files : own)[name] = file;
		}
		return result.map((json, index) => {
			const file = files[`${FIELD}_${index}`];
			const some = result.length === 1 ? Object.values(files) : file ? [file] : [];
			const isError = item === undefined || (file === undefined && json.error !== undefined);
			const binaryOfResult = isError ? binaryOf(own) : withFiles(item, some);
			return { json, ...binaryOfResult, pairedItem: { item: itemIndex } };
		});
	});
}

function binaryOf(binary: IBinaryKeyData): Pick<INodeExecutionData, 'binary'> {
	return Object.keys(binary).length === 0 ? {} : { binary };
}

/**
 * Since when each task is waited for, in milliseconds since 1970. It is kept in the node's context, not in the
 * items: a node in the loop that drops their fields must not make the wait endless.
 */
async function waitedSince(
	context: IExecuteFunctions,
	items: WaitingItem[],
): Promise<Record<string, number>> {
	// A retry from the list of executions has another id, and begins a new wait.
	const key = `waitedSince ${context.getExecutionId()}`;
	const since = (context.getContext('node')[key] ??= {}) as Record<string, number>;
	await inTurns(items, ({ taskId }) => void (since[taskId] ??= Date.now()));
	return since;
}

/**
 * Refuses a loop that does not work. There is a loop where a node is both before and after this one, or this
 * node is after itself.
 *
 * @throws NodeOperationError that says how to connect the outputs
 */
function checkLoop(context: IExecuteFunctions): void {
	const { name, alwaysOutputData } = context.getNode();
	if (alwaysOutputData === true) throw operationError(context, loopMessages.alwaysOutputsData);
	const before = new Set(context.getParentNodes(name).map((node) => node.name));
	const after = context.getChildNodes(name);
	// "Execute step" runs with this node and those before it only.
	if (context.getMode() === 'manual' && after.length === 0 && !isTool(context)) return;
	const isLoop = after.some((node) => node.name === name || before.has(node.name));
	if (!isLoop) throw operationError(context, loopMessages.wrongWay);
}
