import type { IExecuteFunctions } from 'n8n-workflow';
import { quoted, sanitizeText } from '../shared/api/untrusted';
import { combinationAdvice, type Fault } from '../shared/api/fault';
import type { Task, TaskFile } from '../shared/api/task';
import { formatMessage, formatText, listed } from '../shared/message';
import { apiError, operationError, withAdvice, type NodeFailure } from '../shared/n8n/itemError';
import type { WaitEnd } from '../shared/waiting/waitForTasks';
import { taskAdditions, taskMessages } from './waitMessages';

/** What a message needs of an item. */
interface Waited {
	itemIndex: number;
	taskId: string;
	timeoutMs: number;
}

/** Why an item fails whose task has no file. */
export function failureOf(
	context: IExecuteFunctions,
	{ itemIndex, taskId, timeoutMs }: Waited,
	end: WaitEnd<Task, Fault>,
): NodeFailure {
	if (end.kind === 'finished') {
		const { state, status, reason } = end.task;
		const message = state === 'succeeded' ? taskMessages.noFiles : taskMessages.failed;
		const { happened, advice } = formatMessage(message, { taskId, reason: reasonGiven(reason) });
		const said = { happened, advice: advice + combinationAdvice(reason) };
		return apiError(context, itemIndex, said, { task_id: taskId, status, reason });
	}
	const isRefused = end.kind === 'refused';
	const { lastSeen, lastFault } = isRefused ? { lastFault: end.fault } : end;
	// Without a wait, the fault of the one poll says more than a time-out of 0 minutes.
	if (lastFault !== undefined && (isRefused || timeoutMs === 0)) {
		const isUnknown = lastFault.verdict === 'unknownTask';
		const advice = `${lastFault.advice} ${taskAdditions.waitAgain}`;
		const said = isUnknown ? formatMessage(taskMessages.unknown, { taskId }) : { advice };
		return apiError(context, itemIndex, { ...lastFault, ...said });
	}
	const minutes = timeoutMs / 60_000;
	const said = formatMessage(taskMessages.notFinished, {
		taskId,
		time: minutes === 1 ? '1 minute' : `${minutes} minutes`,
		lastSeen: lastSeen
			? formatText(taskAdditions.lastStatus, { status: sanitizeText(lastSeen.status) })
			: formatText(taskAdditions.neverRead, { happened: lastFault?.happened ?? 'no answer came' }),
	});
	return operationError(context, said, itemIndex);
}

/** Why an item fails if one of its files could not be downloaded. @param reason without a full stop */
export function notFetched(
	context: IExecuteFunctions,
	{ itemIndex, taskId }: Waited,
	{ kind, index }: TaskFile,
	reason: string,
): NodeFailure {
	const file = `${kind.charAt(0).toUpperCase()}${kind.slice(1)} ${index}`;
	const said = formatMessage(taskMessages.notDownloaded, { file, taskId, reason });
	return apiError(context, itemIndex, said, { task_id: taskId });
}

/** A sentence with the service's reason, or one that says that there is none. @param reason or `''` */
export function reasonGiven(reason: string): string {
	if (reason === '') return taskAdditions.noReason;
	return formatText(taskAdditions.reason, { reason: quoted(reason) });
}

/** The failure that ends a run, with the other tasks and how to get them: they are paid for. */
export function endOfRun(
	failure: NodeFailure,
	items: readonly Waited[],
	failedTask?: string,
): NodeFailure {
	const others = [...new Set(items.map(({ taskId }) => taskId))].filter((id) => id !== failedTask);
	if (others.length === 0) return failure;
	const sentence = formatText(taskAdditions.otherTasks, { ids: listed(others) });
	return withAdvice(failure, [sentence], { data: { other_tasks: others } });
}
