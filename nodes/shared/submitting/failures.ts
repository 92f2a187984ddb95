import type { IExecuteFunctions } from 'n8n-workflow';
import { mayBeAccepted } from '../api/fault';
import { faultError, operationError, type NodeFailure } from '../n8n/itemError';
import { fill } from '../words';
import type { Submission } from './submitAll';
import { submittingAdditions, submittingWords } from './submittingWords';

/** The n8n error of a submission that brought no task, or `undefined` where there is none. */
export function failureOf(
	context: IExecuteFunctions,
	itemIndex: number,
	submission: Submission | undefined,
): NodeFailure | undefined {
	switch (submission?.kind) {
		case 'faulty': {
			const { fault } = submission;
			const advice = mayBeAccepted(fault)
				? `${submittingAdditions.mayBeAccepted} ${fault.advice}`
				: fault.advice;
			return faultError(context, itemIndex, { ...fault, advice });
		}
		case 'unloadable':
			return operationError(context, submittingWords.unloadable, itemIndex);
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
	const sentences = [first.description ?? '', submittingAdditions.nothingSubmitted];
	if (listed.length > 0) {
		sentences.push(fill(submittingAdditions.moreToCorrect, { messages: listed.join('; ') }));
	}
	first.description = sentences.filter((sentence) => sentence !== '').join(' ');
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
	const addition = fill(submittingAdditions.acceptedTasks, { tasks: list });
	failure.description = failure.description ? `${failure.description} ${addition}` : addition;
	return failure;
}
