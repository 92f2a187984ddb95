/** What n8n's modes of keeping files cost in memory: `npx tsx test/bench/binaryModes.mts`. */
import { Bench } from './bench.mts';
import { runAndWatch } from './measure.mts';
import { machine } from './table.mts';
import { submitAndWait } from './workflows.mts';

/** n8n's modes, and how many downloads the node runs at the same time; `default` is n8n 1's own, in memory. */
const CASES = [
	['filesystem', 4],
	['database', 4],
	['database', 1],
	['default', 4],
	['default', 1],
] as const;

const bench = await Bench.open();
try {
	console.log(machine());
	for (const [mode, maxConcurrentDownloads] of CASES) {
		const wait = { options: { maxConcurrentDownloads } };
		const inTwoRuns = await bench.inFreshN8n(
			{ taskSeconds: 0.01 },
			async ({ n8n, frame, credentials }) => {
				const runs = [];
				for (const _which of ['first', 'again']) {
					const draft = submitAndWait({ count: 4, wait, frame, credentials });
					const { end, riseMegabytes } = await runAndWatch(n8n, draft);
					const how = end instanceof Error ? end.message : end.status;
					runs.push(`${Math.round(riseMegabytes)} MB (${how})`);
				}
				return runs.join(', then ');
			},
			{ N8N_DEFAULT_BINARY_DATA_MODE: mode },
		);
		const what = `four videos of 100 MB, mode ${mode}, ${maxConcurrentDownloads} at a time`;
		console.log(`${what}: ${inTwoRuns}`);
	}
} finally {
	await bench.close();
}
