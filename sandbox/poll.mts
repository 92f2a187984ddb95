import { jsonAnswer, type Answer } from './answer.mts';
import { ApiError } from './apiError.mts';
import { isRewrite, type Misdeed } from './misbehaviour/rule.mts';
import type { Task, TaskState } from './task.mts';
import { rewrite, taskResult, type Links } from './taskResult.mts';
import type { TaskStore } from './taskStore.mts';

function inWords({ status, progressPercent, reason }: TaskState): string {
	switch (status) {
		case 'TASK_STATUS_QUEUED':
			return 'queued';
		case 'TASK_STATUS_PROCESSING':
			return `processing, ${progressPercent} %`;
		case 'TASK_STATUS_SUCCEED':
			return 'succeeded';
		case 'TASK_STATUS_FAILED':
			return `failed: ${reason}`;
	}
}

/**
 * Gets the result of a task as it stands now, with fresh links.
 * @param linksOf the links to the files of a task
 * @throws {ApiError} TASK_NOT_FOUND, or INVALID_REQUEST_BODY where `task_id` is missing
 */
export function poll(
	id: string | undefined,
	misdeed: Misdeed | undefined,
	tasks: TaskStore,
	linksOf: (task: Task) => Links,
	now: number,
): Answer {
	if (!id) throw new ApiError('INVALID_REQUEST_BODY', 'The query parameter "task_id" is required');
	const task = tasks.find(id);
	if (!task) throw new ApiError('TASK_NOT_FOUND');
	const result = taskResult(task, linksOf(task), now);
	const body = misdeed && isRewrite(misdeed) ? rewrite(result, misdeed) : result;
	return jsonAnswer(200, body, `task ${id} ${inWords(task.state(now))}`);
}
