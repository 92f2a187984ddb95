import type { NodeExecutionHint } from 'n8n-workflow';
import { fill } from '../shared/words';
import type { Outcome } from './outcomes';
import type { WaitingItem } from './settings';
import { outputHints } from './waitWords';

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
					fill(outputHints.notDownloaded, {
						videos: missing === 1 ? '1 video' : `${missing} videos`,
					}),
					'warning',
				)),
		...(expiries.length === 0
			? []
			: hint(
					fill(outputHints.linksExpire, { time: new Date(Math.min(...expiries)).toISOString() }),
				)),
		...(mostSamples <= 1
			? []
			: hint(
					fill(perVideo ? outputHints.itemPerSample : outputHints.samplesTogether, {
						samples: mostSamples,
					}),
				)),
	];
}
