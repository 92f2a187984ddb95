import type { IExecuteFunctions } from 'n8n-workflow';
import type { Fault } from '../api/fault';
import { faultError, operationError, type NodeFailure } from '../n8n/itemError';
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
	fault?: Fault | undefined;
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
	const failure = faultError(context, itemIndex, fault);
	add(failure, formatText(tried, { time: formatDuration(triedMs) }));
	return failure;
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
	const failure = operationError(context, message, itemIndex);
	const { executionId, at } = origin;
	if (executionId !== undefined && at !== undefined) {
		const time = new Date(at).toISOString();
		add(failure, formatText(submittingAdditions.sighting, { execution: executionId, time }));
	}
	return failure;
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

/** The failure of a run that ends at its checks: the first one, with the others in its description. */
export function nothingSubmitted(first: NodeFailure, others: NodeFailure[]): NodeFailure {
	const listed = others.slice(0, MAX_LISTED).map(({ message }) => message);
	const rest = others.length - listed.length;
	if (rest > 0) listed.push(`${rest} more`);
	add(first, submittingAdditions.nothingSubmitted);
	if (listed.length > 0) {
		add(first, formatText(submittingAdditions.moreToCorrect, { messages: listed.join('; ') }));
	}
	return first;
}

/** Names the other items that are in doubt, with their codes, so that a person settles them in one go. */
export function withDoubts(
	failure: NodeFailure,
	doubts: Array<[item: number, code: string]>,
): void {
	if (doubts.length === 0) return;
	const items = doubts.map(([item, code]) => `item ${item}: ${code}`).join(', ');
	add(failure, formatText(submittingAdditions.moreInDoubt, { items }));
}

/**
 * Writes the tasks that were accepted before a run failed into its message: they are paid for, and
 * a node that throws has no other way to hand them on.
 */
export function withAcceptedTasks(
	failure: NodeFailure,
	taskIds: ReadonlyMap<number, string>,
): NodeFailure {
	if (taskIds.size === 0) return failure;
	const tasks = [...taskIds]
		.sort(([one], [other]) => one - other)
		.map(([item, task_id]) => ({ item, task_id }));
	const list = tasks.map(({ item, task_id }) => `${task_id} (item ${item})`).join(', ');
	failure.context.acceptedTasks = tasks;
	add(failure, formatText(submittingAdditions.acceptedTasks, { tasks: list }));
	return failure;
}

function add(failure: NodeFailure, sentence: string): void {
	failure.description = failure.description ? `${failure.description} ${sentence}` : sentence;
}
