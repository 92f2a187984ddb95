import { limitedRun, pollingCrowd, type LimitedRun } from '../unit/nodes/support/limitedRuns.mts';
import type { Row } from './table.mts';

const allowed = { perMinute: 50 };
const five = { perMinute: 5, fixed: true };
const three = { running: 3, taskMs: 120_000 };

/**
 * What runs, how many seconds the limit asks for, how many times that it may take, and how much may be
 * answered 429, in percent. Very small limits, and those that nobody can foresee, need more of that.
 */
const SCENARIOS: Array<[task: string, run: LimitedRun, best: number, goal: number, most: number]> =
	[
		['120 items, 50 submissions in any minute', { allowed, batches: [120] }, 120, 1.1, 10],
		['150 executions of one item at the same limit', { allowed, crowd: 150 }, 120, 1.2, 10],
		['500 items at the same limit', { allowed, batches: [500] }, 540, 1.2, 10],
		['14 items, 5 in each minute of the clock', { allowed: five, batches: [14] }, 100, 1.1, 100],
		['6 items, 3 running tasks of two minutes', { allowed: three, batches: [6] }, 120, 1.3, 100],
		[
			'A thousand executions of one item, 50 submissions in any minute',
			{ allowed, crowd: 1000, keepTryingMinutes: 30 },
			1140,
			2,
			10,
		],
		[
			'Four processes with one account and 100 executions each, at the same limit',
			{ allowed, crowd: 400, processes: 4 },
			420,
			1.5,
			100,
		],
	];

/** Submitting at the limits of an account, by the modules of the node on a virtual clock. */
export async function limits(): Promise<Row[]> {
	const rows: Row[] = [];
	for (const [task, run, best, goal, most] of SCENARIOS) {
		const { lastSeconds, lost, refusedShare } = await limitedRun(run);
		const share = 100 * refusedShare;
		rows.push({
			task: `${task} (simulated; ${lost || 'none'} lost, ${share.toFixed(1)} % answered 429); ratio to what the limit allows`,
			ours: lastSeconds,
			unit: 's',
			toIdeal: lastSeconds / best,
			goal: `at most ${goal}, none lost${most < 100 ? `, at most ${most} % answered 429` : ''}`,
			met: lost === 0 && lastSeconds <= goal * best && share <= most,
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
