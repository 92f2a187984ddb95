import { RateLimiter } from '../../../../nodes/shared/waiting/rateLimiter.ts';
import { HeapClock } from './heapClock.mts';
import { LimitedService, type Allowed } from './limitedService.mts';
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
	mostOpen: number;
	/** Timers that were set at the same time, without those of requests under way. */
	sleepersAtTheEnd: number;
}

/** Executions that submit against a service with limits, in virtual time. */
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
	const start = 28_333_333 * MINUTE + startSecond * 1000;
	const clock = new HeapClock(start);
	const service = new LimitedService(clock, allowed, () => latencyMs * (0.5 + random()));
	const byProcess: number[][] = [];
	const quotas: Array<() => number | undefined> = [];
	const end = start + forMinutes * MINUTE;
	let lost = 0;

	const process = async (number: number): Promise<void> => {
		if (number > 0) await clock.sleep(laterMinutes * MINUTE);
		const limiter = new RateLimiter({ clock, random, initialOpen: 6, mostOpen: 100 });
		const acceptedAt: number[] = [];
		byProcess[number] = acceptedAt;
		quotas[number] = () => limiter.quotaPerMinute;
		const submit = async (caller: object): Promise<void> => {
			const giveUpAt = Math.min(end, clock.now() + keepTryingMinutes * MINUTE);
			if (await service.insist(limiter, caller, giveUpAt)) {
				acceptedAt.push((clock.now() - start) / MINUTE);
			} else if (clock.now() < end) lost++;
		};
		const batch = async (size: number): Promise<void> => {
			const caller = {};
			let left = size;
			const worker = async () => {
				while (left-- > 0 && clock.now() < end) await submit(caller);
			};
			await Promise.all(Array.from({ length: 5 }, worker));
		};
		const ofCrowd = Math.floor(crowd / processes) + (number < crowd % processes ? 1 : 0);
		await Promise.all([
			...batches.map(batch),
			...Array.from({ length: ofCrowd }, async () => await submit({})),
		]);
	};
	const changing = async (): Promise<void> => {
		if (change === undefined) return;
		await clock.sleep(change.afterMinutes * MINUTE);
		service.allowed = change.allowed;
	};
	await clock.until(
		Promise.all([
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
		mostOpen: service.mostOpen,
		sleepersAtTheEnd: clock.sleepers,
	};
}

/** How many were accepted from one minute on and before another. */
export const between = (minutes: number[], from: number, to: number) =>
	minutes.filter((at) => at >= from && at < to).length;
