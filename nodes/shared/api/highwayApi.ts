import { faultInside, faultOf, type Fault } from './fault';
import { faultAdditions } from './faultWords';
import { foreignText, quoted, taskIdOf } from './foreignText';
import type { HttpEnd, Send } from './http';
import { isRecord } from './json';
import { jsonBody, type BodyText } from './jsonBody';
import { fill } from '../words';

/** A request for a generation, as a model of the API wants it. */
export interface GenerationRequest {
	/** Path of the model, with a leading slash. */
	path: string;
	/** Body fields that hold pictures: text, or files. */
	pictures: Record<string, BodyText>;
	/** The other body fields. One that is `undefined` is left out. */
	settings: Record<string, unknown>;
}

export interface TaskVideo {
	/** Pre-signed address on a storage host. It needs no key and must never be sent one. */
	url: string;
	/** File name extension, e.g. `mp4`. */
	type: string;
	/** Milliseconds since 1970 at which the link stops working, where the service says so. */
	expiresAt?: number;
}

export interface Task {
	taskId: string;
	/** `running` for every status that is neither of the two ends, also for one never seen before. */
	state: 'running' | 'succeeded' | 'failed';
	/** As the API names it, e.g. `TASK_STATUS_PROCESSING`. */
	status: string;
	/** Why a task failed, in the service's words, else `''`. */
	reason: string;
	/** 0 to 100; the API may leave it at 0 throughout. */
	progressPercent?: number;
	/** Seconds the service still expects to need; the API may leave it at 0 throughout. */
	etaSeconds?: number;
	seed?: number;
	videos: TaskVideo[];
	/** The answer as it came. */
	response: Record<string, unknown>;
}

export type ApiResult<T> = { ok: true; value: T } | { ok: false; fault: Fault };

export interface HighwayApi {
	/**
	 * Asks for a generation. Each accepted call is paid for: never repeat one that may have been.
	 *
	 * Rejects only where a file can't be read, and then before anything is sent.
	 */
	submit(request: GenerationRequest): Promise<ApiResult<string>>;
	/**
	 * Asks for the state of a task.
	 *
	 * @param timeoutMs bounds this one request, which has half a minute at the most
	 * @param signal cuts it off
	 */
	readTask(taskId: string, timeoutMs?: number, signal?: AbortSignal): Promise<ApiResult<Task>>;
}

const RESULT_PATH = '/v3/async/task-result';

/** Two frames of 20 MB each take a while to arrive over a slow line. */
const SUBMIT_TIMEOUT_MS = 300_000;
const READ_TIMEOUT_MS = 30_000;

/** A hundred years: beyond it a TTL is nonsense, and soon no date at all. */
const LONGEST_TTL_SECONDS = 3_155_760_000;

const SUCCEEDED = 'TASK_STATUS_SUCCEED';
const FAILED = 'TASK_STATUS_FAILED';

/**
 * The Highway API as functions. What its models are asked for stands in a file for each of them.
 *
 * @param send sends a request to the configured base URL with the key
 * @param now milliseconds since 1970
 */
export function highwayApi(send: Send, now: () => number): HighwayApi {
	return {
		async submit(request) {
			const end = await send({
				method: 'POST',
				path: request.path,
				body: await jsonBody(request.pictures, request.settings),
				timeoutMs: SUBMIT_TIMEOUT_MS,
			});
			if (!isSuccess(end)) return { ok: false, fault: faultOf(end, now()) };
			const taskId = acceptedTaskId(end.body);
			if (taskId === undefined) return { ok: false, fault: withAnswer(faultInside(end, now())) };
			return { ok: true, value: taskId };
		},

		async readTask(taskId, timeoutMs = READ_TIMEOUT_MS, signal) {
			const end = await send({
				method: 'GET',
				path: RESULT_PATH,
				query: { task_id: taskId },
				timeoutMs: Math.min(timeoutMs, READ_TIMEOUT_MS),
				...(signal === undefined ? {} : { signal }),
			});
			if (!isSuccess(end)) return { ok: false, fault: faultOf(end, now()) };
			const task = isRecord(end.body) ? readTaskBody(taskId, end.body, now()) : undefined;
			if (task === undefined) return { ok: false, fault: faultInside(end, now()) };
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
	if (body.task_id !== undefined) return taskIdOf(body.task_id);
	const deeper = Object.values(body).flatMap((value) =>
		isRecord(value) && value.task_id !== undefined ? [value.task_id] : [],
	);
	return deeper.length === 1 ? taskIdOf(deeper[0]) : undefined;
}

/** What was answered may name the task, which somebody has paid for: it goes into the message. */
function withAnswer(fault: Fault): Fault {
	if (fault.answer === undefined) return fault;
	const answered = fill(faultAdditions.answered, { answer: quoted(fault.answer) });
	return { ...fault, advice: `${answered} ${fault.advice}` };
}

function readTaskBody(
	taskId: string,
	body: Record<string, unknown>,
	receivedAt: number,
): Task | undefined {
	if (!isRecord(body.task)) return undefined;
	const status = text(body.task.status);
	if (status === '') return undefined;

	const progressPercent = finiteNumber(body.task.progress_percent);
	const etaSeconds = finiteNumber(body.task.eta);
	const seed = isRecord(body.extra) ? finiteNumber(body.extra.seed) : undefined;
	return {
		taskId,
		state: status === SUCCEEDED ? 'succeeded' : status === FAILED ? 'failed' : 'running',
		status,
		reason: foreignText(body.task.reason),
		...(progressPercent === undefined ? {} : { progressPercent }),
		...(etaSeconds === undefined ? {} : { etaSeconds }),
		...(seed === undefined ? {} : { seed }),
		videos: Array.isArray(body.videos)
			? body.videos.flatMap((video: unknown) => readVideo(video, receivedAt))
			: [],
		response: body,
	};
}

function readVideo(video: unknown, receivedAt: number): TaskVideo[] {
	if (!isRecord(video)) return [];
	const url = text(video.video_url);
	if (url === '') return [];
	const ttlSeconds = finiteNumber(video.video_url_ttl);
	return [
		{
			url,
			type: /^[a-z0-9]{1,8}$/i.test(text(video.video_type)) ? text(video.video_type) : 'mp4',
			...(ttlSeconds !== undefined && ttlSeconds > 0 && ttlSeconds <= LONGEST_TTL_SECONDS
				? { expiresAt: receivedAt + ttlSeconds * 1000 }
				: {}),
		},
	];
}

function isSuccess(end: HttpEnd): end is Extract<HttpEnd, { answered: true }> {
	return end.answered && end.status >= 200 && end.status < 300;
}

function text(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

/** A number, also where the API sends it as a string of digits. */
function finiteNumber(value: unknown): number | undefined {
	const number = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
