import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Fault } from '../api/fault';
import { quoted } from '../api/untrusted';
import { formatText, listed } from '../message';
import { apiError, withAdvice, type NodeFailure } from '../n8n/itemError';
import { submittingAdditions } from './submittingMessages';

/** What became of an item: the JSON that it is returned with, or why it has no task. */
export type Outcome = IDataObject | NodeFailure;

/** The failure of an item that may have been accepted. No other advice is added to its own. */
export function doubtError(
	context: IExecuteFunctions,
	itemIndex: number,
	{ answer, ...fault }: Fault,
): NodeFailure {
	const answered =
		answer === undefined ? '' : ` (it answered ${quoted(answer).replace(/\.$/, '')})`;
	const advice = formatText(submittingAdditions.inDoubt, { answered });
	const failure = apiError(context, itemIndex, { ...fault, advice });
	return withAdvice(failure, [], { inDoubt: true });
}

/**
 * Throws the first failure of a run, unless the node continues on error. The error names the accepted
 * tasks: they are paid for, and a node that throws returns nothing else.
 *
 * @param outcomes by item index
 * @param isSubmitted whether items were submitted, not only checked
 */
export function throwFirstFailure(
	context: IExecuteFunctions,
	outcomes: ReadonlyMap<number, Outcome>,
	isSubmitted: boolean,
): void {
	if (context.continueOnFail()) return;
	const sorted = [...outcomes].sort(([one], [other]) => one - other);
	const failed = sorted.filter(([, outcome]) => outcome instanceof Error).map(([item]) => item);
	const first = outcomes.get(failed[0] ?? -1);
	if (!(first instanceof Error)) return;
	const acceptedTasks = sorted.flatMap(([item, outcome]) =>
		outcome instanceof Error ? [] : { item, task_id: String(outcome.task_id) },
	);
	const { nothingSubmitted, accepted } = submittingAdditions;
	const advice: string[] = [];
	// The advice of a doubt stands alone.
	if (first.context.inDoubt !== true) {
		const tasks = listed(acceptedTasks.map(({ task_id }) => task_id));
		if (tasks !== '') advice.push(formatText(accepted, { tasks }));
		else if (!isSubmitted) advice.push(formatText(nothingSubmitted, { items: listed(failed) }));
	}
	throw withAdvice(first, advice, { acceptedTasks });
}
