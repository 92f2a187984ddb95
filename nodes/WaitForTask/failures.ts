import { NodeApiError, NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import type { Fault } from '../shared/api/fault';
import { foreignText, quoted } from '../shared/api/foreignText';
import type { Task } from '../shared/api/highwayApi';
import { apiError, type NodeFailure } from '../shared/n8n/itemError';
import type { VideoNotFetched } from './fetchVideos';
import type { Outcome, Success } from './outcomes';
import type { WaitingItem, WaitSettings } from './settings';

const WAIT_AGAIN = 'The task itself goes on and can be waited for again by its ID.';

/** The n8n error of an item whose task brought nothing. */
export function failureOf(
	context: IExecuteFunctions,
	item: WaitingItem,
	outcome: Exclude<Outcome, Success>,
	settings: WaitSettings,
): NodeFailure {
	switch (outcome.kind) {
		case 'endedWithoutVideo':
			return withoutVideo(context, item, outcome.task);
		case 'notFetched':
			return notFetched(context, item, outcome);
		case 'refused':
			return refused(context, item, outcome.fault);
		case 'timedOut':
			return timedOut(context, item, outcome, settings);
	}
}

/** A task that came to an end without a video. */
function withoutVideo(
	context: IExecuteFunctions,
	{ itemIndex }: WaitingItem,
	task: Task,
): NodeFailure {
	const because =
		task.state === 'failed'
			? `The service gives this reason: ${quoted(task.reason || 'none')}`
			: 'The service held back every sample, which its safety filters do.';
	return new NodeApiError(
		context.getNode(),
		{ task_id: task.taskId, status: task.status, reason: task.reason },
		{
			message: `Task ${task.taskId} ended without a video [item ${itemIndex}]`,
			description: `${because} Change the prompt or the frames, then submit the item again.`,
			itemIndex,
		},
	);
}

/** A task that the service does not tell about: a wrong key, or an id it does not know. */
function refused(
	context: IExecuteFunctions,
	{ itemIndex, taskId }: WaitingItem,
	fault: Fault,
): NodeFailure {
	if (fault.status !== 404) {
		return apiError(context, itemIndex, { ...fault, advice: `${fault.advice} ${WAIT_AGAIN}` });
	}
	return apiError(
		context,
		itemIndex,
		{
			...fault,
			advice:
				"Check 'Task ID': it must come from the same Highway API account, and results are kept for a limited time only.",
		},
		`The Highway API knows no task ${taskId}`,
	);
}

/** A task that had not finished when the time was up, or that one look brought nothing of. */
function timedOut(
	context: IExecuteFunctions,
	{ itemIndex, taskId }: WaitingItem,
	{ lastSeen, lastFault }: Extract<Outcome, { kind: 'timedOut' }>,
	settings: WaitSettings,
): NodeFailure {
	if (settings.mode === 'check' && lastFault !== undefined) {
		return apiError(context, itemIndex, {
			...lastFault,
			advice: `${lastFault.advice} ${WAIT_AGAIN}`,
		});
	}
	const minutes = settings.timeoutMs / 60_000;
	const progress =
		lastSeen?.progressPercent === undefined ? '' : `, ${lastSeen.progressPercent} % done`;
	return new NodeOperationError(
		context.getNode(),
		`Task ${taskId} has not finished within ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} [item ${itemIndex}]`,
		{
			description: [
				lastSeen === undefined
					? 'Its state could not be read.'
					: `Its last status is ${foreignText(lastSeen.status)}${progress}.`,
				...(lastFault === undefined ? [] : [`The last request: ${lastFault.happened}.`]),
				WAIT_AGAIN,
				"Raise 'Timeout (Minutes)' to wait longer.",
			].join(' '),
			itemIndex,
		},
	);
}

/** A finished task one of whose videos could not be fetched. */
function notFetched(
	context: IExecuteFunctions,
	{ itemIndex, taskId }: WaitingItem,
	{ videoIndex, happened, status }: VideoNotFetched,
): NodeFailure {
	return new NodeApiError(
		context.getNode(),
		{ task_id: taskId },
		{
			message: `Video ${videoIndex} of task ${taskId} could not be downloaded [item ${itemIndex}]`,
			description: `It was tried several times; at last ${happened}. The task has finished and its result stays with the service: wait for the same ID again, or choose to keep the link where a download fails.`,
			...(status === undefined ? {} : { httpCode: String(status) }),
			itemIndex,
		},
	);
}
