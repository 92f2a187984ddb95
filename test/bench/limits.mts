import { limitedRun, pollingCrowd, type LimitedRun } from '../unit/nodes/support/limitedRuns.mts';
import type { Row } from './table.mts';

const allowed = { perMinute: 50 };

/** What runs, how many seconds the limit asks for, and how many times that it may take. */
const SCENARIOS: Array<[task: string, run: LimitedRun, best: number, goal: number]> = [
	['One execution, 120 items, 50 submissions in any minute', { allowed, batches: [120] }, 120, 1.1],
	[
		'150 executions of one item at once, 50 submissions in any minute',
		{ allowed, crowd: 150 },
		120,
		1.2,
	],
	['500 items, 50 submissions in any minute', { allowed, batches: [500] }, 540, 1.2],
	[
		'14 items, 5 submissions in each minute of the clock',
		{ allowed: { perMinute: 5, fixed: true }, batches: [14] },
		100,
		1.1,
	],
	[
		'6 items, 3 running tasks of two minutes',
		{ allowed: { running: 3, taskMs: 120_000 }, batches: [6] },
		120,
		1.3,
	],
	[
		'A thousand executions at once, 50 submissions in any minute',
		{ allowed, crowd: 1000, keepTryingMinutes: 30 },
		1140,
		2,
	],
	[
		'Four processes with one account, 100 executions each, 50 submissions in any minute',
		{ allowed, crowd: 400, processes: 4 },
		420,
		1.5,
	],
];

/** Submitting at the limits of an account, by the modules of the node on a virtual clock. */
export async function limits(): Promise<Row[]> {
	const rows: Row[] = [];
	for (const [task, run, best, goal] of SCENARIOS) {
		const { lastSeconds, lost, refusedShare } = await limitedRun(run);
		const share = 100 * refusedShare;
		// Of very small limits, and of those that nobody can foresee, more has to be answered 429.
		const mostRefused = run.allowed === allowed && run.processes === undefined ? 10 : 100;
		rows.push({
			task: `${task} (simulated; ${lost || 'none'} lost, ${share.toFixed(1)} % answered 429); ratio to what the limit allows`,
			ours: lastSeconds,
			unit: 's',
			toIdeal: lastSeconds / best,
			goal: `at most ${goal}, none lost${mostRefused < 100 ? `, at most ${mostRefused} % answered 429` : ''}`,
			met: lost === 0 && lastSeconds <= goal * best && share <= mostRefused,
		});
	}
	const { finished, refusedShare } = await pollingCrowd(60, { perSecond: 10 });
	rows.push({
		task: `Sixty executions that submit and poll, 10 requests a second in all (simulated; ${finished} finished): answered 429`,
		ours: 100 * refusedShare,
		unit: '%',
		goal: 'at most 10 %',
		met: finished === 60 && refusedShare <= 0.1,
	});
	return rows;
}
