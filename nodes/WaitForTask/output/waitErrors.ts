import type { IExecuteFunctions } from 'n8n-workflow';
import type { Fault } from '../../shared/api/fault';
import { sanitizeText, quoted } from '../../shared/api/sanitizeText';
import type { Task } from '../../shared/api/task';
import { apiError, faultError, operationError, type NodeFailure } from '../../shared/n8n/itemError';
import { formatText, formatMessage, type Message } from '../../shared/message';
import type { FileNotFetched } from '../download/fetchFiles';
import { nameOf } from '../download/fileNames';
import { withOtherTasks } from '../otherTasks';
import type { ItemFailure, TimedOut } from '../taskOutcome';
import type { Mode, WaitingItem } from '../settings';
import { taskAdditions, taskMessages } from '../waitMessages';

/**
 * The n8n error of an item whose task has no result.
 *
 * @param taskIds of the whole run: where this one ends it, they are named
 */
export function waitError(
	context: IExecuteFunctions,
	item: WaitingItem,
	why: ItemFailure,
	mode: Mode,
	taskIds: Iterable<string | undefined>,
): NodeFailure {
	const failure = itemWaitError(context, item, why, mode);
	// A refused key or account affects all tasks: leaving one out does not help the others.
	const isAboutAll = why.kind === 'refused' && why.fault.status !== 404;
	if (context.continueOnFail() || isAboutAll) return failure;
	return withOtherTasks(failure, item.taskId, taskIds);
}

function itemWaitError(
	context: IExecuteFunctions,
	item: WaitingItem,
	why: ItemFailure,
	mode: Mode,
): NodeFailure {
	switch (why.kind) {
		case 'endedWithoutFile':
			return withoutFileError(context, item, why.task);
		case 'notFetched':
			return notFetchedError(context, item, why);
		case 'refused':
			return refusedError(context, item, why.fault);
		case 'timedOut':
			return mode === 'check' && why.lastFault !== undefined
				? refusedError(context, item, why.lastFault)
				: timedOutError(context, item, why);
	}
}

/** A task that came to an end without a file. */
function withoutFileError(
	context: IExecuteFunctions,
	{ itemIndex }: WaitingItem,
	task: Task,
): NodeFailure {
	const { taskId, status, reason } = task;
	return apiError(context, itemIndex, whyWithoutFile(task), { task_id: taskId, status, reason });
}

function whyWithoutFile({ taskId, state, reason, withoutLink, otherLists }: Task): Message {
	if (state === 'failed') {
		return reason === ''
			? formatMessage(taskMessages.failedWithoutReason, { taskId })
			: formatMessage(taskMessages.failed, { taskId, reason: quoted(reason) });
	}
	if (reason !== '')
		return formatMessage(taskMessages.heldBackForReason, { taskId, reason: quoted(reason) });
	if (withoutLink > 0) {
		const files = withoutLink === 1 ? '1 file' : `${withoutLink} files`;
		return formatMessage(taskMessages.withoutLink, { taskId, files });
	}
	if (otherLists.length === 0) return formatMessage(taskMessages.heldBack, { taskId });
	const lists = sanitizeText(otherLists.map((name) => `"${name}"`).join(', '));
	return formatMessage(taskMessages.elsewhere, { taskId, lists });
}

/** A task that the service does not report on: a wrong key, or an unknown id. */
function refusedError(context: IExecuteFunctions, item: WaitingItem, fault: Fault): NodeFailure {
	if (fault.status !== 404) return pollingError(context, item, fault);
	const { itemIndex, taskId } = item;
	return faultError(context, itemIndex, {
		...fault,
		...formatMessage(taskMessages.unknown, { taskId }),
	});
}

function pollingError(
	context: IExecuteFunctions,
	{ itemIndex }: WaitingItem,
	fault: Fault,
): NodeFailure {
	const advice = `${fault.advice} ${taskAdditions.waitAgain}`;
	return faultError(context, itemIndex, { ...fault, advice });
}

/** A task that had not finished when the time was up. */
function timedOutError(
	context: IExecuteFunctions,
	{ itemIndex, taskId, timeoutMs }: WaitingItem,
	{ lastSeen, lastFault }: TimedOut,
): NodeFailure {
	const minutes = timeoutMs / 60_000;
	const sentences = [lastStateOf(lastSeen)];
	if (lastFault !== undefined) sentences.push(formatText(taskAdditions.lastRequest, lastFault));
	const said = formatMessage(
		lastSeen?.unknownStatus ? taskMessages.mayBeFinal : taskMessages.notFinished,
		{
			taskId,
			time: minutes === 1 ? '1 minute' : `${minutes} minutes`,
			lastSeen: sentences.join(' '),
		},
	);
	return operationError(context, said, itemIndex);
}

function lastStateOf(task: Task | undefined): string {
	if (task === undefined) return taskAdditions.neverRead;
	const status = sanitizeText(task.status);
	const percent = task.progressPercent;
	return percent === undefined
		? formatText(taskAdditions.lastStatus, { status })
		: formatText(taskAdditions.lastProgress, { status, percent });
}

/** A finished task one of whose files could not be fetched. */
function notFetchedError(
	context: IExecuteFunctions,
	{ itemIndex, taskId }: WaitingItem,
	{ file, happened, status, notStored }: FileNotFetched,
): NodeFailure {
	const message = notStored === true ? taskMessages.notStored : taskMessages.notDownloaded;
	const said = formatMessage(message, { file: nameOf(file), taskId, reason: happened });
	return apiError(context, itemIndex, { ...said, status }, { task_id: taskId });
}
