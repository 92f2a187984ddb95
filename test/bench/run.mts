import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.mts';
import { root } from '../../scripts/start/project.mts';
import { prepareN8n, type PreparedN8n, type RunningN8n } from '../support/realN8n.mts';
import { limits } from './limits.mts';
import { measure, type Measured } from './measure.mts';
import { startPeers, type Peers } from './peers.mts';
import {
	crowd,
	durations,
	etas,
	fixed,
	ours as oursSchedule,
	type ScheduleCost,
} from './schedule.mts';
import { machine, markdown, writeInto, writeJson, type Row } from './table.mts';
import * as workflows from './workflows.mts';

const MB = 1024 * 1024;
const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

const say = (line: string) => console.log(`${new Date().toISOString().slice(11, 19)}  ${line}`);

/** Everything that the measurements share. */
interface Bench {
	prepared: PreparedN8n;
	peers: Peers;
	/** A video of 100 MB. */
	video: string;
	rows: Row[];
}

function fileOf(folder: string, name: string, bytes: number): string {
	const file = join(folder, name);
	writeFileSync(file, PNG_SIGNATURE);
	truncateSync(file, bytes);
	return file;
}

/** Runs something in a freshly started n8n, with a sandbox and credentials for everybody. */
async function inFreshN8n<T>(
	{ prepared, peers, video }: Bench,
	options: SandboxOptions,
	run: (n8n: RunningN8n, sandbox: Sandbox, credentials: workflows.Credentials) => Promise<T>,
): Promise<T> {
	const sandbox = await startSandbox({ render: async () => video, longRunning: true, ...options });
	const n8n = await prepared.start();
	const credential = async (type: string, data: object) =>
		await n8n.client.createCredential({ name: `${type} ${Date.now()}`, type, data });
	try {
		return await run(n8n, sandbox, {
			highwayApi: await credential('highwayApi', {
				apiKey: sandbox.key,
				baseUrl: sandbox.url,
			}),
			minimaxApi: await credential('minimaxApi', {
				apiKey: 'key',
				region: 'international',
				url: peers.minimaxUrl,
			}),
			googlePalmApi: await credential('googlePalmApi', { apiKey: 'key', host: peers.geminiUrl }),
		});
	} finally {
		await n8n.close();
		await sandbox.close();
	}
}

const seconds = ({ nodeSeconds }: Measured, ...nodes: string[]) =>
	nodes.reduce((sum, node) => sum + (nodeSeconds[node] ?? 0), 0);

const frameOf = (sandbox: Sandbox) => `${sandbox.url}/frames/dawn.png`;

async function fourTasks(bench: Bench): Promise<void> {
	say('four tasks of 20 seconds: ours, MiniMax and Gemini side by side (about 2 minutes)');
	const small = fileOf(bench.prepared.videos, 'small.mp4', MB);
	bench.peers.taskSeconds = 20;
	await inFreshN8n(
		bench,
		{ taskSeconds: 20, render: async () => small },
		async (n8n, sandbox, credentials) => {
			const frame = frameOf(sandbox);
			const [ours, minimax, gemini] = await Promise.all([
				measure(n8n, workflows.submitAndWait({ count: 4, frame, credentials })),
				measure(n8n, workflows.minimax(4, frame, credentials)),
				measure(n8n, workflows.gemini(4, credentials)),
			]);
			const mine = seconds(ours, workflows.WAIT);
			bench.rows.push({
				task: 'Four 20-second tasks in one execution; ratio to 20 s',
				ours: mine,
				unit: 's',
				peers: [
					{ name: 'MiniMax', value: seconds(minimax, workflows.PEER) },
					{ name: 'Gemini', value: seconds(gemini, workflows.PEER) },
				],
				toIdeal: mine / 20,
				goal: 'at most 1.15',
				met: mine <= 1.15 * 20 && ours.items[workflows.WAIT] === 4,
			});
		},
	);
}

/** The pace has settled by then. */
const SETTLED_AFTER_MS = 10_000;

