import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Fault } from '../api/fault';
import { quoted } from '../api/untrusted';
import { formatMessage, formatText } from '../message';
import { faultError, operationError, withAdvice, type NodeFailure } from '../n8n/itemError';
import type { RunMemory } from './runMemory';
import { submittingAdditions, submittingMessages } from './submittingMessages';

/** What became of an item: the JSON that it is returned with, or why it has no task. */
export type Outcome = IDataObject | NodeFailure;

/** How many items a message names. */
const MAX_NAMED = 5;

/** The failure of an item that may have been accepted. Nothing else is advised beside it. */
export function doubtError(
	context: IExecuteFunctions,
	itemIndex: number,
	{ answer, ...fault }: Fault,
): NodeFailure {
	const answered =
		answer === undefined ? '' : ` (it answered ${quoted(answer).replace(/\.$/, '')})`;
	const others = context.getInputData().length > 1 ? [submittingAdditions.inDoubtAmongOthers] : [];
	const advice = formatText(submittingAdditions.inDoubt, { answered });
	const failure = faultError(context, itemIndex, {
		...fault,
		advice: [advice, ...others].join(' '),
	});
	return withAdvice(failure, [], { inDoubt: true });
}

/** The failure of an item, or of a whole batch, that would exceed the limit on videos. */
export function limitError(
	context: IExecuteFunctions,
	{ facts }: RunMemory,
	limit: number,
	of: { itemIndex: number } | { wanted: number },
): NodeFailure {
	const isItem = 'itemIndex' in of;
	const what = isItem ? 'The video of this item' : `A batch of ${countOf(of.wanted, 'video')}`;
	const message = formatMessage(submittingMessages.limit, { what, limit, made: facts.videos });
	return operationError(context, message, isItem ? of.itemIndex : undefined);
}

/** "1 video", "2 videos". */
export function countOf(count: number, one: string): string {
	return count === 1 ? `1 ${one}` : `${count} ${one}s`;
}

/** The first of many in one text, and how many more there are. */
function listed(all: readonly (string | number)[]): string {
	const more = all.length > MAX_NAMED ? [`${all.length - MAX_NAMED} more`] : [];
	return [...all.slice(0, MAX_NAMED), ...more].join(', ');
}

/**
 * The first failure of a run, with what is to be said beside it: the tasks that were accepted are paid for,
 * and a node that throws has no other way to hand them on.
 *
 * @param isSubmitted whether the run has come further than to its checks
 */
export function firstFailure(
	outcomes: ReadonlyMap<number, Outcome>,
	isSubmitted: boolean,
): NodeFailure | undefined {
	const failures: Array<[item: number, failure: NodeFailure]> = [];
	const acceptedTasks: Array<{ item: number; task_id: string }> = [];
	for (const [item, outcome] of [...outcomes].sort(([one], [other]) => one - other)) {
		if (outcome instanceof Error) failures.push([item, outcome]);
		else acceptedTasks.push({ item, task_id: String(outcome.task_id) });
	}
	const first = failures[0]?.[1];
	if (first === undefined) return undefined;
	// What is said of a doubt stands alone.
	if (first.context.inDoubt === true) return withAdvice(first, [], { acceptedTasks });
	const { nothingSubmitted, accepted } = submittingAdditions;
	if (acceptedTasks.length > 0) {
		const tasks = listed(acceptedTasks.map(({ task_id }) => task_id));
		return withAdvice(first, [formatText(accepted, { tasks })], { acceptedTasks });
	}
	const items = `item ${listed(failures.map(([item]) => item))}`;
	return withAdvice(first, isSubmitted ? [] : [formatText(nothingSubmitted, { items })]);
}
