import { isRecord, reasonIn } from './untrusted';

/** What a task can make, in the order in which its files are returned. */
export const FILE_KINDS = ['video', 'image', 'audio'] as const;

export type FileKind = (typeof FILE_KINDS)[number];

/** A file that a task has made. */
export interface TaskFile {
	kind: FileKind;
	/** Its place among the files of its kind, from 0. */
	index: number;
	/** Pre-signed URL on a storage host. It needs no key and must never be sent one. */
	url: string;
	/** File name extension, e.g. `mp4`. */
	type: string;
	/** Milliseconds since 1970 at which the link stops working, where the service says so. */
	expiresAt?: number;
}

export interface Task {
	taskId: string;
	/**
	 * `running` for every status but the two final ones, also for an unknown one, unless the answer has
	 * files: then the status is taken for a final one in another spelling.
	 */
	state: 'running' | 'succeeded' | 'failed';
	/** Set where it has succeeded, and the answer lists no file, or one without a link. */
	lacksFiles?: true;
	/** As the API names it, e.g. `TASK_STATUS_PROCESSING`. */
	status: string;
	/** The service's words for why a task failed, or made less than requested; `''` for none. */
	reason: string;
	/** 0 to 100; the API may leave it at 0 throughout. */
	progressPercent?: number;
	/** Seconds the service still expects to need; the API may leave it at 0 throughout. */
	etaSeconds?: number;
	seed?: number;
	/** In the order of {@link FILE_KINDS}. */
	files: TaskFile[];
	/** The answer as it came. */
	response: Record<string, unknown>;
}

/** A hundred years: a greater TTL makes no sense, and may be beyond what a `Date` can hold. */
const MAX_TTL_SECONDS = 3_155_760_000;

/** The statuses on the vendor's pages. */
const STATES: Record<string, Task['state'] | undefined> = {
	TASK_STATUS_QUEUED: 'running',
	TASK_STATUS_PROCESSING: 'running',
	TASK_STATUS_SUCCEED: 'succeeded',
	TASK_STATUS_FAILED: 'failed',
};

/** The extension of a file whose type is absent, or can't be part of a file name. */
const USUAL_TYPES: Record<FileKind, string> = { video: 'mp4', image: 'png', audio: 'mp3' };

/**
 * Reads the body of Get Task Result, `{task, extra, videos, images, audios}` on the vendor's pages.
 *
 * @param receivedAt milliseconds since 1970
 * @returns `undefined` where the body has no status of a task
 */
export function parseTask(
	taskId: string,
	body: Record<string, unknown>,
	receivedAt: number,
): Task | undefined {
	const task = isRecord(body.task) ? body.task : {};
	const status = text(task.status);
	if (status === '') return undefined;
	const listed = FILE_KINDS.flatMap((kind) => filesOf(kind, body, receivedAt));
	const files = listed.filter((file) => file !== undefined);
	const state = STATES[status.trim().toUpperCase()] ?? (files.length > 0 ? 'succeeded' : 'running');
	const lacksFiles = files.length === 0 || files.length < listed.length;
	return {
		taskId,
		state,
		...(state === 'succeeded' && lacksFiles ? { lacksFiles } : {}),
		status,
		reason: reasonIn(task.reason),
		progressPercent: finiteNumber(task.progress_percent),
		etaSeconds: finiteNumber(task.eta),
		seed: isRecord(body.extra) ? finiteNumber(body.extra.seed) : undefined,
		files,
		response: body,
	};
}

/**
 * The files of one kind: of `videos`, a list of `{video_url, video_url_ttl, video_type}`, and so on.
 *
 * @returns `undefined` for each entry without a link
 */
function filesOf(
	kind: FileKind,
	body: Record<string, unknown>,
	receivedAt: number,
): Array<TaskFile | undefined> {
	const list: unknown = body[`${kind}s`];
	let index = 0;
	return (Array.isArray(list) ? list : []).map((entry: unknown) => {
		const file = isRecord(entry) ? entry : {};
		const url = text(file[`${kind}_url`]);
		if (url === '') return undefined;
		const type = text(file[`${kind}_type`]);
		const ttl = finiteNumber(file[`${kind}_url_ttl`]) ?? 0;
		return {
			kind,
			index: index++,
			url,
			type: /^[a-z0-9]{1,8}$/i.test(type) ? type : USUAL_TYPES[kind],
			expiresAt: ttl > 0 && ttl <= MAX_TTL_SECONDS ? receivedAt + ttl * 1000 : undefined,
		};
	});
}

function text(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

/** A number, also where the API sends it as a string of digits. */
function finiteNumber(value: unknown): number | undefined {
	const number = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
