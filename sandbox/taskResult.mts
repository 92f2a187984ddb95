import type { Fault } from './faults/rule.mts';
import { FILE_TYPES, type Made } from './models.mts';
import type { Task } from './task.mts';

/** What a link to a file needs: how long it lives, and the URL for the index of a file. */
export interface Links {
	ttlSeconds: number;
	urlOf: (index: number) => string;
}

/** The files of a task, each with the names that its kind has: `video_url`, `image_url`, `audio_url`. */
function filesOf(kind: Made, task: Task, links: Links) {
	if (task.model.makes !== kind) return [];
	return task.files.map((_, index) => ({
		[`${kind}_url`]: links.urlOf(index),
		[`${kind}_url_ttl`]: String(links.ttlSeconds),
		[`${kind}_type`]: FILE_TYPES[kind],
	}));
}

/**
 * The body of Get Task Result, in the shape and with the types of the vendor's pages: numbers in
 * `task`, strings of digits in `extra` and for the TTL, times in milliseconds since 1970.
 */
export function taskResult(task: Task, links: Links, now: number) {
	const { status, reason, etaSeconds, progressPercent, completedAt } = task.state(now);
	const isDone = status === 'TASK_STATUS_SUCCEED';
	const time = (at: number | undefined) => (at === undefined ? '' : String(Math.round(at)));
	return {
		extra: {
			seed: String(task.seed),
			debug_info: {
				request_info: '',
				submit_time_ms: time(task.acceptedAt),
				execute_time_ms: time(now < task.startsAt ? undefined : task.startsAt),
				complete_time_ms: time(completedAt),
			},
		},
		task: {
			task_id: task.id,
			task_type: task.model.name.toUpperCase().replace(/[^A-Z0-9]+/g, '_'),
			status,
			reason,
			eta: etaSeconds,
			progress_percent: progressPercent,
		},
		images: isDone ? filesOf('image', task, links) : [],
		videos: isDone ? filesOf('video', task, links) : [],
		audios: isDone ? filesOf('audio', task, links) : [],
	};
}

/** The same body with the fault that it is to have, if that is one of results. */
export function withFault(result: ReturnType<typeof taskResult>, fault?: Fault): object {
	const { task, videos, ...rest } = result;
	const { task_id, task_type, status, reason } = task;
	switch (fault?.kind) {
		case 'taskStatus':
			return { ...result, task: { ...task, status: fault.status, reason: fault.reason ?? reason } };
		case 'videos':
			if (fault.value === 'absent') return { ...rest, task };
			return { ...result, videos: fault.value === 'empty' ? [] : null };
		case 'videoTtl':
			return { ...result, videos: videos.map((one) => ({ ...one, video_url_ttl: fault.value })) };
		case 'videoUrl':
			return { ...result, videos: videos.map((one) => ({ ...one, video_url: fault.url })) };
		case 'noHints':
			return { ...result, task: { task_id, task_type, status, reason } };
		default:
			return result;
	}
}
