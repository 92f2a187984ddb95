import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { connect as connectByCredential, type ConnectedApi } from '../n8n/connect';
import { errorItem, operationError, toNodeFailure, type NodeFailure } from '../n8n/itemError';
import { n8nClock } from '../n8n/n8nClock';
import { inTurns, isStopped, isTool } from '../n8n/runContext';
import type { Clock } from '../waiting/clock';
import { digestOf, digestOfItem, digestOfRequest, digestOfSettings } from './digest';
import { findSubmission } from './processMemory';
import { RunMemory } from './runMemory';
import { doubtError, limitError, nothingSubmittedAdvice, withAcceptedTasks } from './submitErrors';
import { SubmitHints } from './submitHints';
import type { CheckedItem } from './submitOptions';
import { submitPending, type Outcome, type PendingItem } from './submitPending';
import { submittingMessages } from './submittingMessages';

export type { CheckedItem };

export interface SubmitItemsOptions {
	/**
	 * Reads and checks the parameters of one item, without sending anything.
	 *
	 * @throws NodeOperationError that names the field and the item
	 */
	check: (context: IExecuteFunctions, itemIndex: number) => Promise<CheckedItem>;
	/** Told which items are about to be submitted, once all are checked and before any is sent. */
	beforeSubmit?: (itemIndexes: readonly number[]) => void;
	/** n8n's, unless a test has its own. */
	clock?: Clock;
	/** The API behind the credential, unless a test has one of its own. */
	connect?: (context: IExecuteFunctions) => Promise<ConnectedApi>;
}

/**
 * Checks and submits the input items that no earlier try of the node got, or may have got, accepted.
 *
 * @returns an item with the task id for each input item, and an error item for each that failed where
 *   the node continues on error
 * @throws the first failure otherwise, with the ids of all tasks that were accepted
 */
export async function submitItems(
	context: IExecuteFunctions,
	{ check, beforeSubmit, clock = n8nClock, connect = connectByCredential }: SubmitItemsOptions,
): Promise<INodeExecutionData[]> {
	const run = new RunMemory(context);
	const hints = new SubmitHints(context, run);
	const connected = await connect(context).catch((cause) =>
		toNodeFailure(context, undefined, cause),
	);
	const { outcomes, pending } = await readItems(context, run, connected, check, hints);
	throwUnlessContinuing(context, outcomes, nothingSubmittedAdvice);

	if (pending.length > 0) {
		try {
			if (connected instanceof Error) throw connected;
			reserve(context, run, pending);
			beforeSubmit?.(pending.map(({ itemIndex }) => itemIndex));
			await submitPending({ context, run, connected, pending, outcomes, hints, clock });
		} catch (cause) {
			const failure = toNodeFailure(context, undefined, cause);
			for (const { itemIndex } of pending) {
				if (!outcomes.has(itemIndex)) outcomes.set(itemIndex, failure);
			}
		} finally {
			for (const { isReserved, videos } of pending) if (isReserved === true) run.giveBack(videos);
		}
	}
	// n8n drops what a stopped execution returns; throwing would start a "Retry On Fail".
	if (isStopped(context)) return [];
	throwUnlessContinuing(context, outcomes);
	hints.show();
	run.returned();
	const output: INodeExecutionData[] = [];
	await inTurns(context.getInputData().keys(), (itemIndex) => {
		const outcome = outcomes.get(itemIndex);
		if (outcome instanceof Error) output.push(errorItem(context, itemIndex, outcome));
		else if (outcome !== undefined) output.push({ json: outcome, pairedItem: { item: itemIndex } });
	});
	return output;
}