async function hundredTasks(bench: Bench): Promise<void> {
	say('a hundred tasks of 20 to 40 seconds (about a minute)');
	const small = fileOf(bench.prepared.videos, 'small.mp4', MB);
	const statuses: Array<{ at: number; status: string }> = [];
	await inFreshN8n(
		bench,
		{
			taskSeconds: [20, 40],
			maxRequestsPerSecond: 20,
			log: (line) => {
				const status = /^GET \/v3\S* → (\d+)/.exec(line)?.[1];
				if (status !== undefined) statuses.push({ at: Date.now(), status });
			},
			render: async () => small,
			longRunning: false,
		},
		async (n8n, sandbox, credentials) => {
			const wait = { options: { maxRequestsPerSecond: 100 } };
			const ours = await measure(
				n8n,
				workflows.submitAndWait({ count: 100, frame: frameOf(sandbox), credentials, wait }),
			);
			const ends = sandbox.tasks.map(({ finishesAt }) => finishesAt);
			const starts = sandbox.tasks.map(({ acceptedAt }) => acceptedAt);
			const slowest = (Math.max(...ends) - Math.min(...starts)) / 1000;
			const whole = seconds(ours, workflows.VEO, workflows.WAIT);
			bench.rows.push({
				task: 'A hundred tasks of 20 to 40 s, where the service allows 20 requests a second and the node 100; ratio to the slowest',
				ours: whole,
				unit: 's',
				toIdeal: whole / slowest,
				goal: 'at most 1.3, none lost',
				met: whole <= 1.3 * slowest && ours.items[workflows.WAIT] === 100,
			});
			const settled = statuses.filter(({ at }) => at > (statuses[0]?.at ?? 0) + SETTLED_AFTER_MS);
			const rejected = settled.filter(({ status }) => status === '429').length;
			const share = (100 * rejected) / settled.length;
			bench.rows.push({
				task: `The same: requests answered 429 once it has waited for 10 s (${rejected} of ${settled.length})`,
				ours: share,
				unit: '%',
				goal: 'under 1 %',
				met: share < 1,
			});
		},
	);
}

async function downloads(bench: Bench): Promise<void> {
	say('memory while four videos of 100 MB are downloaded');
	bench.peers.taskSeconds = 0;
	const rise = async (build: (sandbox: Sandbox, c: workflows.Credentials) => object) =>
		await inFreshN8n(bench, { taskSeconds: 0.01 }, async (n8n, sandbox, credentials) => {
			const draft = build(sandbox, credentials) as Parameters<typeof measure>[1];
			const first = await measure(n8n, draft);
			const again = await measure(n8n, draft);
			return { first: first.riseMegabytes, again: again.riseMegabytes };
		});
	const mine = await rise((sandbox, credentials) =>
		workflows.submitAndWait({ count: 4, frame: frameOf(sandbox), credentials }),
	);
	const minimax = await rise((sandbox, credentials) =>
		workflows.minimax(4, frameOf(sandbox), credentials),
	);
	bench.rows.push(
		{
			task: 'Rise of memory while four videos of 100 MB are downloaded, in a fresh process',
			ours: mine.first,
			unit: 'MB',
			peers: [{ name: 'MiniMax', value: minimax.first }],
			goal: 'less than MiniMax',
			met: mine.first < minimax.first,
		},
		{
			task: 'The same after this warm-up, which leaves MiniMax with what it took',
			ours: mine.again,
			unit: 'MB',
			peers: [{ name: 'MiniMax', value: minimax.again }],
			goal: 'at most 32 MB',
			met: mine.again <= 32,
		},
	);
}

async function uploads(bench: Bench): Promise<void> {
	say('memory while two frames of 20 MB are submitted');
	const files: [string, string] = [
		fileOf(bench.prepared.videos, 'first.png', 20 * MB),
		fileOf(bench.prepared.videos, 'last.png', 20 * MB),
	];
	bench.peers.taskSeconds = 0;
	const rise = async (build: (credentials: workflows.Credentials) => object) =>
		await inFreshN8n(bench, {}, async (n8n, _sandbox, credentials) => {
			const draft = build(credentials) as Parameters<typeof measure>[1];
			return (await measure(n8n, draft)).riseMegabytes;
		});
	const mine = await rise((credentials) => workflows.submitFiles(files, credentials));
	const minimax = await rise((credentials) => workflows.minimaxFiles(files, credentials));
	bench.rows.push({
		task: 'Rise of memory while two frames of 20 MB are submitted, in a fresh process',
		ours: mine,
		unit: 'MB',
		peers: [{ name: 'MiniMax', value: minimax }],
		goal: 'at most 0.6',
		met: mine <= 0.6 * minimax,
	});
}

