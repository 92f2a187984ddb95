import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { formatMessage } from '../message';
import { connect as connectByCredential, type ConnectedApi } from '../n8n/connect';
import { errorItem, operationError, toNodeFailure, type NodeFailure } from '../n8n/itemError';
import { n8nClock } from '../n8n/n8nClock';
import { parameterMessages } from '../n8n/n8nMessages';
import { inTurns, isStopped, isTool } from '../n8n/runContext';
import type { Clock } from '../waiting/clock';
import { digestOf, digestOfItem, digestOfRequest, digestOfSettings } from './digest';
import { findSubmission } from './processMemory';
import { RunMemory } from './runMemory';
import { doubtError, firstFailure, limitError } from './submitErrors';
import { SubmitHints } from './submitHints';
import type { CheckedItem } from './submitOptions';
import { Submitting, type Batch, type PendingItem } from './submitting';
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
	const outcomes: Batch['outcomes'] = new Map();
	const batch = { context, run, outcomes, hints, clock };
	const throwFailure = (isSubmitted: boolean): void => {
		const failure = context.continueOnFail() ? undefined : firstFailure(outcomes, isSubmitted);
		if (failure !== undefined) throw failure;
	};
	const connected = await connect(context).catch((cause) =>
		toNodeFailure(context, undefined, cause),
	);
	const base = connected instanceof Error ? undefined : digestOf(connected.baseUrl);
	const pending = await readItems(batch, base, check);
	throwFailure(false);

	const [first] = pending;
	try {
		if (first !== undefined) {
			if (connected instanceof Error) throw connected;
			reserve(context, run, pending);
			beforeSubmit?.(pending.map(({ itemIndex }) => itemIndex));
			await new Submitting(batch, connected, first.request.path).submitAll(pending);
		}
	} catch (cause) {
		const failure = toNodeFailure(context, undefined, cause);
		const rest = pending.filter(({ itemIndex }) => !outcomes.has(itemIndex));
		for (const { itemIndex } of rest) outcomes.set(itemIndex, failure);
	} finally {
		for (const { isReserved, videos } of pending) if (isReserved) run.giveBack(videos);
	}
	// n8n drops what a stopped execution returns; throwing would start a "Retry On Fail".
	if (isStopped(context)) return [];
	throwFailure(true);
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

/**
 * @param base digest of the base URL, if it is known
 * @returns the items that are to be submitted; of the others, `outcomes` has what became of them
 */
async function readItems(
	{ context, run, hints, outcomes }: Batch,
	base: string | undefined,
	check: SubmitItemsOptions['check'],
): Promise<PendingItem[]> {
	const pending: PendingItem[] = [];
	const node = [context.getWorkflow().id, context.getNode().id];
	await inTurns(context.getInputData().entries(), async ([itemIndex, item]) => {
		// A model's calls have nothing but their requests.
		let itemKey = isTool(context) ? undefined : run.keyOf(digestOfItem(item));
		let checked: CheckedItem | NodeFailure;
		try {
			if (item.json.wait_for_task !== undefined) {
				throw operationError(context, submittingMessages.stillWaiting, itemIndex);
			}
			checked = await check(context, itemIndex);
		} catch (cause) {
			checked = toNodeFailure(context, itemIndex, cause);
		}
		const request = checked instanceof Error ? '' : digestOfRequest(checked.request);
		itemKey ??= request;
		const known = run.find(itemKey, request, base);
		if (known?.json !== undefined) {
			// What is paid for is returned, though its settings may have changed, or may no longer be valid.
			if (known.request !== request) hints.counts.changed++;
			const { task_id } = known.json;
			outcomes.set(itemIndex, isTool(context) ? { task_id, already_submitted: true } : known.json);
		} else if (checked instanceof Error) {
			outcomes.set(itemIndex, checked);
		} else {
			const { payOnceKey } = checked.options;
			const claim = payOnceKey === undefined ? undefined : digestOf([base, payOnceKey]);
			// Another key is a person's way to have it submitted again.
			if (known?.doubt !== undefined && (claim === undefined || claim === known.claim)) {
				outcomes.set(itemIndex, doubtError(context, itemIndex, known.doubt));
				return;
			}
			pending.push({
				...checked,
				itemIndex,
				itemKey,
				identity: { base, request, claim },
				key: digestOf([node, claim ?? [run.facts.id, base, itemKey]]),
				asked: digestOfSettings(checked.request),
				isReserved: false,
				isClaimed: false,
				end: () => {},
			});
		}
	});
	const shared = spoiltClaims(pending);
	return pending.filter(({ itemIndex, identity: { claim = '' } }) => {
		if (!shared.has(claim)) return true;
		outcomes.set(itemIndex, operationError(context, submittingMessages.keyShared, itemIndex));
		return false;
	});
}

/** Claims of items that ask for different videos: their expression is wrong, and would make one for all. */
function spoiltClaims(pending: readonly PendingItem[]): ReadonlySet<string> {
	const requests = new Map<string, string>();
	const spoilt = new Set<string>();
	for (const { claim, request } of pending.map(({ identity }) => identity)) {
		if (claim === undefined) continue;
		if ((requests.get(claim) ?? request) !== request) spoilt.add(claim);
		requests.set(claim, request);
	}
	return spoilt;
}

/**
 * Reserves the videos of the items that have no pay-once key: the others count once their claims show
 * that they are new, and so do those that this process knows or has under way.
 *
 * @throws NodeOperationError where nothing of the batch may be submitted
 */
function reserve(context: IExecuteFunctions, run: RunMemory, pending: PendingItem[]): void {
	const [limit = 0, ...others] = new Set(pending.map(({ options }) => options.maxVideos));
	if (others.length > 0) {
		const field = 'Max Videos per Execution';
		const value = [limit, ...others].slice(0, 3).join(', ');
		const values = { field, wanted: 'the same for all items', value };
		throw operationError(context, formatMessage(parameterMessages.wrongValue, values));
	}
	const isNew = ({ identity, key }: PendingItem) =>
		identity.claim === undefined && findSubmission(key) === undefined;
	const unkeyed = pending.filter(isNew);
	const wanted = unkeyed.reduce((sum, { videos }) => sum + videos, 0);
	if (!run.reserve(wanted, limit)) throw limitError(context, run, limit, { wanted });
	for (const item of unkeyed) item.isReserved = true;
}
