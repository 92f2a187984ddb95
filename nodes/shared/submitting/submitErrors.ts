import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Fault } from '../api/fault';
import { quoted } from '../api/untrusted';
import { formatText, listed } from '../message';
import { apiError, withAdvice, type NodeFailure } from '../n8n/itemError';
import { submittingAdditions } from './submittingMessages';

/** What became of an item: the JSON that it is returned with, or why it has no task. */
export type Outcome = IDataObject | NodeFailure;

/** The failure of an item that may have been accepted. Nothing else is advised beside it. */
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

export function videosOf(count: number): string {
	return count === 1 ? '1 video' : `${count} videos`;
}

/**
 * Throws the first failure of a run, unless the node continues, with what is to be said beside it: the
 * tasks that were accepted are paid for, and a node that throws has no other way to hand them on.
 *
 * @param isSubmitted whether the run has come further than to its checks
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
	// What is said of a doubt stands alone.
	if (first.context.inDoubt !== true) {
		const tasks = listed(acceptedTasks.map(({ task_id }) => task_id));
		if (tasks !== '') advice.push(formatText(accepted, { tasks }));
		else if (!isSubmitted) advice.push(formatText(nothingSubmitted, { items: listed(failed) }));
	}
	throw withAdvice(first, advice, { acceptedTasks });
}
