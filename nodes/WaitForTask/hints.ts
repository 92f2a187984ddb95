import type { NodeExecutionHint } from 'n8n-workflow';
import type { Outcome } from './outcomes';
import type { WaitingItem } from './settings';

/** What a person should know of the output, which the items themselves don't tell at a glance. */
export function hintsFor(
	items: readonly WaitingItem[],
	outcomes: ReadonlyMap<string, Outcome>,
): NodeExecutionHint[] {
	const withVideos = items.flatMap((item) => {
		const outcome = outcomes.get(item.taskId);
		return outcome?.kind === 'videos' ? [{ item, outcome }] : [];
	});
	const hint = (message: string, type: NodeExecutionHint['type'] = 'info') => [
		{ message, type, location: 'outputPane' } as const,
	];

	const missing = withVideos.reduce(
		(sum, { item, outcome }) => sum + (item.downloadVideos ? outcome.missing.length : 0),
		0,
	);
	const expiries = withVideos.flatMap(({ item, outcome }) =>
		item.downloadVideos ? [] : outcome.task.videos.flatMap(({ expiresAt }) => expiresAt ?? []),
	);
	const mostSamples = Math.max(0, ...withVideos.map(({ outcome }) => outcome.task.videos.length));
	const perVideo = withVideos.some(({ item }) => item.output === 'perVideo');
	return [
		...(missing === 0
			? []
			: hint(
					`${missing === 1 ? '1 video' : `${missing} videos`} could not be downloaded. Each has been made all the same: its item holds the link, and the reason in “download_failed”.`,
					'warning',
				)),
		...(expiries.length === 0
			? []
			: hint(
					`The links stop working at ${new Date(Math.min(...expiries)).toISOString()}. Turn on “Download Videos” to keep the files.`,
				)),
		...(mostSamples <= 1
			? []
			: hint(
					perVideo
						? `Tasks of up to ${mostSamples} samples: each video is an item of its own, numbered by “video_index”.`
						: `Tasks of up to ${mostSamples} samples: the videos of a task stand in “videos”, and their files beside each other.`,
				)),
	];
}
