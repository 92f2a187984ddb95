import { waitForTasks } from '../../nodes/shared/waiting/waitForTasks.ts';
import { FakeClock } from '../unit/nodes/support/fakeClock.mts';
import { evenly, newLimiter } from '../unit/nodes/support/limiter.mts';
import { seeded } from '../unit/nodes/support/random.mts';

/** What a way of asking costs, on average over many tasks. */
export interface ScheduleCost {
	requestsPerTask: number;
	/** Between the end of a task and the look that sees it. */
	secondsLost: number;
}

type EtaOf = ((secondsLeft: number) => number) | undefined;

/** Durations of generations in seconds: log-normal, median 70, from 20 to 600. */
export function durations(count: number): number[] {
	const random = seeded(7);
	return Array.from({ length: count }, () => {
		const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
		return Math.min(600, Math.max(20, 70 * Math.exp(0.7 * normal)));
	});
}

/** Asks every so many seconds, from the start on. */
export function fixed(interval: number, seconds: number[]): ScheduleCost {
	const looks = seconds.map((duration) => Math.ceil(duration / interval));
	return mean(
		seconds.map((duration, index) => ({
			requests: (looks[index] as number) + 1,
			lost: (looks[index] as number) * interval - duration,
		})),
	);
}

/** The waiting room of this package, one task at a time, so under light load. */
export async function ours(
	seconds: number[],
	errorOf: (task: number) => EtaOf,
): Promise<ScheduleCost> {
	const results = [];
	for (const [task, duration] of seconds.entries()) {
		const eta = errorOf(task);
		const clock = new FakeClock();
		let requests = 0;
		await clock.until(
			waitForTasks({
				taskIds: ['task'],
				poll: async () => {
					requests++;
					const left = duration - clock.now() / 1000;
					return {
						ok: true,
						value: {
							state: left <= 0 ? 'succeeded' : 'running',
							...(eta === undefined ? {} : { etaSeconds: eta(left) }),
						},
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
		results.push({ requests, lost: clock.now() / 1000 - duration });
	}
	return mean(results);
}

/** Estimates that are right, wrong by up to half in one direction for a task, or wrong anew each time. */
export const etas: Record<string, (task: number) => EtaOf> = {
	none: () => undefined,
	right: () => (left) => left,
	'wrong by up to 50 %, the same way throughout': (task) => {
		const factor = 0.5 + seeded(task)();
		return (left) => left * factor;
	},
	'wrong by up to 50 %, anew each time': (task) => {
		const random = seeded(task);
		return (left) => left * (0.5 + random());
	},
};

/** Many tasks in one wait, none of which ends: how its requests are spread, over five minutes. */
export async function crowd(
	count: number,
	maxRequestsPerSecond: number,
): Promise<{ mostInASecond: number; looksPerTask: { most: number; least: number } }> {
	const clock = new FakeClock();
	const times: number[] = [];
	const looks = new Map<string, number>();
	await clock.until(
		waitForTasks({
			taskIds: Array.from({ length: count }, (_none, index) => String(index)),
			poll: async (taskId) => {
				if (clock.now() < 300_000) {
					times.push(clock.now());
					looks.set(taskId, (looks.get(taskId) ?? 0) + 1);
				}
				return { ok: true, value: { state: clock.now() >= 300_000 ? 'succeeded' : 'running' } };
			},
			isTransient: () => true,
			clock,
			random: evenly,
			limiter: newLimiter(clock),
			maxRequestsPerSecond,
			pollIntervalMs: 5000,
			timeoutMs: () => 3_600_000,
			onEnd: () => {},
		}),
	);
	const inTheSecondFrom = times.map(
		(from, index) => times.slice(index, index + 1000).filter((at) => at < from + 1000).length,
	);
	return {
		mostInASecond: Math.max(...inTheSecondFrom),
		looksPerTask: { most: Math.max(...looks.values()), least: Math.min(...looks.values()) },
	};
}

function mean(results: Array<{ requests: number; lost: number }>): ScheduleCost {
	const average = (of: (result: { requests: number; lost: number }) => number) =>
		results.reduce((sum, result) => sum + of(result), 0) / results.length;
	return {
		requestsPerTask: average(({ requests }) => requests),
		secondsLost: average(({ lost }) => lost),
	};
}
