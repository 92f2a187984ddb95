import { whyNoQueue } from '../../support/queueN8n.mts';
import { writeResults, type Row } from '../table.mts';
import { crowd } from './crowd.mts';
import { weight } from './weight.mts';

const MB = 1024 * 1024;
const PER_MINUTE = 50;
/** Of the loop, as the documents have it. */
const PAUSE_SECONDS = 70;
const [SHORTEST, SLOWEST] = [60, 180];
const IN_TIME = SLOWEST + 2 * PAUSE_SECONDS;

const say = (line: string) => console.log(`${new Date().toISOString().slice(11, 19)}  ${line}`);

/** Executions with tasks of 1 to 3 minutes, on workers with half of n8n's default of places. */
async function waiting(executions: number, workers: number, operation: 'wait' | 'suspend') {
	const seconds = (index: number) => SHORTEST + ((SLOWEST - SHORTEST) * index) / (executions - 1);
	const prompts = Array.from(
		{ length: executions },
		(_none, index) => `[sandbox: slow ${seconds(index).toFixed(1)}]`,
	);
	const patience = operation === 'wait' ? 60 : 15;
	const figures = await crowd({ workers, concurrency: 5, operation, prompts, patience });
	console.log(figures);
	return { ...figures, slowestProbe: Math.max(...figures.probes) };
}

async function waits(rows: Row[]): Promise<void> {
	say('fifty executions, one worker, suspended (about 5 minutes)');
	const suspended = await waiting(50, 1, 'suspend');
	say('two hundred executions, two workers, suspended (about 6 minutes)');
	const many = await waiting(200, 2, 'suspend');
	say('the fifty again, each holding its place on the worker (about 25 minutes)');
	const held = await waiting(50, 1, 'wait');
	const ended = (what: string, executions: number, { seconds, delivered }: typeof many): Row => ({
		task: `${what} with 5 places each: until all have ended, ${delivered} videos delivered`,
		ours: seconds,
		unit: 's',
		goal: `at most ${IN_TIME} s: the slowest task and two pauses`,
		met: seconds <= IN_TIME && delivered === executions,
	});
	const probed = ({ slowestProbe, probes }: typeof many): Row => ({
		task: `Meanwhile: the slowest of the small executions started every 10 seconds (${probes.length})`,
		ours: slowestProbe,
		unit: 's',
		goal: 'at most 5 s',
		met: slowestProbe <= 5,
	});
	const beside = (value: number) => ({ peers: [{ name: '_Wait Until Finished_', value }] });
	const tasks = 'executions with tasks of 1 to 3 minutes';
	rows.push(
		{ ...ended(`Fifty ${tasks}, one worker`, 50, suspended), ...beside(held.seconds) },
		{ ...probed(suspended), ...beside(held.slowestProbe) },
		ended(`Two hundred ${tasks}, two workers`, 200, many),
		probed(many),
		{
			task: 'CPU time of the workers for each check of a suspended execution, its way in and out of the database, and its share of the rest of the workflow',
			ours: many.workerSecondsPerPoll * 1000,
			unit: 'ms',
			goal: 'under a second, or waiting in memory would be cheaper',
			met: many.workerSecondsPerPoll < 1,
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
		const { suspended, afterTwoMore, fileInDatabase } = await weight(binaryMode, bytes);
		console.log({ suspended, afterTwoMore, fileInDatabase });
		rows.push({
			task: `One suspended execution in PostgreSQL ${what}; after two more pauses ${afterTwoMore.toFixed(1)} kB${fileInDatabase > 1 ? `; the file itself ${(fileInDatabase / 1024).toFixed(1)} MB` : ''}`,
			ours: suspended,
			unit: 'kB',
			goal: 'at most 50 kB',
			met: suspended <= 50,
		});
	}
}

async function account(rows: Row[]): Promise<void> {
	const executions = 200;
	const workers = 4;
	const best = 60 * (executions / PER_MINUTE - 1);
	say('two hundred executions submit at 50 a minute, on four workers (about 5 minutes)');
	const { accepted, acceptedAfter, ...four } = await crowd({
		workers,
		// All of them ask at the same time.
		concurrency: executions / workers,
		operation: 'wait',
		prompts: Array.from({ length: executions }, (_none, index) => `Video ${index}`),
		submitOnly: true,
		patience: 20,
		sandbox: { maxRpm: PER_MINUTE, limit: 'submissions' },
		submissionsPerMinute: PER_MINUTE,
	});
	console.log({ accepted, acceptedAfter, ...four });
	rows.push({
		task: `Two hundred executions that submit one video each, four workers with one account, 50 submissions in any minute (${accepted} accepted, ${four.refusedPercent.toFixed(1)} % of the requests answered 429); ratio to what the limit allows`,
		ours: acceptedAfter,
		unit: 's',
		toIdeal: acceptedAfter / best,
		goal: 'at most 1.5, none lost',
		met: accepted === executions && acceptedAfter <= 1.5 * best,
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
await writeResults('bench:queue', rows);
