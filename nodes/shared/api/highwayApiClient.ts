import { faultOf, isSuccess, type Fault } from './fault';
import type { HttpRequest, Send } from './http';
import { jsonBody, type BodyText } from './jsonBody';
import { parseTask, type Task } from './task';
import { isRecord, parseTaskId } from './untrusted';
import { CONSEQUENCES } from './verdict';

/** A request for a generation, as a model of the API expects it. */
export interface GenerationRequest {
	/** Path of the model, with a leading slash. */
	path: string;
	/** Body fields with what the model takes besides the prompt: links, or the content of files. */
	inputs: Record<string, BodyText>;
	/** The other body fields. One that is `undefined` is left out. */
	settings: Record<string, unknown>;
}

export type ApiResult<T> = { ok: true; value: T } | { ok: false; fault: Fault };

/** What the result of a request says of the account's limits, as the rate limiter takes it. */
export function limitsOf(result: ApiResult<unknown>) {
	if (result.ok) return { kind: 'accepted' } as const;
	const { verdict, retryAfterMs } = result.fault;
	return { kind: CONSEQUENCES[verdict].limits, retryAfterMs };
}

/** Path of Get Task Result, which takes the query parameter `task_id`. */
export const RESULT_PATH = '/v3/async/task-result';

/** Two frames of 20 MB each take a while to arrive over a slow line. */
const SUBMIT_TIMEOUT_MS = 300_000;
const READ_TIMEOUT_MS = 30_000;

export type HighwayApiClient = ReturnType<typeof highwayApiClient>;

/**
 * The Highway API as functions.
 *
 * @param send sends a request to the configured base URL with the key
 * @param now milliseconds since 1970
 */
export function highwayApiClient(send: Send, now: () => number) {
	const ask = async <T>(
		request: HttpRequest,
		read: (body: Record<string, unknown>) => T | undefined,
	): Promise<ApiResult<T>> => {
		const result = await send(request);
		const value = isSuccess(result) && isRecord(result.body) ? read(result.body) : undefined;
		return value === undefined
			? { ok: false, fault: faultOf(result, now(), request.method) }
			: { ok: true, value };
	};
	return {
		/**
		 * Asks for a generation, and returns the id of its task. Each accepted call is paid for: never
		 * repeat one that may have been accepted.
		 *
		 * Rejects only where a file can't be read, and then before anything is sent.
		 */
		submit: async ({ path, inputs, settings }: GenerationRequest): Promise<ApiResult<string>> => {
			const body = await jsonBody(inputs, settings);
			const request = { method: 'POST', path, body, timeoutMs: SUBMIT_TIMEOUT_MS } as const;
			return await ask(request, ({ task_id }) => parseTaskId(task_id));
		},

		/**
		 * Asks for the state of a task. Never rejects.
		 *
		 * @param signal ends the request
		 */
		readTask: async (taskId: string, signal?: AbortSignal): Promise<ApiResult<Task>> =>
			await ask(
				{
					method: 'GET',
					path: RESULT_PATH,
					query: { task_id: taskId },
					timeoutMs: READ_TIMEOUT_MS,
					signal,
				},
				(body) => parseTask(taskId, body, now()),
			),
	};
}
