import type { WorkflowDraft } from '../../scripts/start/workflow.mts';
import { Bench, type FreshN8n } from './bench.mts';
import { limits } from './limits.mts';
import { measure } from './measure.mts';
import { writeResults, type Row } from './table.mts';
import * as workflows from './workflows.mts';

async function fourTasks(bench: Bench): Promise<Row[]> {
	const small = bench.file('small.mp4', 1);
	bench.peers.taskSeconds = 20;
	const options = { taskSeconds: 20, render: async () => small };
	return await bench.inFreshN8n(options, async ({ n8n, frame, credentials }) => {
		const [ours, minimax, gemini] = await Promise.all([
			measure(n8n, workflows.submitAndWait({ count: 4, frame, credentials })),
			measure(n8n, workflows.minimax(4, frame, credentials)),
			measure(n8n, workflows.gemini(4, credentials)),
		]);
		const mine = ours.seconds(workflows.WAIT);
		return [
			{
				task: 'Four 20-second tasks in one execution; ratio to 20 s',
				ours: mine,
				unit: 's',
				peers: [
					{ name: 'MiniMax', value: minimax.seconds(workflows.PEER) },
					{ name: 'Gemini', value: gemini.seconds(workflows.PEER) },
				],
				toIdeal: mine / 20,
				goal: 'at most 1.15',
				met: mine <= 1.15 * 20 && ours.items(workflows.WAIT) === 4,
			},
		];
	});
}

async function hundredTasks(bench: Bench): Promise<Row[]> {
	const small = bench.file('small.mp4', 1);
	const options = { taskSeconds: [20, 40] as const, render: async () => small };
	return await bench.inFreshN8n(options, async ({ n8n, sandbox, frame, credentials }) => {
		const ours = await measure(n8n, workflows.submitAndWait({ count: 100, frame, credentials }));
		const ends = sandbox.tasks.map(({ finishesAt }) => finishesAt);
		const starts = sandbox.tasks.map(({ acceptedAt }) => acceptedAt);
		const slowest = (Math.max(...ends) - Math.min(...starts)) / 1000;
		const whole = ours.seconds(workflows.VEO, workflows.WAIT);
		return [
			{
				task: 'A hundred tasks of 20 to 40 s, ten polls a second: until all are there; ratio to the slowest',
				ours: whole,
				unit: 's',
				toIdeal: whole / slowest,
				goal: 'at most 1.3 (a round of polls takes 10 s), none lost',
				met: whole <= 1.3 * slowest && ours.items(workflows.WAIT) === 100,
			},
		];
	});
}

async function submissions(bench: Bench): Promise<Row[]> {
	return await bench.inFreshN8n({}, async ({ n8n, sandbox, frame, credentials }) => {
		sandbox.misbehave({ on: 'submit', do: { kind: 'delay', seconds: 0.2 } });
		const ours = await measure(n8n, workflows.submitByUrl({ count: 100, frame, credentials }));
		const mine = ours.seconds(workflows.VEO);
		return [
			{
				task: 'A hundred submissions, five at a time, to a service that takes 200 ms each; ratio to the ideal 4 s',
				ours: mine,
				unit: 's',
				toIdeal: mine / 4,
				goal: 'at most 1.3',
				met: mine <= 1.3 * 4 && ours.items(workflows.VEO) === 100,
			},
		];
	});
}

/** How far the memory of a fresh n8n rises in each of some runs of a workflow, in MB. */
async function rises(bench: Bench, runs: number, build: (fresh: FreshN8n) => WorkflowDraft) {
	bench.peers.taskSeconds = 0;
	return await bench.inFreshN8n({ taskSeconds: 0.01 }, async (fresh) => {
		const inMegabytes: number[] = [];
		for (let run = 0; run < runs; run++)
			inMegabytes.push((await measure(fresh.n8n, build(fresh))).riseMegabytes);
		return inMegabytes;
	});
}

async function downloads(bench: Bench): Promise<Row[]> {
	const [mine = NaN, mineAgain = NaN] = await rises(bench, 2, (fresh) =>
		workflows.submitAndWait({ count: 4, ...fresh }),
	);
	const [minimax = NaN, minimaxAgain = NaN] = await rises(bench, 2, ({ frame, credentials }) =>
		workflows.minimax(4, frame, credentials),
	);
	return [
		{
			task: 'Rise of memory while four videos of 100 MB are downloaded, in a fresh process',
			ours: mine,
			unit: 'MB',
			peers: [{ name: 'MiniMax', value: minimax }],
			goal: 'less than MiniMax',
			met: mine < minimax,
		},
		{
			task: 'The same after this warm-up, which leaves MiniMax with what it took',
			ours: mineAgain,
			unit: 'MB',
			peers: [{ name: 'MiniMax', value: minimaxAgain }],
			goal: 'at most 32 MB',
			met: mineAgain <= 32,
		},
	];
}

async function uploads(bench: Bench): Promise<Row[]> {
	const files: [string, string] = [bench.file('first.png', 20), bench.file('last.png', 20)];
	const [mine = NaN] = await rises(bench, 1, ({ credentials }) =>
		workflows.submitFiles(files, credentials),
	);
	const [minimax = NaN] = await rises(bench, 1, ({ credentials }) =>
		workflows.minimaxFiles(files, credentials),
	);
	return [
		{
			task: 'Rise of memory while two frames of 20 MB are submitted, in a fresh process',
			ours: mine,
			unit: 'MB',
			peers: [{ name: 'MiniMax', value: minimax }],
			goal: 'at most 0.6',
			met: mine <= 0.6 * minimax,
		},
	];
}

const PARTS: Array<[what: string, measure: (bench: Bench) => Promise<Row[]>]> = [
	['four tasks of 20 seconds: ours, MiniMax and Gemini side by side (about 2 minutes)', fourTasks],
	['a hundred tasks of 20 to 40 seconds (about a minute)', hundredTasks],
	['a hundred submissions to a service that takes 200 ms', submissions],
	['memory while four videos of 100 MB are downloaded', downloads],
	['memory while two frames of 20 MB are submitted', uploads],
	['submitting at the limits of an account, in simulation', limits],
];

const bench = await Bench.open();
try {
	const rows: Row[] = [];
	for (const [what, measured] of PARTS) {
		console.log(`${new Date().toISOString().slice(11, 19)}  ${what}`);
		rows.push(...(await measured(bench)));
	}
	await writeResults('bench', rows);
} finally {
	await bench.close();
}
