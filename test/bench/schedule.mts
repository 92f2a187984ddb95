import { waitForTasks } from '../../nodes/shared/waiting/waitForTasks.ts';
import { FakeClock } from '../unit/nodes/support/fakeClock.mts';
import { evenly, newLimiter } from '../unit/nodes/support/limiter.mts';
import { seeded } from '../unit/nodes/support/random.mts';
import type { Row } from './table.mts';

/** What a way of polling costs for one task: requests, and seconds until its end is seen. */
type Cost = [requests: number, secondsLost: number];

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

function fixed(interval: number, duration: number): Cost {
	const polls = Math.ceil(duration / interval);
	return [polls + 1, polls * interval - duration];
}

/** A wait for one task that takes so many seconds, on a virtual clock. */
async function ours(duration: number, eta: EtaOf): Promise<Cost> {
	const clock = new FakeClock();
	let requests = 0;
	await clock.until(
		waitForTasks({
			taskIds: ['task'],
			poll: async () => {
				requests += 1;
				const left = duration - clock.now() / 1000;
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
	return [requests, clock.now() / 1000 - duration];
}

/** When the node polls each of a thousand tasks, beside polling at a fixed pace. */
export async function schedules(): Promise<Row[]> {
	const tasks = durations(1000);
	const rows: Row[] = [];
	for (const [estimate, etaOf] of Object.entries(ESTIMATES)) {
		const costs = await Promise.all(tasks.map((duration, task) => ours(duration, etaOf(task))));
		for (const [index, what, unit] of [
			[0, 'Requests per task', 'requests'],
			[1, 'Time until a result is seen', 's'],
		] as const) {
			const mean = (of: Cost[]) => of.reduce((sum, cost) => sum + cost[index], 0) / of.length;
			const every = (interval: number) => mean(tasks.map((duration) => fixed(interval, duration)));
			const [mine, every5] = [mean(costs), every(5)];
			rows.push({
				task: `${what}; estimates of the service: ${estimate} (simulated)`,
				ours: mine,
				unit,
				peers: [
					{ name: 'every 5 s', value: every5 },
					{ name: 'every 15 s', value: every(15) },
				],
				goal: estimate === 'none' ? 'no worse than every 5 s' : 'better than every 5 s',
				met: estimate === 'none' ? mine <= every5 : mine < every5,
			});
		}
	}
	return rows;
}