async function submissions(bench: Bench): Promise<void> {
	say('a hundred submissions to a service that takes 200 ms');
	await inFreshN8n(bench, {}, async (n8n, sandbox, credentials) => {
		sandbox.misbehave({ on: 'submit', do: { kind: 'delay', seconds: 0.2 } });
		const frame = frameOf(sandbox);
		const ours = await measure(n8n, workflows.submitByUrl({ count: 100, frame, credentials }));
		const mine = seconds(ours, workflows.VEO);
		bench.rows.push({
			task: 'A hundred submissions, five at a time, to a service that takes 200 ms each; ratio to the ideal 4 s',
			ours: mine,
			unit: 's',
			toIdeal: mine / 4,
			goal: 'at most 1.3',
			met: mine <= 1.3 * 4 && ours.items[workflows.VEO] === 100,
		});
	});
}

async function schedules(bench: Bench): Promise<void> {
	say('when it asks, in simulation');
	const tasks = durations(1000);
	const [every5, every15] = [fixed(5, tasks), fixed(15, tasks)];
	for (const [estimate, etaOf] of Object.entries(etas)) {
		const mine = await oursSchedule(tasks, etaOf);
		const none = estimate === 'none';
		const goal = none ? 'no worse than every 5 s' : 'better than every 5 s';
		for (const [what, unit, of] of [
			['Requests per task', 'requests', (cost: ScheduleCost) => cost.requestsPerTask],
			['Time until a result is seen', 's', (cost: ScheduleCost) => cost.secondsLost],
		] as const) {
			bench.rows.push({
				task: `${what}; estimates of the service: ${estimate}`,
				ours: of(mine),
				unit,
				peers: [
					{ name: 'every 5 s', value: of(every5) },
					{ name: 'every 15 s', value: of(every15) },
				],
				goal,
				met: none ? of(mine) <= of(every5) : of(mine) < of(every5),
			});
		}
	}
}

async function thousandTasks(bench: Bench): Promise<void> {
	say('a thousand tasks in one wait, in simulation');
	const { mostInASecond, looksPerTask } = await crowd(1000, 10);
	bench.rows.push(
		{
			task: 'A thousand tasks in one execution: most requests in any second',
			ours: mostInASecond,
			unit: 'requests',
			goal: 'at most the 10 that are allowed',
			met: mostInASecond <= 10,
		},
		{
			task: 'The same: looks at the most and the least looked-at task',
			ours: looksPerTask.most - looksPerTask.least,
			unit: 'apart',
			goal: 'at most 1 apart',
			met: looksPerTask.most - looksPerTask.least <= 1,
		},
	);
}

async function accountLimits(bench: Bench): Promise<void> {
	say('submitting at the limits of an account, in simulation');
	bench.rows.push(...(await limits()));
}

const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-highwayapi-bench-'));
const video = fileOf(folder, 'video.mp4', 100 * MB);
const bench: Bench = {
	prepared: await prepareN8n(),
	peers: await startPeers(video),
	video,
	rows: [],
};
try {
	for (const part of [
		fourTasks,
		hundredTasks,
		submissions,
		downloads,
		uploads,
		schedules,
		thousandTasks,
		accountLimits,
	]) {
		await part(bench);
	}
	const file = join(root, 'docs', 'benchmarks.json');
	await writeJson(file, bench.rows);
	await writeInto(join(root, 'docs', 'benchmarks.md'), bench.rows);
	console.log(`\n${machine()}\n\n${markdown(bench.rows)}\n\nwritten to ${file}`);
	process.exitCode = bench.rows.every(({ met }) => met) ? 0 : 1;
} finally {
	await bench.peers.close();
	await bench.prepared.remove();
	await rm(folder, { recursive: true, force: true });
}
