import { waitForTasks } from '../../nodes/shared/waiting/waitForTasks.ts';
import { FakeClock } from '../unit/nodes/support/fakeClock.mts';
import { evenly, newLimiter } from '../unit/nodes/support/limiter.mts';
import { seeded } from '../unit/nodes/support/random.mts';
import type { Row } from './table.mts';

/** What a way of polling costs, on average over many tasks. */
interface Cost {
	requests: number;
	/** Between the end of a task and the poll that sees it. */
	secondsLost: number;
}

type EtaOf = ((secondsLeft: number) => number) | undefined;

/** What the service estimates of a task. */
const ESTIMATES: Record<string, (task: number) => EtaOf> = {
	none: () => undefined,
	right: () => (left) => left,
	'wrong by up to 50 %, the same way throughout': (task) => {
		const factor = 0.5 + seeded(task)();
		return (left) => left * factor;
	},
	'wrong by up to 50 %, another way each time': (task) => {
		const random = seeded(task);
		return (left) => left * (0.5 + random());
	},
};

/** Durations of generations in seconds: log-normal, median 70, from 20 to 600. */
function durations(count: number): number[] {
	const random = seeded(7);
	return Array.from({ length: count }, () => {
		const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
		return Math.min(600, Math.max(20, 70 * Math.exp(0.7 * normal)));
	});
}

function mean(costs: Cost[]): Cost {
	const of = (value: (cost: Cost) => number) =>
		costs.reduce((sum, cost) => sum + value(cost), 0) / costs.length;
	return {
		requests: of(({ requests }) => requests),
		secondsLost: of(({ secondsLost }) => secondsLost),
	};
}

function fixed(interval: number, seconds: number[]): Cost {
	return mean(
		seconds.map((duration) => {
			const polls = Math.ceil(duration / interval);
			return { requests: polls + 1, secondsLost: polls * interval - duration };
		}),
	);
}

/** One wait for tasks that take so many seconds each, on a virtual clock: when it polls which task. */
async function wait(seconds: number[], eta?: EtaOf) {
	const clock = new FakeClock();
	const polls: Array<{ at: number; task: number }> = [];
	await clock.until(
		waitForTasks({
			taskIds: seconds.map((_duration, task) => String(task)),
			poll: async (taskId) => {
				const task = Number(taskId);
				polls.push({ at: clock.now() / 1000, task });
				const left = (seconds[task] ?? 0) - clock.now() / 1000;
				return {
					ok: true,
					value: { state: left <= 0 ? 'succeeded' : 'running', etaSeconds: eta?.(left) },
				};
			},
			isTransient: () => true,
			clock,
			random: evenly,
			limiter: newLimiter(clock),
			maxRequestsPerSecond: 10,
			pollIntervalMs: 5000,
			timeoutMs: () => 3_600_000,
			onEnd: () => {},
		}),
	);
	return { polls, lastSeconds: clock.now() / 1000 };
}

/** A thousand tasks, one at a time, and so under light load. */
export async function schedules(): Promise<Row[]> {
	const tasks = durations(1000);
	const peers = [5, 15].map((interval) => ({ interval, cost: fixed(interval, tasks) }));
	const rows: Row[] = [];
	for (const [estimate, etaOf] of Object.entries(ESTIMATES)) {
		const costs: Cost[] = [];
		for (const [task, duration] of tasks.entries()) {
			const { polls, lastSeconds } = await wait([duration], etaOf(task));
			costs.push({ requests: polls.length, secondsLost: lastSeconds - duration });
		}
		const mine = mean(costs);
		for (const [what, unit, key] of [
			['Requests per task', 'requests', 'requests'],
			['Time until a result is seen', 's', 'secondsLost'],
		] as const) {
			const every5 = peers[0]?.cost[key] ?? 0;
			rows.push({
				task: `${what}; estimates of the service: ${estimate}`,
				ours: mine[key],
				unit,
				peers: peers.map(({ interval, cost }) => ({
					name: `every ${interval} s`,
					value: cost[key],
				})),
				goal: estimate === 'none' ? 'no worse than every 5 s' : 'better than every 5 s',
				met: estimate === 'none' ? mine[key] <= every5 : mine[key] < every5,
			});
		}
	}
	return rows;
}

/** A thousand tasks in one wait, over five minutes in which none of them ends. */
export async function thousandTasks(): Promise<Row[]> {
	const { polls } = await wait(Array<number>(1000).fill(300));
	const early = polls.filter(({ at }) => at < 300);
	const mostInASecond = Math.max(
		...early.map(
			({ at: from }, index) =>
				early.slice(index, index + 100).filter(({ at }) => at < from + 1).length,
		),
	);
	const pollsPerTask = Array.from(
		{ length: 1000 },
		(_none, index) => early.filter(({ task }) => task === index).length,
	);
	const apart = Math.max(...pollsPerTask) - Math.min(...pollsPerTask);
	return [
		{
			task: 'A thousand tasks in one execution: most requests in any second',
			ours: mostInASecond,
			unit: 'requests',
			goal: 'at most the 10 that are allowed',
			met: mostInASecond <= 10,
		},
		{
			task: 'The same: polls of the most and the least polled task',
			ours: apart,
			unit: 'apart',
			goal: 'at most 1 apart',
			met: apart <= 1,
		},
	];
}
