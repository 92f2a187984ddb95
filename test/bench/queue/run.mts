import { join } from 'node:path';
import { MIN_PAUSE_SECONDS } from '../../../nodes/WaitForTask/minPause.ts';
import { root } from '../../../scripts/start/project.mts';
import { whyNoQueue } from '../../support/queueN8n.mts';
import { machine, markdown, writeInto, writeJson, type Row } from '../table.mts';
import { crowd, type CrowdFigures } from './crowd.mts';
import { oneAccount, PER_MINUTE } from './oneAccount.mts';
import { weight } from './weight.mts';

const MB = 1024 * 1024;
const TASKS: [number, number] = [60, 180];
const [, SLOWEST] = TASKS;
const IN_TIME = SLOWEST + 2 * MIN_PAUSE_SECONDS;

const say = (line: string) => console.log(`${new Date().toISOString().slice(11, 19)}  ${line}`);

const slowestProbe = ({ probes }: CrowdFigures) => Math.max(...probes);

async function waits(rows: Row[]): Promise<void> {
	say('fifty executions, one worker, suspended (about 5 minutes)');
	const fifty = { executions: 50, workers: 1, tasks: TASKS };
	const suspended = await crowd({ ...fifty, mode: 'suspend', patience: 10 });
	console.log(suspended);
	say('two hundred executions, two workers, suspended (about 6 minutes)');
	const many = await crowd({
		...fifty,
		executions: 200,
		workers: 2,
		mode: 'suspend',
		patience: 15,
	});
	console.log(many);
	say('the fifty again, each holding its place on the worker (about 25 minutes)');
	const held = await crowd({ ...fifty, mode: 'wait', patience: 60 });
	console.log(held);
	const peer = (of: (figures: CrowdFigures) => number) => [
		{ name: 'mode `wait`', value: of(held) },
	];
	rows.push(
		{
			task: `Fifty executions with tasks of 1 to 3 minutes, one worker with 5 places: until all have ended, ${suspended.delivered} videos delivered`,
			ours: suspended.seconds,
			unit: 's',
			peers: peer(({ seconds }) => seconds),
			goal: `at most ${IN_TIME} s: the slowest task and two pauses`,
			met: suspended.seconds <= IN_TIME && suspended.delivered === 50,
		},
		{
			task: `Meanwhile: the slowest of the small executions started every 10 seconds (${suspended.probes.length})`,
			ours: slowestProbe(suspended),
			unit: 's',
			peers: peer(slowestProbe),
			goal: 'at most 5 s',
			met: slowestProbe(suspended) <= 5,
		},
		{
			task: `Two hundred executions, two workers with 5 places each: until all have ended, ${many.delivered} videos delivered`,
			ours: many.seconds,
			unit: 's',
			goal: `at most ${IN_TIME} s`,
			met: many.seconds <= IN_TIME && many.delivered === 200,
		},
		{
			task: 'Meanwhile: the slowest of the small executions',
			ours: slowestProbe(many),
			unit: 's',
			goal: 'at most 5 s',
			met: slowestProbe(many) <= 5,
		},
		{
			task: 'CPU time of the workers for each check of a suspended execution, its way in and out of the database, and its share of the rest of the workflow',
			ours: many.workerSecondsPerPass * 1000,
			unit: 'ms',
			goal: 'under a second, or waiting in memory would be cheaper',
			met: many.workerSecondsPerPass < 1,
		},
	);
}

async function weights(rows: Row[]): Promise<void> {
	for (const [what, binaryMode, bytes] of [
		['with nothing but its task', 'database', 0],
		['with a file of 10 MB, binary data in the database', 'database', 10 * MB],
		['with a file of 10 MB, binary data in a shared folder', 'filesystem', 10 * MB],
	] as const) {
		say(`what a suspended execution weighs: ${what} (about 4 minutes)`);
		const { parked, afterTwoMore, fileInDatabase } = await weight(binaryMode, bytes);
		console.log({ parked, afterTwoMore, fileInDatabase });
		rows.push({
			task: `One suspended execution in PostgreSQL ${what}; after two more pauses ${afterTwoMore.toFixed(1)} kB${fileInDatabase > 1 ? `; the file itself ${(fileInDatabase / 1024).toFixed(1)} MB` : ''}`,
			ours: parked,
			unit: 'kB',
			goal: 'at most 50 kB',
			met: parked <= 50,
		});
	}
}

async function account(rows: Row[]): Promise<void> {
	const executions = 200;
	const best = 60 * (executions / PER_MINUTE - 1);
	say('two hundred executions submit at 50 a minute, on four workers (about 5 minutes)');
	const four = await oneAccount(4, executions);
	console.log(four);
	rows.push({
		task: `Two hundred executions that submit one video each, four workers with one account, 50 submissions in any minute (${four.accepted} accepted, ${four.refusedPercent.toFixed(1)} % of the requests answered 429); ratio to what the limit allows`,
		ours: four.seconds,
		unit: 's',
		toIdeal: four.seconds / best,
		goal: 'at most 1.5, none lost',
		met: four.accepted === executions && four.seconds <= 1.5 * best,
	});
}

const missing = await whyNoQueue();
if (missing !== undefined) {
	console.error(`The benchmarks of the queue mode can't be run here. ${missing}`);
	process.exit(1);
}
const rows: Row[] = [];
await account(rows);
await weights(rows);
await waits(rows);
await writeJson(join(root, 'docs', 'benchmarks-queue.json'), rows);
await writeInto(join(root, 'docs', 'waiting.md'), rows);
console.log(`\n${machine()}\n\n${markdown(rows)}`);
process.exitCode = rows.every(({ met }) => met) ? 0 : 1;
