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
	json: IDataObject;
	/** Its own, and those of its output items as `wait_for_task_0`, …. */
	binary: IBinaryKeyData;
	carried: Carried;
	/** `undefined` where it can't be waited for. */
	item: WaitingItem | undefined;
}

/** n8n's own Wait node stores an execution that waits for 65 seconds or more, by its own clock. */
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
	refuseLoop(context);
	const { items, errors } = await readItems(context, 'suspend');
	const travellers = travellersOf(context, items, errors);
	if (runIndexOf(context) > 0 && travellers.some(isOwnOutput)) {
		if (!context.continueOnFail()) throw operationError(context, loopMessages.wrongWay);
		// An error item would go the way that is refused, too.
		showHints(context, [hint(`${loopMessages.wrongWay.happened}.`, 'warning')]);
		return [[], []];
	}
	const since = await waitedSince(context, items);
	const waitedMs = (taskId: string) => Date.now() - (since[taskId] ?? Date.now());
	const open = travellers.filter(isOpen);
	const waited = open.map(({ item }) => item);
	const statuses = new Map(open.map(({ item, carried }) => [item.taskId, carried.status]));
	/** A success without a file, or with one that has no link, is polled once more. */
	const asksAgain = ({ taskId, lacksFiles, status }: Task) =>
		lacksFiles === true && statuses.get(taskId) !== sanitizeText(status);

	let outcomes = new Map<string, TaskOutcome>();
	try {
		outcomes = await awaitOutcomes(context, 'suspend', waited, { waitedMs, asksAgain });
	} catch (error) {
		const why = toNodeFailure(context, undefined, error);
		if (!context.continueOnFail()) throw why;
		// What has ended before is not lost to it.
		for (const one of open) one.carried.result = [errorItem(context, one.itemIndex, why).json];
	}
	let pause = Infinity;
	await inTurns(open, (traveller) => {
		const { item } = traveller;
		const outcome = outcomes.get(item.taskId);
		if (outcome === undefined) return;
		const task = taskOf(outcome);
		const { batch, position } = traveller.carried;
		if (task !== undefined) traveller.carried = { ...progressOf(task), batch, position };
		const waitedFor = waitedMs(item.taskId);
		const isRunning =
			outcome.kind === 'timedOut'
				? waitedFor < item.timeoutMs
				: outcome.kind === 'finished' && asksAgain(outcome.task);
		if (!isRunning) return pack(traveller, outputItems(context, item, outcome, items));
		const askedMs = (outcome.kind === 'timedOut' && outcome.lastFault?.retryAfterMs) || 0;
		pause = Math.min(pause, Math.max(MIN_PAUSE_SECONDS, waitedFor / 10_000, askedMs / 1000));
	});
	showHints(context, outputHintsOf(waited, outcomes));
	if (pause === Infinity) {
		// "Retry On Fail" may run again what left by an error item: its time does not begin again then.
		if (context.getNode().retryOnFail !== true)
			for (const { taskId } of items) delete since[taskId];
		return [unpack(travellers), []];
	}
	if (context.getMode() === 'manual') showHints(context, [hint(outputHints.onlyOnePass)]);
	const check_again_in = Math.ceil(pause);
	const onceMore = ({ itemIndex, json, carried, binary }: Traveller): INodeExecutionData => ({
		json: { ...json, [FIELD]: { ...carried, check_again_in } },
		...binaryOf(binary),
		pairedItem: { item: itemIndex },
	});
	return [[], travellers.map(onceMore)];
}

/** The input items, copies that a loop has made left out. */
function travellersOf(
	context: IExecuteFunctions,
	items: readonly WaitingItem[],
	errors: ReadonlyMap<number, INodeExecutionData>,
): Traveller[] {
	const batch = `${context.getNode().name} ${runIndexOf(context)}`;
	const byIndex = new Map(items.map((item) => [item.itemIndex, item]));
	const all = context.getInputData().map(({ json, binary }, itemIndex): Traveller => {
		const about = json[FIELD];
		const isNew = !isRecord(about) || typeof about.position !== 'number';
		const carried = isNew ? { batch, position: itemIndex } : { ...(about as Carried) };
		const error = errors.get(itemIndex);
		if (error !== undefined) carried.result ??= [error.json];
		const item = byIndex.get(itemIndex);
		return { itemIndex, json, item, binary: { ...binary }, carried };
	});
	const byPlace = all.map((one) => [`${one.carried.position} ${one.carried.batch}`, one] as const);
	return [...new Map(byPlace).values()];
}

/** Whether the end of its task is not known yet. */
function isOpen(traveller: Traveller): traveller is Traveller & { item: WaitingItem } {
	return traveller.item !== undefined && traveller.carried.result === undefined;
}

/** Whether an item is what this node has handed on: then it has come back by `Done`. */
function isOwnOutput({ json }: Traveller): boolean {
	const { task_id: taskId, status } = isRecord(json.task) ? json.task : json;
	const hasFiles = Object.keys(json).some((name) => /^(video|image|audio)(s|_url)$/.test(name));
	return (
		json[FIELD] === undefined &&
		typeof taskId === 'string' &&
		typeof status === 'string' &&
		hasFiles
	);
}

/** Notes what an item becomes, its files beside its own. */
function pack({ carried, binary }: Traveller, results: INodeExecutionData[]): void {
	carried.result = results.map(({ json, binary: files = {} }, index) => {
		// There are several results, or several files of one. An error item has the item's own.
		for (const [position, file] of Object.values(json.error ? {} : files).entries()) {
			binary[`${FIELD}_${index + position}`] = file;
		}
		return json;
	});
}

/** What the items have become, in the order in which they came first. */
function unpack(travellers: Traveller[]): INodeExecutionData[] {
	const { compare } = new Intl.Collator('en', { numeric: true });
	const inOrder = [...travellers].sort(({ carried: one }, { carried: other }) =>
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
			const withThem = isError ? binaryOf(own) : withFiles(item, some);
			return { json, ...withThem, pairedItem: { item: itemIndex } };
		});
	});
}

function binaryOf(binary: IBinaryKeyData): Pick<INodeExecutionData, 'binary'> {
	return Object.keys(binary).length === 0 ? {} : { binary };
}

/**
 * Since when each task is waited for, in milliseconds since 1970, as the node's context keeps it: so no loop
 * that drops fields makes a wait endless.
 */
async function waitedSince(
	context: IExecuteFunctions,
	items: WaitingItem[],
): Promise<Record<string, number>> {
	// A retry from the list of executions is another one, and begins a new wait.
	const key = `waitedSince ${context.getExecutionId()}`;
	const since = (context.getContext('node')[key] ??= {}) as Record<string, number>;
	await inTurns(items, ({ taskId }) => void (since[taskId] ??= Date.now()));
	return since;
}

/**
 * Refuses a loop that can't be waited in. Whether `Still Running` leads back is asked of n8n by what is
 * before and behind this node at once.
 */
function refuseLoop(context: IExecuteFunctions): void {
	const { name, alwaysOutputData } = context.getNode();
	if (alwaysOutputData === true) throw operationError(context, loopMessages.alwaysOutputsData);
	const before = new Set(context.getParentNodes(name).map((node) => node.name));
	const behind = context.getChildNodes(name);
	// "Execute step" knows this node and those before it alone.
	if (context.getMode() === 'manual' && behind.length === 0 && !isTool(context)) return;
	const isLoop = behind.some((node) => node.name === name || before.has(node.name));
	if (!isLoop) throw operationError(context, loopMessages.wrongWay);
}
