import type { Fault } from './faults/rule.mts';
import { FILE_TYPES, type Made } from './models.mts';
import type { Task } from './task.mts';

/**
 * The body of Get Task Result, in the shape and with the types of the vendor's pages: numbers in
 * `task`, strings of digits in `extra` and for the TTL, times in milliseconds since 1970.
 */
export function taskResult(task: Task, urls: string[], ttlSeconds: number, now: number) {
	const { status, reason, etaSeconds, progressPercent, completedAt } = task.state(now);
	/** Each file with the names that its kind has: `video_url`, `image_url`, `audio_url`. */
	const filesOf = (kind: Made) => {
		const isThere = status === 'TASK_STATUS_SUCCEED' && !task.isLate('lateLinks', now);
		if (!isThere || task.model.makes !== kind) return [];
		return urls.map((url) => ({
			[`${kind}_url`]: url,
			[`${kind}_url_ttl`]: String(ttlSeconds),
			[`${kind}_type`]: FILE_TYPES[kind],
		}));
	};
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
		images: filesOf('image'),
		videos: filesOf('video'),
		audios: filesOf('audio'),
	};
}

/** The same body with the fault that it is to have, if that is one of results. */
export function withFault(result: ReturnType<typeof taskResult>, fault?: Fault): object {
	const { task, videos } = result;
	switch (fault?.kind) {
		case 'taskStatus': {
			const { status, reason = task.reason } = fault;
			return { ...result, task: { ...task, status, reason } };
		}
		case 'videos': {
			// JSON leaves out what is undefined.
			const odd = { absent: undefined, empty: [] };
			return { ...result, videos: fault.value === null ? null : odd[fault.value] };
		}
		case 'videoTtl':
			return { ...result, videos: videos.map((one) => ({ ...one, video_url_ttl: fault.value })) };
		case 'videoUrl':
			return { ...result, videos: videos.map((one) => ({ ...one, video_url: fault.url })) };
		case 'noHints':
			return { ...result, task: { ...task, eta: undefined, progress_percent: undefined } };
		default:
			return result;
	}
}
