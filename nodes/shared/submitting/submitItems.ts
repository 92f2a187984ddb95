import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { connect as connectByCredential, type ConnectedApi } from '../n8n/connect';
import { errorItem, operationError, toNodeFailure } from '../n8n/itemError';
import { n8nClock } from '../n8n/n8nClock';
import { inTurns, isTool } from '../n8n/runContext';
import type { Clock } from '../waiting/clock';
import { digestOf, digestOfItem, digestOfRequest } from './digest';
import { RunMemory } from './runMemory';
import { doubtError, throwFirstFailure } from './submitErrors';
import { showSubmitHints } from './submitHints';
import type { CheckedItem } from './submitOptions';
import { Batch, type PendingItem } from './submitting';
import { submittingMessages } from './submittingMessages';

export interface SubmitItemsOptions {
	/** Reads and checks one item, and sends nothing. Rejects with an error that names field and item. */
	check: (itemIndex: number) => Promise<CheckedItem>;
	/** Given by tests only. */
	clock?: Clock;
	/** Given by tests only. */
	connect?: (context: IExecuteFunctions) => Promise<ConnectedApi>;
}

/**
 * Checks all input items, and submits those that no earlier try has submitted or may have submitted.
 *
 * @returns an item with the task id for each input item, and an error item for each that failed where
 *   the node continues on error
 * @throws the first failure otherwise, with the ids of all tasks that were accepted
 */
export async function submitItems(
	context: IExecuteFunctions,
	{ check, clock = n8nClock, connect = connectByCredential }: SubmitItemsOptions,
): Promise<INodeExecutionData[]> {
	const connected = await connect(context);
	const service = digestOf(connected.baseUrl);
	const batch = new Batch(context, new RunMemory(context, service), connected, clock);
	const pending = await readItems(batch, service, check);
	throwFirstFailure(context, batch.outcomes, false);
	if (pending.length > 0) {
		await batch.submitAll(pending);
		throwFirstFailure(context, batch.outcomes, true);
	}
	showSubmitHints(batch);
	batch.run.returned();
	const output: INodeExecutionData[] = [];
	await inTurns(context.getInputData().keys(), (itemIndex) => {
		const outcome = batch.outcomes.get(itemIndex);
		if (outcome instanceof Error) output.push(errorItem(context, itemIndex, outcome));
		else if (outcome !== undefined) output.push({ json: outcome, pairedItem: { item: itemIndex } });
	});
	return output;
}

/**
 * @param service digest of the base URL
 * @returns the items to submit; the outcomes of all others are in the batch
 */
async function readItems(
	{ context, run, earlier, outcomes }: Batch,
	service: string,
	check: SubmitItemsOptions['check'],
): Promise<PendingItem[]> {
	const pending: PendingItem[] = [];
	const node = [context.getWorkflow().id, context.getNode().id];
	const requestOfClaim = new Map<string, string>();
	const sharedClaims = new Set<string>();
	await inTurns(context.getInputData().entries(), async ([itemIndex, item]) => {
		const checked =
			item.json.wait_for_task === undefined
				? await check(itemIndex).catch((cause) => toNodeFailure(context, itemIndex, cause))
				: operationError(context, submittingMessages.stillWaiting, itemIndex);
		const request = checked instanceof Error ? '' : digestOfRequest(checked.request);
		// The calls of a tool have no items of their own, so equal requests are one item.
		const itemKey = isTool(context) ? request : run.keyOf(digestOfItem(item));
		const known = run.find(itemKey, request);
		if (known?.json !== undefined) {
			// What is paid for is returned, even if the settings have changed since, or are invalid now.
			if (known.request !== request) earlier.changed++;
			const { task_id } = known.json;
			outcomes.set(itemIndex, isTool(context) ? { task_id, already_submitted: true } : known.json);
			return;
		}
		if (checked instanceof Error) {
			outcomes.set(itemIndex, checked);
			return;
		}
		const { payOnceKey } = checked;
		const claim = payOnceKey === undefined ? undefined : digestOf([service, payOnceKey]);
		// By a new key, the user has it submitted again.
		if (known?.doubt !== undefined && (claim === undefined || claim === known.claim)) {
			outcomes.set(itemIndex, doubtError(context, itemIndex, known.doubt));
			return;
		}
		if (claim !== undefined) {
			// The expression of such a key is wrong: all of its items would get one video.
			if ((requestOfClaim.get(claim) ?? request) !== request) sharedClaims.add(claim);
			requestOfClaim.set(claim, request);
		}
		pending.push({
			...checked,
			itemIndex,
			itemKey,
			processKey: digestOf([node, claim ?? [run.stored.id, itemKey]]),
			submission: { request, claim },
			isReserved: false,
			isClaimed: false,
			end: () => {},
		});
	});
	return pending.filter(({ itemIndex, submission: { claim = '' } }) => {
		if (!sharedClaims.has(claim)) return true;
		outcomes.set(itemIndex, operationError(context, submittingMessages.keyShared, itemIndex));
		return false;
	});
}
