import { faultInBody, faultOf, type Fault } from './fault';
import { parseTaskId } from './sanitizeText';
import type { HttpResult, Send } from './http';
import { isRecord } from './json';
import { jsonBody, type BodyText } from './jsonBody';
import { parseTask, type Task } from './task';

/** A request for a generation, as a model of the API expects it. */
export interface GenerationRequest {
	/** Path of the model, with a leading slash. */
	path: string;
	/** Body fields that hold images: text, or files. */
	images: Record<string, BodyText>;
	/** The other body fields. One that is `undefined` is left out. */
	settings: Record<string, unknown>;
}

export type ApiResult<T> = { ok: true; value: T } | { ok: false; fault: Fault };

export interface HighwayApiClient {
	/**
	 * Asks for a generation. Each accepted call is paid for: never repeat one that may have been.
	 *
	 * Rejects only where a file can't be read, and then before anything is sent.
	 */
	submit(request: GenerationRequest): Promise<ApiResult<string>>;
	/**
	 * Asks for the state of a task.
	 *
	 * @param timeoutMs of this one request, half a minute or less
	 * @param signal cuts it off
	 */
	readTask(taskId: string, timeoutMs?: number, signal?: AbortSignal): Promise<ApiResult<Task>>;
}

/** Where a task is read, as the query says `task_id`. */
export const RESULT_PATH = '/v3/async/task-result';

/** Two frames of 20 MB each take a while to arrive over a slow line. */
const SUBMIT_TIMEOUT_MS = 300_000;
const READ_TIMEOUT_MS = 30_000;

/**
 * The Highway API as functions. Each model has a file of its own for its request.
 *
 * @param send sends a request to the configured base URL with the key
 * @param now milliseconds since 1970
 */
export function highwayApiClient(send: Send, now: () => number): HighwayApiClient {
	return {
		async submit(request) {
			const result = await send({
				method: 'POST',
				path: request.path,
				body: await jsonBody(request.images, request.settings),
				timeoutMs: SUBMIT_TIMEOUT_MS,
			});
			if (!isHttpSuccess(result)) return { ok: false, fault: faultOf(result, now()) };
			const taskId = acceptedTaskId(result.body);
			if (taskId === undefined) return { ok: false, fault: faultInBody(result, now()) };
			return { ok: true, value: taskId };
		},

		async readTask(taskId, timeoutMs = READ_TIMEOUT_MS, signal) {
			const result = await send({
				method: 'GET',
				path: RESULT_PATH,
				query: { task_id: taskId },
				timeoutMs: Math.min(timeoutMs, READ_TIMEOUT_MS),
				signal,
			});
			if (!isHttpSuccess(result)) return { ok: false, fault: faultOf(result, now(), 'GET') };
			const task = isRecord(result.body) ? parseTask(taskId, result.body, now()) : undefined;
			if (task === undefined) return { ok: false, fault: faultInBody(result, now(), 'GET') };
			return { ok: true, value: task };
		},
	};
}

/**
 * The task id in the answer to a submission: where the API promises it, or one level deeper where
 * there is one alone. A task that is paid for is not to be lost to an envelope that has changed.
 */
function acceptedTaskId(body: unknown): string | undefined {
	if (!isRecord(body)) return undefined;
	if (body.task_id !== undefined) return parseTaskId(body.task_id);
	const deeper = Object.values(body).flatMap((value) =>
		isRecord(value) && value.task_id !== undefined ? [value.task_id] : [],
	);
	return deeper.length === 1 ? parseTaskId(deeper[0]) : undefined;
}

function isHttpSuccess(result: HttpResult): result is Extract<HttpResult, { answered: true }> {
	return result.answered && result.status >= 200 && result.status < 300;
}
