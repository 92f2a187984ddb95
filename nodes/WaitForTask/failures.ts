import type { IExecuteFunctions } from 'n8n-workflow';
import { quoted, sanitizeText } from '../shared/api/untrusted';
import { combinationAdvice, type Fault } from '../shared/api/fault';
import type { Task, TaskFile } from '../shared/api/task';
import { formatMessage, formatText, listed } from '../shared/message';
import { apiError, operationError, withAdvice, type NodeFailure } from '../shared/n8n/itemError';
import type { WaitEnd } from '../shared/waiting/waitForTasks';
import { taskAdditions, taskMessages } from './waitMessages';

/** What a message says of an item. */
interface Waited {
	itemIndex: number;
	taskId: string;
	timeoutMs: number;
}

/** Why an item fails whose task brought no file. */
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
	// Where nothing was waited for, what the one check met says more than its time.
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

/** Why an item fails one of whose files could not be fetched. */
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

/** A sentence about the service's own reason, or that there is none. */
export function reasonGiven(reason: string): string {
	if (reason === '') return taskAdditions.noReason;
	return formatText(taskAdditions.reason, { reason: quoted(reason) });
}

/** What ends a run, with how to get at its other tasks, which are paid for. */
export function endOfRun(
	failure: NodeFailure,
	items: readonly Waited[],
	ownTask?: string,
): NodeFailure {
	const others = [...new Set(items.map(({ taskId }) => taskId))].filter((id) => id !== ownTask);
	if (others.length === 0) return failure;
	const sentence = formatText(taskAdditions.otherTasks, { ids: listed(others) });
	return withAdvice(failure, [sentence], { data: { other_tasks: others } });
}
