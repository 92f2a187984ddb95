import { sanitizeText } from './sanitizeText';
import { isRecord } from './json';
import { isSuccessReason } from './serviceAnswer';

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
	 * `running` for every status that is neither of the two ends, also for one never seen before, unless
	 * the answer has the files: then it is an end in another spelling.
	 */
	state: 'running' | 'succeeded' | 'failed';
	/** Set where it has succeeded and the answer lists no file, or one without a link. */
	lacksFiles?: true;
	/** As the API names it, e.g. `TASK_STATUS_PROCESSING`. */
	status: string;
	/** Why a task failed, or made less than requested, in the service's words, else `''`. */
	reason: string;
	/** 0 to 100; the API may leave it at 0 throughout. */
	progressPercent?: number;
	/** Seconds the service still expects to need; the API may leave it at 0 throughout. */
	etaSeconds?: number;
	seed?: number;
	/** Videos first, then images, then sounds. */
	files: TaskFile[];
	/** How many files the answer lists without a link to them. */
	withoutLink: number;
	/** The answer as it came. */
	response: Record<string, unknown>;
}

/** A hundred years: beyond it a TTL is nonsense, and soon no date at all. */
const MAX_TTL_SECONDS = 3_155_760_000;

/** Of the statuses on the vendor's pages. */
const STATES: Record<string, Task['state'] | undefined> = {
	TASK_STATUS_QUEUED: 'running',
	TASK_STATUS_PROCESSING: 'running',
	TASK_STATUS_SUCCEED: 'succeeded',
	TASK_STATUS_FAILED: 'failed',
};

/** What a file is where its type is absent, or can't be part of a file name. */
const USUAL_TYPES: Record<FileKind, string> = { video: 'mp4', image: 'png', audio: 'mp3' };

/**
 * A task as the body of Get Task Result describes it: `{task, extra, videos, images, audios}`, by the
 * vendor's pages.
 *
 * @param receivedAt milliseconds since 1970
 * @returns `undefined` where the body is not that of a task
 */
export function parseTask(
	taskId: string,
	body: Record<string, unknown>,
	receivedAt: number,
): Task | undefined {
	if (!isRecord(body.task)) return undefined;
	const status = text(body.task.status);
	if (status === '') return undefined;

	const reason = sanitizeText(body.task.reason);
	const lists = FILE_KINDS.map((kind) => readList(kind, body, receivedAt));
	const files = lists.flatMap((list) => list.files);
	const withoutLink = lists.reduce((sum, list) => sum + list.withoutLink, 0);
	const state = STATES[status.trim().toUpperCase()] ?? (files.length > 0 ? 'succeeded' : 'running');
	return {
		taskId,
		state,
		...(state === 'succeeded' && (files.length === 0 || withoutLink > 0)
			? { lacksFiles: true }
			: {}),
		status,
		reason: isSuccessReason(reason) ? '' : reason,
		progressPercent: finiteNumber(body.task.progress_percent),
		etaSeconds: finiteNumber(body.task.eta),
		seed: isRecord(body.extra) ? finiteNumber(body.extra.seed) : undefined,
		files,
		withoutLink,
		response: body,
	};
}

/** The list of one kind: `videos` of `{video_url, video_url_ttl, video_type}`, and so on. */
function readList(
	kind: FileKind,
	body: Record<string, unknown>,
	receivedAt: number,
): Pick<Task, 'files' | 'withoutLink'> {
	const list: unknown = body[`${kind}s`];
	const entries: unknown[] = Array.isArray(list) ? list : [];
	const files: TaskFile[] = [];
	for (const entry of entries) {
		if (!isRecord(entry)) continue;
		const url = text(entry[`${kind}_url`]);
		if (url === '') continue;
		const type = text(entry[`${kind}_type`]);
		const ttlSeconds = finiteNumber(entry[`${kind}_url_ttl`]);
		files.push({
			kind,
			index: files.length,
			url,
			type: /^[a-z0-9]{1,8}$/i.test(type) ? type : USUAL_TYPES[kind],
			expiresAt:
				ttlSeconds !== undefined && ttlSeconds > 0 && ttlSeconds <= MAX_TTL_SECONDS
					? receivedAt + ttlSeconds * 1000
					: undefined,
		});
	}
	return { files, withoutLink: entries.length - files.length };
}

function text(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

/** A number, also where the API sends it as a string of digits. */
function finiteNumber(value: unknown): number | undefined {
	const number = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
