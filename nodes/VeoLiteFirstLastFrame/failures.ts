import type { IExecuteFunctions } from 'n8n-workflow';
import { mayBeAccepted } from '../shared/api/fault';
import { apiError, nodeFailure, type NodeFailure } from '../shared/n8n/itemError';
import type { Submission } from './submitAll';

const MAYBE_ACCEPTED =
	'The service may have accepted the request all the same, so it is not sent again by itself: look into your Highway API account before you run this item again.';

/** The n8n error of a submission that brought no task, or `undefined` where there is none. */
export function failureOf(
	context: IExecuteFunctions,
	itemIndex: number,
	submission: Submission | undefined,
): NodeFailure | undefined {
	switch (submission?.kind) {
		case 'faulty': {
			const { fault } = submission;
			return apiError(context, itemIndex, {
				...fault,
				advice: mayBeAccepted(fault) ? `${MAYBE_ACCEPTED} ${fault.advice}` : fault.advice,
			});
		}
		case 'unloadable':
			return nodeFailure(context, itemIndex, submission.error);
		default:
			return undefined;
	}
}

const MOST_LISTED = 10;

/** The failure of a run that ends at its checks: the first one, with the others in its description. */
export function nothingSubmitted(first: NodeFailure, others: NodeFailure[]): NodeFailure {
	const listed = others.slice(0, MOST_LISTED).map(({ message }) => message);
	const rest = others.length - listed.length;
	if (rest > 0) listed.push(`${rest} more`);
	first.description = [
		first.description ?? '',
		'Nothing was submitted in this run.',
		listed.length === 0 ? '' : `There is more to correct: ${listed.join('; ')}.`,
	]
		.filter((sentence) => sentence !== '')
		.join(' ');
	return first;
}

/**
 * Writes the tasks that were accepted before a run failed into its message: they are paid for, and
 * a node that throws has no other way to hand them on.
 *
 * @param taskIds by item index, `undefined` where an item has no task
 */
export function withAcceptedTasks(
	failure: NodeFailure,
	taskIds: Array<string | undefined>,
): NodeFailure {
	const tasks = taskIds.flatMap((taskId, itemIndex) =>
		taskId === undefined ? [] : [{ item: itemIndex, task_id: taskId }],
	);
	if (tasks.length === 0) return failure;

	const list = tasks.map(({ item, task_id }) => `${task_id} (item ${item})`).join(', ');
	failure.context.acceptedTasks = tasks;
	failure.description = [
		failure.description,
		`Tasks that were accepted and go on: ${list}.`,
		'A retry of this execution submits only the other items. These can also be waited for with Wait for Task.',
	].join(' ');
	return failure;
}
