import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import type { Fault } from '../api/fault';
import { faultError, operationError, withAdvice, type NodeFailure } from '../n8n/itemError';
import { formatText, formatMessage } from '../message';
import type { Identity, Job } from './job';
import type { SubmissionOrigin } from './processMemory';
import type { Submission } from './submission';
import { submittingAdditions, submittingMessages } from './submittingMessages';

/** What is known of a submission that may have been accepted. */
export interface Doubt {
	code: string;
	origin: SubmissionOrigin;
	/** How it ended, where this execution saw it. */
	fault?: Fault;
}

/** The n8n error of a submission without a task, or `undefined` where there is none. */
export function submitError(
	context: IExecuteFunctions,
	{ itemIndex, identity }: Job,
	submission: Submission | undefined,
): NodeFailure | undefined {
	switch (submission?.kind) {
		case 'faulty':
			return submission.triedMs === undefined
				? faultySubmissionError(context, itemIndex, submission.fault, submission.code)
				: givenUpError(context, itemIndex, submission.fault, submission.triedMs);
		case 'turnNotCome': {
			const time = formatDuration(submission.waitedMs);
			return operationError(
				context,
				formatMessage(submittingMessages.turnNotCome, { time }),
				itemIndex,
			);
		}
		case 'unloadable':
			if (submission.cause instanceof NodeOperationError) return submission.cause;
			return operationError(context, submittingMessages.unloadable, itemIndex);
		case 'unclaimable':
			return operationError(context, submittingMessages.unclaimable, itemIndex);
		case 'taken':
			return takenError(context, itemIndex, identity, submission);
		default:
			return undefined;
	}
}

/** The failure of an item that was not accepted for as long as the user wants to try. */
function givenUpError(
	context: IExecuteFunctions,
	itemIndex: number,
	fault: Fault,
	triedMs: number,
): NodeFailure {
	const { givenUpUnreachable, givenUpBusy } = submittingAdditions;
	const tried = fault.status === undefined ? givenUpUnreachable : givenUpBusy;
	const advice = `${fault.advice} ${formatText(tried, { time: formatDuration(triedMs) })}`;
	return faultError(context, itemIndex, { ...fault, advice });
}

function formatDuration(ms: number): string {
	if (ms < 60_000) return `${Math.round(ms / 1000)} seconds`;
	const minutes = Math.round(ms / 6000) / 10;
	return minutes === 1 ? 'a minute' : `${minutes} minutes`;
}

/** The failure of an item that may have been accepted before. */
export function takenError(
	context: IExecuteFunctions,
	itemIndex: number,
	{ payOnce }: Identity,
	{ code, origin, fault }: Doubt,
): NodeFailure {
	if (fault !== undefined) return faultySubmissionError(context, itemIndex, fault, code);
	const message =
		payOnce === undefined
			? formatMessage(submittingMessages.submittedBefore, { code })
			: formatMessage(submittingMessages.keySubmittedBefore, { code, digest: payOnce });
	const advice = [message.advice, ...originAdvice(origin)].join(' ');
	return operationError(context, { ...message, advice }, itemIndex);
}

function originAdvice({ executionId: execution, at }: SubmissionOrigin): string[] {
	if (execution === undefined || at === undefined) return [];
	const time = new Date(at).toISOString();
	return [formatText(submittingAdditions.sighting, { execution, time })];
}

/** The failure of an item that was not sent since another one's fault holds for the whole account. */
export function batchEndedError(
	context: IExecuteFunctions,
	itemIndex: number,
	item: number,
	{ happened, advice }: Fault,
): NodeFailure {
	return operationError(
		context,
		formatMessage(submittingMessages.batchEnded, { item, happened, advice }),
		itemIndex,
	);
}

function faultySubmissionError(
	context: IExecuteFunctions,
	itemIndex: number,
	fault: Fault,
	code: string | undefined,
): NodeFailure {
	const advice =
		code === undefined
			? fault.advice
			: `${formatText(submittingAdditions.mayBeAccepted, { code })} ${fault.advice}`;
	return faultError(context, itemIndex, { ...fault, advice });
}

const MAX_LISTED = 10;

/** What is to be said of a run that ends at its checks, beside its first failure. */
export function nothingSubmittedAdvice(others: NodeFailure[]): string[] {
	const listed = others.slice(0, MAX_LISTED).map(({ message }) => message);
	const rest = others.length - listed.length;
	if (rest > 0) listed.push(`${rest} more`);
	const messages = listed.join('; ');
	return [
		submittingAdditions.nothingSubmitted,
		...(listed.length === 0 ? [] : [formatText(submittingAdditions.moreToCorrect, { messages })]),
	];
}

/** Names the other items that are in doubt, with their codes, so that a person settles them in one go. */
export function doubtsAdvice(doubts: Array<[item: number, code: string]>): string[] {
	if (doubts.length === 0) return [];
	const items = doubts.map(([item, code]) => `item ${item}: ${code}`).join(', ');
	return [formatText(submittingAdditions.moreInDoubt, { items })];
}

/**
 * Names the tasks that were accepted before a run failed: they are paid for, and a node that throws
 * has no other way to hand them on.
 */
export function withAcceptedTasks(
	failure: NodeFailure,
	sentences: readonly string[],
	taskIds: ReadonlyMap<number, string>,
): NodeFailure {
	if (taskIds.size === 0) return withAdvice(failure, sentences);
	const acceptedTasks = [...taskIds]
		.sort(([one], [other]) => one - other)
		.map(([item, task_id]) => ({ item, task_id }));
	const tasks = acceptedTasks.map(({ item, task_id }) => `${task_id} (item ${item})`).join(', ');
	const sentence = formatText(submittingAdditions.acceptedTasks, { tasks });
	return withAdvice(failure, [...sentences, sentence], { acceptedTasks });
}
