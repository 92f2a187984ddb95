import { limitedRun, pollingCrowd, type LimitedRun } from './limitedRuns.mts';

/** What a simulated crowd has to reach. */
export interface LimitScenario {
	name: string;
	/** How many seconds the limit asks for. */
	best: number;
	/** How many times that it may take, and how much may be answered 429, in percent. */
	most: number;
	most429: number;
	run: (seed: number) => Promise<{ seconds: number; lost: number; refusedShare: number }>;
}

const limited =
	(run: LimitedRun, from = 0) =>
	async (seed: number) => {
		const { lastSeconds, secondSeconds, lost, refusedShare } = await limitedRun({ ...run, seed });
		const seconds = run.secondBatch === undefined ? lastSeconds : secondSeconds;
		return { seconds: seconds - from, lost, refusedShare };
	};
const polling = async (seed: number) => {
	const { finished, seconds, refusedShare } = await pollingCrowd(60, { perSecond: 10 }, seed);
	return { seconds, lost: 60 - finished, refusedShare };
};

const fifty = { perMinute: 50 };
const five = { perMinute: 5 };
const byTheClock = limited({ allowed: { ...five, fixed: true }, batches: [14] });
const overload = { afterMinutes: 1 / 3, allowed: fifty };
const overloaded = limited({ allowed: { perMinute: 0 }, batches: [120], change: overload }, 20);
const secondBatch = { items: 120, allowed: fifty };
const raised = limited({ allowed: five, batches: [14], secondBatch });
const shared = limited({ allowed: fifty, crowd: 400, processes: 4 });
const running = limited({ allowed: { running: 3, taskMs: 120_000 }, batches: [6] });
const halfTaken = limited({ allowed: fifty, batches: [120], takenPerMinute: 25 });
const crowdOfFive = limited({ allowed: five, crowd: 100 });

/** The credential says 50 a minute in all of them. */
const TABLE: Array<[string, number, number, number, LimitScenario['run']]> = [
	['120 items, 50 in any minute', 120, 1.08, 1, limited({ allowed: fifty, batches: [120] })],
	['150 executions of one item, the same', 120, 1.1, 2, limited({ allowed: fifty, crowd: 150 })],
	['1,000 executions, the same', 1140, 1.1, 2, limited({ allowed: fifty, crowd: 1000 })],
	['14 items, 5 in any minute', 120, 1.6, 50, limited({ allowed: five, batches: [14] })],
	['14 items, 5 in each minute of the clock', 100, 1.6, 50, byTheClock],
	['120 items, overloaded for 20 s, then 50 a minute', 120, 1.15, 100, overloaded],
	['120 items a minute after 14, the limit is 50 now, not 5', 120, 1.4, 100, raised],
	['400 executions in four processes that share 50 a minute', 420, 1.5, 100, shared],
	['6 items, 3 running tasks of two minutes at a time', 120, 1.3, 100, running],
	['60 executions that submit and poll, 10 a second for both', 47, 1.6, 15, polling],
	['120 items, another program takes half of the limit', 120, Infinity, 100, halfTaken],
	['100 executions of one item, 5 in any minute', 1140, Infinity, 100, crowdOfFive],
];

export const LIMIT_SCENARIOS: LimitScenario[] = TABLE.map(([name, best, most, most429, run]) => ({
	name,
	best,
	most,
	most429,
	run,
}));
