import type { Clock } from '../../../../nodes/shared/waiting/clock.ts';
import { limitConcurrency } from '../../../../nodes/shared/waiting/limitConcurrency.ts';
import { SharedLimiter, type RateLimiter } from '../../../../nodes/shared/waiting/rateLimiter.ts';
import { FakeClock } from './fakeClock.mts';
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
	/** What the credential allows; 50 by default. */
	perMinute?: number;
	/** So much of the limit is used by another program, evenly. */
	takenPerMinute?: number;
	/** A minute after the rest has ended, the limit changes and so many items follow. */
	secondBatch?: { items: number; allowed: Allowed };
	latencyMs?: number;
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
	/** How long the second batch took. */
	secondSeconds: number;
	lost: number;
	refusedShare: number;
	/** When each process got its submissions accepted, in minutes. */
	byProcess: number[][];
}

/** What a run happens in; it starts 20 seconds after a minute of the clock has begun. */
function setUp(allowed: Allowed, latencyMs: number, seed: number) {
	const random = seeded(seed);
	const start = 28_333_333 * MINUTE + 20_000;
	const clock = new FakeClock(start);
	const service = new LimitedService(clock, allowed, () => latencyMs * (0.5 + random()));
	return { random, start, clock, service };
}

/** Executions that submit to a service with limits, by the modules of the node, in virtual time. */
export async function limitedRun({
	allowed,
	batches = [],
	crowd = 0,
	processes = 1,
	perMinute = 50,
	takenPerMinute = 0,
	secondBatch,
	latencyMs = 300,
	change,
	forMinutes,
	laterMinutes = 0,
	seed = 1,
}: LimitedRun): Promise<LimitedResult> {
	const { random, start, clock, service } = setUp(allowed, latencyMs, seed);
	const byProcess: number[][] = [];
	let secondStarts = start;
	const end = new AbortController();
	let lost = 0;

	const process = async (number: number): Promise<void> => {
		if (number > 0) await clock.sleep(laterMinutes * MINUTE);
		const shared = new SharedLimiter(clock, { windowMs: MINUTE, maxOpen: 10, random });
		const limiter = shared.limitedTo(perMinute);
		const acceptedAt: number[] = [];
		byProcess[number] = acceptedAt;
		const execution = async (size: number): Promise<void> => {
			const submit = submitter(clock, limiter, end.signal);
			await Promise.all(
				Array.from({ length: size }, async () => {
					const accepted = await submit(service);
					if (accepted === true) acceptedAt.push((clock.now() - start) / MINUTE);
					else if (accepted === false) lost++;
				}),
			);
		};
		const ofCrowd = Math.floor(crowd / processes) + (number < crowd % processes ? 1 : 0);
		await Promise.all([...batches, ...Array<number>(ofCrowd).fill(1)].map(execution));
		if (secondBatch === undefined) return;
		await clock.sleep(MINUTE);
		service.allowed = secondBatch.allowed;
		secondStarts = clock.now();
		await execution(secondBatch.items);
	};
	const after = async (minutes: number | undefined, act: () => void): Promise<void> => {
		if (minutes === undefined) return;
		await clock.sleep(minutes * MINUTE);
		act();
	};
	const taking = async (): Promise<void> => {
		while (takenPerMinute > 0) {
			await clock.sleep(MINUTE / takenPerMinute);
			await service.ask();
		}
	};
	void taking();
	await clock.until(
		Promise.all([
			after(forMinutes, () => end.abort()),
			after(change?.afterMinutes, () => (service.allowed = change?.allowed ?? allowed)),
			...Array.from({ length: processes }, (_none, number) => process(number)),
		]),
	);
	const lastSeconds = 60 * Math.max(...byProcess.flat());
	return {
		lastSeconds,
		secondSeconds: lastSeconds - (secondStarts - start) / 1000,
		lost,
		refusedShare: service.refusedShare,
		byProcess,
	};
}

/** How many were accepted from one minute on and before another. */
export const between = (minutes: number[], from: number, to: number) =>
	minutes.filter((at) => at >= from && at < to).length;

/** How long an item is tried while nothing is accepted. */
const PATIENCE_MS = 35 * MINUTE;

/** One run: five items at a time, each sent again while the account's patience lasts. */
function submitter(clock: Clock, limiter: RateLimiter, signal?: AbortSignal) {
	const inPlace = limitConcurrency(5);
	const caller = {};
	return async (service: LimitedService): Promise<boolean | undefined> =>
		await inPlace(async () => {
			for (;;) {
				const sent = { caller, ...(signal ? { signal } : {}) };
				const accepted = await limiter.send(sent, async () => await service.ask(), service.answer);
				if (accepted !== false) return accepted;
				if (clock.now() - (limiter.refusedSince('tooMany') ?? Infinity) >= PATIENCE_MS)
					return false;
			}
		});
}

/** Executions that submit an item at once and then poll for half a minute, where everything counts. */
export async function pollingCrowd(
	executions: number,
	allowed: Allowed,
	seed: number,
): Promise<{ finished: number; seconds: number; refusedShare: number }> {
	const { random, start, clock, service } = setUp(allowed, 300, seed);
	const submitting = new SharedLimiter(clock, { windowMs: MINUTE, maxOpen: 10, random });
	const polling = new SharedLimiter(clock, { windowMs: 1000, maxOpen: 100, random });
	let finished = 0;
	const execution = async (): Promise<void> => {
		await submitter(clock, submitting.limitedTo(10_000))(service);
		const endsAt = clock.now() + 30_000;
		const [caller, limiter] = [{}, polling.limitedTo(10)];
		for (let faults = 0; ; ) {
			const read = await limiter.send({ caller }, async () => await service.ask(), service.answer);
			if (read === true && clock.now() >= endsAt) break;
			faults = read === true ? 0 : faults + 1;
			await clock.sleep(Math.min(MINUTE, 5000 * 2 ** faults) * (0.9 + 0.2 * random()));
		}
		finished++;
	};
	await clock.until(Promise.all(Array.from({ length: executions }, execution)));
	const { refusedShare } = service;
	return { finished, seconds: (clock.now() - start) / 1000, refusedShare };
}
