import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startSandbox } from '../../sandbox/sandbox.mts';
import { prepareN8n, type PreparedN8n } from '../support/realN8n.mts';
import { residentMegabytes } from './measure.mts';
import { machine } from './table.mts';
import * as workflows from './workflows.mts';

/** What n8n's modes of keeping files cost in memory: `npx tsx test/bench/binaryModes.mts`. */

/** n8n's modes, and how many downloads the node runs at the same time; `default` is n8n 1's own, in memory. */
const CASES = [
	['filesystem', 4],
	['database', 4],
	['database', 1],
	['default', 4],
	['default', 1],
] as const;
const MB = 1024 * 1024;
const SAMPLE_EVERY_MS = 10;
const POLL_EVERY_MS = 1000;
const LONGEST_RUN_MS = 120_000;

/** How far the memory of n8n rises, in MB, in two runs of a fresh process, and how each of them ended. */
async function risesOf(
	prepared: PreparedN8n,
	[mode, maxConcurrentDownloads]: (typeof CASES)[number],
	video: string,
): Promise<string[]> {
	const sandbox = await startSandbox({ taskSeconds: 0.01, render: async () => video });
	const n8n = await prepared.start({ N8N_DEFAULT_BINARY_DATA_MODE: mode });
	try {
		const highwayApi = await n8n.client.createCredential({
			name: `Sandbox ${mode}`,
			type: 'highwayApi',
			data: { apiKey: sandbox.key, baseUrl: sandbox.url },
		});
		const draft = workflows.submitAndWait({
			count: 4,
			wait: { options: { maxConcurrentDownloads } },
			frame: `${sandbox.url}/frames/dawn.png`,
			credentials: { highwayApi, minimaxApi: highwayApi, googlePalmApi: highwayApi },
		});
		const rises: string[] = [];
		for (const which of ['first', 'again']) {
			const workflow = await n8n.client.createWorkflow({ ...draft, name: `${mode} ${which}` });
			await delay(2000);
			const before = residentMegabytes(n8n.pid);
			let highest = before;
			const sampling = setInterval(() => {
				highest = Math.max(highest, residentMegabytes(n8n.pid));
			}, SAMPLE_EVERY_MS);
			const id = await n8n.client.run(workflow, workflows.TRIGGER);
			const end = await endOf(async () => (await n8n.client.execution(id)).status);
			clearInterval(sampling);
			rises.push(`${Math.round(highest - before)} MB (${end})`);
		}
		return rises;
	} finally {
		await n8n.close();
		await sandbox.close();
	}
}

/** How an execution ends; one whose data n8n can't even hand out says why. */
async function endOf(statusOf: () => Promise<string>): Promise<string> {
	for (const until = Date.now() + LONGEST_RUN_MS; Date.now() < until; ) {
		await delay(POLL_EVERY_MS);
		try {
			const status = await statusOf();
			if (!['new', 'running', 'waiting'].includes(status)) return status;
		} catch (error) {
			return error instanceof Error ? error.message : String(error);
		}
	}
	return 'no end in two minutes';
}

const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-highwayapi-bench-'));
const video = join(folder, 'video.mp4');
writeFileSync(video, '');
truncateSync(video, 100 * MB);
const prepared = await prepareN8n();
try {
	console.log(machine());
	for (const one of CASES) {
		const [first, again] = await risesOf(prepared, one, video).catch((error: unknown) => [
			String(error),
		]);
		const [mode, together] = one;
		console.log(
			`four videos of 100 MB, mode ${mode}, ${together} at a time: ${first}, then ${again ?? 'nothing'}`,
		);
	}
} finally {
	await prepared.remove();
	await rm(folder, { recursive: true, force: true });
}
