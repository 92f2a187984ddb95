import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Fault } from '../api/fault';
import { faultAdditions } from '../api/faultMessages';
import { quoted } from '../api/sanitizeText';
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
	const { inDoubt, inDoubtAmongOthers } = submittingAdditions;
	const sentences = [
		answer === undefined ? '' : formatText(faultAdditions.answered, { answer: quoted(answer) }),
		inDoubt,
		context.getInputData().length > 1 ? inDoubtAmongOthers : '',
	];
	const failure = faultError(context, itemIndex, {
		...fault,
		advice: sentences.filter(Boolean).join(' '),
	});
	return withAdvice(failure, [], { inDoubt: true });
}

/** The failure of an item, or of a whole batch, that would exceed the limit on videos. */
export function limitError(
	context: IExecuteFunctions,
	{ videos: made }: RunMemory,
	limit: number,
	of: { itemIndex: number } | { wanted: number },
): NodeFailure {
	const { limitReached, limitExceeded } = submittingMessages;
	return 'wanted' in of
		? operationError(context, formatMessage(limitExceeded, { ...of, limit, made }))
		: operationError(context, formatMessage(limitReached, { limit, made }), of.itemIndex);
}

/** The first of many in one text, and how many more there are. */
function listed(all: readonly string[], separator: string): string {
	const more = all.length > MAX_NAMED ? [`${all.length - MAX_NAMED} more`] : [];
	return [...all.slice(0, MAX_NAMED), ...more].join(separator);
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
	const failures: NodeFailure[] = [];
	const acceptedTasks: Array<{ item: number; task_id: string }> = [];
	for (const [item, outcome] of [...outcomes].sort(([one], [other]) => one - other)) {
		if (outcome instanceof Error) failures.push(outcome);
		else acceptedTasks.push({ item, task_id: String(outcome.task_id) });
	}
	const [first, ...others] = failures;
	if (first === undefined) return undefined;
	const { nothingSubmitted, moreToCorrect, accepted } = submittingAdditions;
	const advice: string[] = isSubmitted ? [] : [nothingSubmitted];
	if (!isSubmitted && others.length > 0) {
		const messages = others.map(({ message }) => message);
		advice.push(formatText(moreToCorrect, { messages: listed(messages, '; ') }));
	}
	if (acceptedTasks.length === 0) return withAdvice(first, advice);
	const tasks = acceptedTasks.map(({ item, task_id }) => `${task_id} (item ${item})`);
	// What is said of a doubt stands alone.
	if (first.context.inDoubt !== true) {
		advice.push(formatText(accepted, { tasks: listed(tasks, ', ') }));
	}
	return withAdvice(first, advice, { acceptedTasks });
}
