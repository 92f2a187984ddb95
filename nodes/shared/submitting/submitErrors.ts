import type { IExecuteFunctions } from 'n8n-workflow';
import type { Fault } from '../api/fault';
import { faultAdditions } from '../api/faultMessages';
import { quoted } from '../api/sanitizeText';
import { formatMessage, formatText } from '../message';
import { faultError, operationError, withAdvice, type NodeFailure } from '../n8n/itemError';
import type { RunMemory } from './runMemory';
import { submittingAdditions, submittingMessages } from './submittingMessages';

/** The failure of an item that may have been accepted. Nothing else is advised beside it. */
export function doubtError(
	context: IExecuteFunctions,
	itemIndex: number,
	{ answer, ...fault }: Fault,
): NodeFailure {
	const { inDoubt, inDoubtAmongOthers } = submittingAdditions;
	const advice = [
		...(answer === undefined
			? []
			: [formatText(faultAdditions.answered, { answer: quoted(answer) })]),
		inDoubt,
		...(context.getInputData().length > 1 ? [inDoubtAmongOthers] : []),
	];
	const failure = faultError(context, itemIndex, { ...fault, advice: advice.join(' ') });
	return withAdvice(failure, [], { inDoubt: true });
}

/** The failure of an item whose pay-once key was claimed before, by whom is not known. */
export function keySubmittedBeforeError(
	context: IExecuteFunctions,
	itemIndex: number,
	claim: string,
): NodeFailure {
	const message = formatMessage(submittingMessages.keySubmittedBefore, { claim });
	return operationError(context, message, itemIndex);
}

/** The failure of an item, or of a batch, that would exceed the limit on videos. */
export function limitError(
	context: IExecuteFunctions,
	{
		limit,
		run,
		...of
	}: { limit: number; run: RunMemory } & ({ itemIndex: number } | { wanted: number }),
): NodeFailure {
	const used = { limit, made: run.videos };
	const { limitReached, limitExceeded } = submittingMessages;
	return 'itemIndex' in of
		? operationError(context, formatMessage(limitReached, used), of.itemIndex)
		: operationError(context, formatMessage(limitExceeded, { ...used, ...of }));
}

/** The failure of an item that was not accepted for as long as is tried. */
export function givenUpError(
	context: IExecuteFunctions,
	itemIndex: number,
	fault: Fault,
	triedMs: number,
): NodeFailure {
	const time =
		triedMs < 60_000
			? `${Math.round(triedMs / 1000)} seconds`
			: `${Math.round(triedMs / 60_000)} minutes`;
	const tried = formatText(submittingAdditions.givenUp, { time });
	return faultError(context, itemIndex, { ...fault, advice: `${fault.advice} ${tried}` });
}

/** The failure of an item that was not sent since another one's fault holds for all. */
export function batchEndedError(
	context: IExecuteFunctions,
	itemIndex: number,
	item: number,
	{ happened, advice }: Fault,
): NodeFailure {
	const message = formatMessage(submittingMessages.batchEnded, { item, happened, advice });
	return operationError(context, message, itemIndex);
}

/** How many items a message names. */
const MAX_NAMED = 5;

/** The first of many in one text, and how many more there are. */
function listed(all: readonly string[], separator: string): string {
	const more = all.length - MAX_NAMED;
	return [...all.slice(0, MAX_NAMED), ...(more > 0 ? [`${more} more`] : [])].join(separator);
}

/** What is to be said of a run that ends at its checks, beside its first failure. */
export function nothingSubmittedAdvice(others: readonly NodeFailure[]): string[] {
	const { nothingSubmitted, moreToCorrect } = submittingAdditions;
	if (others.length === 0) return [nothingSubmitted];
	const messages = listed(
		others.map(({ message }) => message),
		'; ',
	);
	return [nothingSubmitted, formatText(moreToCorrect, { messages })];
}

/**
 * Names the tasks that were accepted before a run failed: they are paid for, and a node that throws
 * has no other way to hand them on.
 *
 * @param acceptedTasks in the order of the items
 */
export function withAcceptedTasks(
	failure: NodeFailure,
	sentences: readonly string[],
	acceptedTasks: ReadonlyArray<{ item: number; task_id: string }>,
): NodeFailure {
	if (acceptedTasks.length === 0) return withAdvice(failure, sentences);
	const tasks = listed(
		acceptedTasks.map(({ item, task_id }) => `${task_id} (item ${item})`),
		', ',
	);
	const sentence = formatText(submittingAdditions.acceptedTasks, { tasks });
	// What is said of a doubt stands alone.
	const advice = failure.context.inDoubt === true ? sentences : [...sentences, sentence];
	return withAdvice(failure, advice, { acceptedTasks: [...acceptedTasks] });
}
