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
	const withFiles = items.flatMap((item) => {
		const outcome = outcomes.get(item.taskId);
		return outcome?.kind === 'files' ? [{ item, outcome }] : [];
	});
	const hint = (message: string, type: NodeExecutionHint['type'] = 'info') => [
		{ message, type, location: 'outputPane' } as const,
	];

	const missing = withFiles.reduce(
		(sum, { item, outcome }) => sum + (item.downloadFiles ? outcome.missing.length : 0),
		0,
	);
	const firstExpiry = withFiles
		.flatMap(({ item, outcome }) =>
			item.downloadFiles ? [] : outcome.task.videos.flatMap(({ expiresAt }) => expiresAt ?? []),
		)
		.reduce((first, expiresAt) => Math.min(first, expiresAt), Infinity);
	const mostSamples = withFiles.reduce(
		(most, { outcome }) => Math.max(most, outcome.task.videos.length),
		0,
	);
	const perFile = withFiles.some(({ item }) => item.output === 'perFile');
	return [
		...(missing === 0
			? []
			: hint(
					fill(outputHints.notDownloaded, {
						videos: missing === 1 ? '1 video' : `${missing} videos`,
					}),
					'warning',
				)),
		...(firstExpiry === Infinity
			? []
			: hint(fill(outputHints.linksExpire, { time: new Date(firstExpiry).toISOString() }))),
		...(mostSamples <= 1
			? []
			: hint(
					fill(perFile ? outputHints.itemPerSample : outputHints.samplesTogether, {
						samples: mostSamples,
					}),
				)),
	];
}