/** Checks all items before anything is sent, so that a bad one among many costs nothing. */
async function readItems(
	context: IExecuteFunctions,
	run: RunMemory,
	connected: ConnectedApi | NodeFailure,
	check: SubmitItemsOptions['check'],
	hints: SubmitHints,
): Promise<{ outcomes: Map<number, Outcome>; pending: PendingItem[] }> {
	const outcomes = new Map<number, Outcome>();
	const pending: PendingItem[] = [];
	const base = connected instanceof Error ? undefined : digestOf(connected.baseUrl);
	const node = [context.getWorkflow().id, context.getNode().id];

	await inTurns(context.getInputData().entries(), async ([itemIndex, item]) => {
		let checked: CheckedItem | NodeFailure;
		// A model's calls have nothing but their requests.
		let itemKey: string | undefined;
		try {
			if (!isTool(context)) itemKey = run.keyOf(digestOfItem(item));
			if (item.json.wait_for_task !== undefined) {
				throw operationError(context, submittingMessages.stillWaiting, itemIndex);
			}
			checked = await check(context, itemIndex);
		} catch (cause) {
			checked = toNodeFailure(context, itemIndex, cause);
		}
		const request = checked instanceof Error ? '' : digestOfRequest(checked.request);
		itemKey ??= request;
		const known = run.find(itemKey, base);
		if (known?.json !== undefined) {
			// What is paid for is returned, though its settings may have changed, or may no longer be valid.
			if (known.request !== request) hints.changedSince++;
			const { task_id } = known.json;
			outcomes.set(itemIndex, isTool(context) ? { task_id, already_submitted: true } : known.json);
			return;
		}
		if (checked instanceof Error) {
			outcomes.set(itemIndex, checked);
			return;
		}
		const { payOnceKey } = checked.options;
		const claim = payOnceKey === undefined ? undefined : digestOf([base, payOnceKey]);
		const { doubt } = run.doubtOf(request, base) ?? known ?? {};
		// Another key is a person's way to have it submitted again.
		if (doubt !== undefined && (claim === undefined || claim === known?.claim)) {
			outcomes.set(itemIndex, doubtError(context, itemIndex, doubt));
			return;
		}
		pending.push({
			...checked,
			itemIndex,
			itemKey,
			base: base ?? '',
			digest: request,
			asked: digestOfSettings(checked.request),
			...(claim === undefined ? {} : { claim }),
			key: digestOf([...node, ...(claim === undefined ? [run.id, base, itemKey] : [claim])]),
		});
	});
	refuseSpoiltKeys(context, pending, outcomes);
	return { outcomes, pending: pending.filter(({ itemIndex }) => !outcomes.has(itemIndex)) };
}

/** One key for items that ask for different videos is a wrong expression, and would make one video for all. */
function refuseSpoiltKeys(
	context: IExecuteFunctions,
	pending: PendingItem[],
	outcomes: Map<number, Outcome>,
): void {
	const requests = new Map<string, Set<string>>();
	for (const { claim, digest } of pending) {
		if (claim === undefined) continue;
		requests.set(claim, (requests.get(claim) ?? new Set()).add(digest));
	}
	for (const { itemIndex, claim = '' } of pending) {
		if ((requests.get(claim)?.size ?? 0) <= 1) continue;
		outcomes.set(itemIndex, operationError(context, submittingMessages.keyShared, itemIndex));
	}
}

/**
 * Reserves the videos of the items that have no pay-once key: the others count once their claims show
 * that they are new, and so do those that this process knows or has under way.
 *
 * @throws NodeOperationError where nothing of the batch may be submitted
 */
function reserve(context: IExecuteFunctions, run: RunMemory, pending: PendingItem[]): void {
	const limits = new Set(pending.map(({ options }) => options.maxVideos));
	if (limits.size > 1) throw operationError(context, submittingMessages.limitDiffers);
	const [limit = 0] = limits;
	const wanted = pending.filter(
		({ claim, key }) => claim === undefined && findSubmission(key) === undefined,
	);
	const videos = wanted.reduce((sum, item) => sum + item.videos, 0);
	if (!run.reserve(videos, limit)) throw limitError(context, { wanted: videos, limit, run });
	for (const item of wanted) item.isReserved = true;
}

/** @param adviceBeside what is to be said beside the first failure of the others */
function throwUnlessContinuing(
	context: IExecuteFunctions,
	outcomes: ReadonlyMap<number, Outcome>,
	adviceBeside: (others: NodeFailure[]) => string[] = () => [],
): void {
	if (context.continueOnFail()) return;
	const inOrder = [...outcomes].sort(([one], [other]) => one - other);
	const [first, ...others] = inOrder.flatMap(([, outcome]) =>
		outcome instanceof Error ? [outcome] : [],
	);
	if (first === undefined) return;
	const accepted = inOrder.flatMap(([item, outcome]) =>
		outcome instanceof Error ? [] : [{ item, task_id: String(outcome.task_id) }],
	);
	throw withAcceptedTasks(first, adviceBeside(others), accepted);
}
