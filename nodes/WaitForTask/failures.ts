import type { IExecuteFunctions } from 'n8n-workflow';
import type { Fault } from '../shared/api/fault';
import { foreignText, quoted } from '../shared/api/foreignText';
import type { Task } from '../shared/api/highwayApi';
import { apiError, faultError, operationError, type NodeFailure } from '../shared/n8n/itemError';
import { fill, say } from '../shared/words';
import type { FileNotFetched } from './fetchFiles';
import type { Lack, TimedOut } from './outcomes';
import type { Mode, WaitingItem } from './settings';
import { taskAdditions, taskWords } from './waitWords';

/** The n8n error of an item whose task brought nothing. */
export function failureOf(
	context: IExecuteFunctions,
	item: WaitingItem,
	lack: Lack,
	mode: Mode,
): NodeFailure {
	switch (lack.kind) {
		case 'endedWithoutVideo':
			return withoutVideo(context, item, lack.task);
		case 'notFetched':
			return notFetched(context, item, lack);
		case 'refused':
			return refused(context, item, lack.fault);
		case 'timedOut':
			return mode === 'check' && lack.lastFault !== undefined
				? canBeWaitedForAgain(context, item, lack.lastFault)
				: timedOut(context, item, lack);
	}
}

/** A task that came to an end without a video. */
function withoutVideo(
	context: IExecuteFunctions,
	{ itemIndex }: WaitingItem,
	{ taskId, state, status, reason }: Task,
): NodeFailure {
	const said =
		state === 'failed'
			? say(taskWords.failed, { taskId, reason: quoted(reason || 'none') })
			: say(taskWords.heldBack, { taskId });
	return apiError(context, itemIndex, said, { task_id: taskId, status, reason });
}

/** A task that the service does not tell about: a wrong key, or an id it does not know. */
function refused(context: IExecuteFunctions, item: WaitingItem, fault: Fault): NodeFailure {
	if (fault.status !== 404) return canBeWaitedForAgain(context, item, fault);
	const { itemIndex, taskId } = item;
	return faultError(context, itemIndex, { ...fault, ...say(taskWords.unknown, { taskId }) });
}

function canBeWaitedForAgain(
	context: IExecuteFunctions,
	{ itemIndex }: WaitingItem,
	fault: Fault,
): NodeFailure {
	const advice = `${fault.advice} ${taskAdditions.waitAgain}`;
	return faultError(context, itemIndex, { ...fault, advice });
}

/** A task that had not finished when the time was up. */
function timedOut(
	context: IExecuteFunctions,
	{ itemIndex, taskId, timeoutMs }: WaitingItem,
	{ lastSeen, lastFault }: TimedOut,
): NodeFailure {
	const minutes = timeoutMs / 60_000;
	const sentences = [lastStateOf(lastSeen)];
	if (lastFault !== undefined) sentences.push(fill(taskAdditions.lastRequest, lastFault));
	const said = say(taskWords.notFinished, {
		taskId,
		time: minutes === 1 ? '1 minute' : `${minutes} minutes`,
		lastSeen: sentences.join(' '),
	});
	return operationError(context, said, itemIndex);
}

function lastStateOf(task: Task | undefined): string {
	if (task === undefined) return taskAdditions.neverRead;
	const status = foreignText(task.status);
	const percent = task.progressPercent;
	return percent === undefined
		? fill(taskAdditions.lastStatus, { status })
		: fill(taskAdditions.lastProgress, { status, percent });
}

/** A finished task one of whose videos could not be fetched. */
function notFetched(
	context: IExecuteFunctions,
	{ itemIndex, taskId }: WaitingItem,
	{ videoIndex, happened, status, notStored }: FileNotFetched,
): NodeFailure {
	const words = notStored === true ? taskWords.notStored : taskWords.notDownloaded;
	const said = say(words, { number: videoIndex, taskId, reason: happened });
	return apiError(
		context,
		itemIndex,
		{ ...said, ...(status === undefined ? {} : { status }) },
		{ task_id: taskId },
	);
}
