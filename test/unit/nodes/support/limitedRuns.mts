import { submitAll } from '../../../../nodes/shared/submitting/submitAll.ts';
import { RateLimiter } from '../../../../nodes/shared/waiting/rateLimiter.ts';
import { waitForTasks } from '../../../../nodes/shared/waiting/waitForTasks.ts';
import { FakeClock } from './fakeClock.mts';
import { LimitedService, type Allowed } from './limitedService.mts';
import { openLedger } from './openLedger.mts';
import { seeded } from './random.mts';

const MINUTE = 60_000;

export interface LimitedRun {
	allowed: Allowed;
	/** Executions with so many items each, of which five are under way at a time. */
	batches?: number[];
	/** Executions with one item each. */
	crowd?: number;
	/** Processes that share the account and no memory; each gets the batches and its part of the crowd. */
	processes?: number;
	keepTryingMinutes?: number;
	latencyMs?: number;
	/** Seconds of the clock's minute at which it starts. */
	startSecond?: number;
	/** The limits from a time on, in minutes. */
	change?: { afterMinutes: number; allowed: Allowed };
	/** Ends everything after so long; without it all is waited for. */
	forMinutes?: number;
	/** How many minutes later than the first the other processes start. */
	laterMinutes?: number;
	seed?: number;
}

export interface LimitedResult {
	/** Of the last submission that was accepted, counted from the start. */
	lastSeconds: number;
	accepted: number;
	lost: number;
	refused: number;
	refusedShare: number;
	/** When each process got its submissions accepted, in minutes. */
	byProcess: number[][];
	quotas: Array<number | undefined>;
	maxConcurrency: number;
	sleepersAtTheEnd: number;
}

/** The clock of a run starts within a minute, at this second. */
const startAt = (second: number) => 28_333_333 * MINUTE + second * 1000;

/** Executions that submit to a service with limits, by the modules of the node, in virtual time. */
export async function limitedRun({
	allowed,
	batches = [],
	crowd = 0,
	processes = 1,
	keepTryingMinutes = 15,
	latencyMs = 300,
	startSecond = 20,
	change,
	forMinutes = Infinity,
	laterMinutes = 0,
	seed = 1,
}: LimitedRun): Promise<LimitedResult> {
	const random = seeded(seed);
	const start = startAt(startSecond);
	const clock = new FakeClock(start);
	const service = new LimitedService(clock, allowed, () => latencyMs * (0.5 + random()));
	const byProcess: number[][] = [];
	const quotas: Array<() => number | undefined> = [];
	const end = new AbortController();
	let lost = 0;

	const process = async (number: number): Promise<void> => {
		if (number > 0) await clock.sleep(laterMinutes * MINUTE);
		const limiter = new RateLimiter({
			clock,
			random,
			limit: 1_000_000,
			windowMs: 60_000,
			maxOpen: 10,
		});
		const acceptedAt: number[] = [];
		byProcess[number] = acceptedAt;
		quotas[number] = () => limiter.quotaPerMinute;
		const execution = async (size: number): Promise<void> => {
			const submissions = await submitAll({
				jobs: Array.from({ length: size }, (_none, index) => ({ index })),
				submit: async () => {
					if (!(await service.ask())) return { ok: false, fault: service.refusal };
					acceptedAt.push((clock.now() - start) / MINUTE);
					return { ok: true, value: 'task' };
				},
				ledger: openLedger<{ index: number }>(),
				maxConcurrent: 5,
				limiter,
				keepTryingMs: keepTryingMinutes * MINUTE,
				random,
				stopAtFirstFault: false,
				clock,
				signal: end.signal,
			});
			lost += submissions.filter(({ kind }) => kind !== 'accepted' && kind !== 'notSent').length;
		};
		const ofCrowd = Math.floor(crowd / processes) + (number < crowd % processes ? 1 : 0);
		await Promise.all([...batches, ...Array<number>(ofCrowd).fill(1)].map(execution));
	};
	const ending = async (): Promise<void> => {
		if (forMinutes === Infinity) return;
		await clock.sleep(forMinutes * MINUTE);
		end.abort();
	};
	const changing = async (): Promise<void> => {
		if (change === undefined) return;
		await clock.sleep(change.afterMinutes * MINUTE);
		service.allowed = change.allowed;
	};
	await clock.until(
		Promise.all([
			ending(),
			changing(),
			...Array.from({ length: processes }, (_none, number) => process(number)),
		]),
	);
	return {
		lastSeconds: 60 * Math.max(...byProcess.flat()),
		accepted: service.acceptedAt.length,
		lost,
		refused: service.refusals,
		refusedShare: service.refusedShare,
		byProcess,
		quotas: quotas.map((quota) => quota()),
		maxConcurrency: service.maxConcurrency,
		sleepersAtTheEnd: clock.sleepers,
	};
}

/** How many were accepted from one minute on and before another. */
export const between = (minutes: number[], from: number, to: number) =>
	minutes.filter((at) => at >= from && at < to).length;

/** Executions of one item each that submit at once and then poll, where everything counts. */
export async function pollingCrowd(
	executions: number,
	allowed: Allowed,
	{ taskSeconds = 30, latencyMs = 300, seed = 1 } = {},
): Promise<{ finished: number; seconds: number; refusedShare: number }> {
	const random = seeded(seed);
	const start = startAt(20);
	const clock = new FakeClock(start);
	const service = new LimitedService(clock, allowed, () => latencyMs * (0.5 + random()));
	const submitLimiter = new RateLimiter({
		clock,
		random,
		limit: 1_000_000,
		windowMs: 60_000,
		maxOpen: 10,
	});
	const limiter = new RateLimiter({ clock, random, limit: 10, windowMs: 1000, maxOpen: 20 });
	let finished = 0;
	const execution = async (): Promise<void> => {
		await submitAll({
			jobs: ['item'],
			submit: async () =>
				(await service.ask()) ? { ok: true, value: 'task' } : { ok: false, fault: service.refusal },
			ledger: openLedger<string>(),
			maxConcurrent: 5,
			limiter: submitLimiter,
			keepTryingMs: 15 * MINUTE,
			random,
			stopAtFirstFault: true,
			clock,
		});
		const endsAt = clock.now() + taskSeconds * 1000;
		await waitForTasks({
			taskIds: ['task'],
			poll: async () =>
				(await service.ask())
					? { ok: true, value: { state: clock.now() >= endsAt ? 'succeeded' : 'running' } }
					: { ok: false, fault: { verdict: 'tooMany' } },
			isTransient: () => true,
			clock,
			random,
			limiter,
			maxRequestsPerSecond: 10,
			pollIntervalMs: 5000,
			timeoutMs: () => 15 * MINUTE,
			onEnd: (_task, { kind }) => {
				if (kind === 'finished') finished++;
			},
		});
	};
	await clock.until(Promise.all(Array.from({ length: executions }, execution)));
	const { refusedShare } = service;
	return { finished, seconds: (clock.now() - start) / 1000, refusedShare };
}
