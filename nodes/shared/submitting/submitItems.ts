import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { mayBeAccepted } from '../api/fault';
import { connect } from '../n8n/connect';
import { errorItem, type NodeFailure } from '../n8n/itemError';
import { n8nClock } from '../n8n/n8nClock';
import { toldToModel } from '../n8n/toolFailure';
import { RequestPace } from '../waiting/requestPace';
import { AcceptedTasks } from './acceptedTasks';
import { checkItems, type CheckItem } from './checkItems';
import { failureOf, nothingSubmitted, withAcceptedTasks } from './failures';
import { submitAll } from './submitAll';
import { nameTasks } from './taskNames';

/** Faster than services let anybody submit; their answers slow it down from there. */
const MAX_SUBMISSIONS_PER_SECOND = 50;

export interface SubmitItemsOptions {
	check: CheckItem;
	/** How many items are submitted at the same time. Asked for once all items have been checked. */
	maxConcurrent: () => number;
}

/**
 * Checks and submits the input items that no earlier try of the node got accepted.
 *
 * @returns an item with the task id for each input item, and an error item for each that failed where
 *   the node continues on error
 * @throws the first failure otherwise, with the ids of all tasks that were accepted
 */
export async function submitItems(
	context: IExecuteFunctions,
	{ check, maxConcurrent }: SubmitItemsOptions,
): Promise<INodeExecutionData[]> {
	const accepted = new AcceptedTasks(context);
	const itemIndexes = [...context.getInputData().keys()];
	const taskIds = () => itemIndexes.map((index) => accepted.taskIdOf(index));
	const failures = new Map<number, NodeFailure>();
	const note = (itemIndex: number, failure: NodeFailure | undefined) => {
		if (failure !== undefined) failures.set(itemIndex, failure);
	};

	const open: number[] = [];
	for (const itemIndex of itemIndexes) {
		const fault = accepted.unsureFaultOf(itemIndex);
		if (fault !== undefined) {
			note(itemIndex, failureOf(context, itemIndex, { kind: 'faulty', fault }));
		} else if (accepted.taskIdOf(itemIndex) === undefined) {
			open.push(itemIndex);
		}
	}
	const { requests: jobs, unfit } = await checkItems(context, open, check);
	for (const [itemIndex, failure] of unfit) note(itemIndex, failure);
	const [firstUnfit, ...others] = failures.values();
	if (firstUnfit !== undefined && !context.continueOnFail()) {
		const failure = nothingSubmitted(firstUnfit, others);
		throw toldToModel(context, withAcceptedTasks(failure, taskIds()));
	}

	const api = await connect(context);
	const signal = context.getExecutionCancelSignal();
	const submissions = await submitAll({
		jobs,
		submit: async ({ request }) => await api.submit(request),
		onAccepted: ({ itemIndex }, taskId) => accepted.remember(itemIndex, taskId),
		maxConcurrent: maxConcurrent(),
		pace: new RequestPace(MAX_SUBMISSIONS_PER_SECOND),
		stopAtFirstFault: !context.continueOnFail(),
		clock: n8nClock,
		...(signal ? { signal } : {}),
	});
	// n8n drops what a stopped execution returns; throwing would start a "Retry On Fail".
	if (signal?.aborted === true) return [];

	for (const [index, { itemIndex }] of jobs.entries()) {
		const submission = submissions[index];
		if (submission?.kind === 'faulty' && mayBeAccepted(submission.fault)) {
			accepted.rememberUnsure(itemIndex, submission.fault);
		}
		note(itemIndex, failureOf(context, itemIndex, submission));
	}
	const [firstFailure] = failures.values();
	if (firstFailure !== undefined && !context.continueOnFail()) {
		throw toldToModel(context, withAcceptedTasks(firstFailure, taskIds()));
	}

	const output = taskIds().flatMap((taskId, itemIndex): INodeExecutionData[] => {
		const failure = failures.get(itemIndex);
		if (failure !== undefined) return [errorItem(context, itemIndex, failure)];
		if (taskId === undefined) return [];
		return [{ json: { task_id: taskId }, pairedItem: { item: itemIndex } }];
	});
	nameTasks(context, taskIds());
	accepted.handedOn(failures.size === 0);
	return output;
}
