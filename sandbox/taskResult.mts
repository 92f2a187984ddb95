import { FILE_TYPES, type MadeThing } from './models.mts';
import type { Rewrite } from './misbehaviour/rule.mts';
import type { Task } from './task.mts';

/** What a link to a file needs: how long it lives, and the address for the index of a file. */
export interface Links {
	ttlSeconds: number;
	urlOf: (index: number) => string;
}

/** The files of a task, each with the names that its kind has: `video_url`, `image_url`, `audio_url`. */
function filesOf<Kind extends MadeThing>(kind: Kind, task: Task, links: Links) {
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
			task_type: task.model.taskType,
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

/** The same body with one thing odd about it. */
export function rewrite(result: ReturnType<typeof taskResult>, odd: Rewrite): object {
	const { task, videos, ...rest } = result;
	switch (odd.kind) {
		case 'taskStatus':
			return {
				...result,
				task: { ...task, status: odd.status, reason: odd.reason ?? task.reason },
			};
		case 'videos':
			if (odd.value === 'absent') return { ...rest, task };
			return { ...result, videos: odd.value === 'empty' ? [] : null };
		case 'videoTtl':
			return { ...result, videos: videos.map((video) => ({ ...video, video_url_ttl: odd.value })) };
		case 'videoUrl':
			return { ...result, videos: videos.map((video) => ({ ...video, video_url: odd.url })) };
		case 'noHints': {
			const { task_id, task_type, status, reason } = task;
			return { ...result, task: { task_id, task_type, status, reason } };
		}
	}
}
