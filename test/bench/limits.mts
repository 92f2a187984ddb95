import { limitedRun, pollingCrowd, type LimitedRun } from '../unit/nodes/support/limitedRuns.mts';
import type { Row } from './table.mts';

const FIFTY = { perMinute: 50 };

/** What the first version needed for the same, measured before the limiter was there. */
const FIRST = 'first version';

interface Scenario {
	task: string;
	run: LimitedRun;
	/** Seconds that the limit asks for at the least. */
	best: number;
	/** Seconds, and how many were lost, in the first version. */
	first?: { seconds?: number; lost?: number };
	/** How many times the best it may take. */
	goal: number;
	/** The most that may be answered 429, in percent. */
	refused?: number;
}

const scenarios: Scenario[] = [
	{
		task: 'One execution, 120 items, 50 submissions in any minute',
		run: { allowed: FIFTY, batches: [120] },
		best: 120,
		first: { seconds: 516 },
		goal: 1.1,
		refused: 10,
	},
	{
		task: '150 executions of one item at once, 50 submissions in any minute',
		run: { allowed: FIFTY, crowd: 150 },
		best: 120,
		first: { lost: 50 },
		goal: 1.2,
		refused: 10,
	},
	{
		task: '500 items, 50 submissions in any minute',
		run: { allowed: FIFTY, batches: [500] },
		best: 540,
		first: { seconds: 3900 },
		goal: 1.2,
		refused: 10,
	},
	{
		task: '14 items, 5 submissions in each minute of the clock',
		run: { allowed: { perMinute: 5, fixed: true }, batches: [14] },
		best: 100,
		goal: 1.1,
	},
	{
		task: '6 items, 3 running tasks of two minutes',
		run: { allowed: { running: 3, taskMs: 120_000 }, batches: [6] },
		best: 120,
		first: { lost: 3 },
		goal: 1.3,
	},
	{
		task: 'A thousand executions at once, 50 submissions in any minute',
		run: { allowed: FIFTY, crowd: 1000, keepTryingMinutes: 30 },
		best: 1140,
		goal: 2,
		refused: 10,
	},
	{
		task: 'Four processes with one account, 100 executions each, 50 submissions in any minute',
		run: { allowed: FIFTY, crowd: 400, processes: 4 },
		best: 420,
		goal: 1.5,
	},
];

/** Submitting at the limits of an account, by the modules of the node on a virtual clock. */
export async function limits(): Promise<Row[]> {
	const rows: Row[] = [];
	for (const { task, run, best, first, goal, refused = 100 } of scenarios) {
		const { lastSeconds, lost, refusedShare } = await limitedRun(run);
		const share = 100 * refusedShare;
		const { seconds, lost: lostByFirst } = first ?? {};
		const lostOf = (count: number) => (count === 0 ? 'none lost' : `${count} lost`);
		rows.push({
			task: `${task} (simulated; ${lostOf(lost)}, ${share.toFixed(1)} % answered 429${
				lostByFirst === undefined ? '' : `; ${FIRST}: ${lostOf(lostByFirst)}`
			}); ratio to what the limit allows`,
			ours: lastSeconds,
			unit: 's',
			...(seconds === undefined ? {} : { peers: [{ name: FIRST, value: seconds }] }),
			toIdeal: lastSeconds / best,
			goal: `at most ${goal}, none lost${refused < 100 ? `, at most ${refused} % answered 429` : ''}`,
			met: lost === 0 && lastSeconds <= goal * best && share <= refused,
		});
	}
	const { finished, refusedShare } = await pollingCrowd(60, { perSecond: 10 });
	rows.push({
		task: `Sixty executions that submit and poll, 10 requests a second in all (simulated; ${finished} finished): answered 429`,
		ours: 100 * refusedShare,
		unit: '%',
		peers: [{ name: FIRST, value: 37 }],
		goal: 'at most 10 %',
		met: finished === 60 && refusedShare <= 0.1,
	});
	return rows;
}
