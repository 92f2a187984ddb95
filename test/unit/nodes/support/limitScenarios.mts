import { limitConcurrency } from '../../../../nodes/shared/waiting/limitConcurrency.ts';
import {
	SharedLimiter,
	type Answer,
	type RateLimiter,
} from '../../../../nodes/shared/waiting/rateLimiter.ts';
import { FakeClock } from './fakeClock.mts';

const MINUTE = 60_000;
/** 20 seconds after a minute of the clock has begun. */
const START = 28_333_333 * MINUTE + 20_000;
/** How long an item is tried while nothing is accepted. */
const PATIENCE_MS = 35 * MINUTE;

/** What a service allows; it answers 429 beyond it, and such answers do not count. */
interface Allowed {
	perMinute?: number;
	/** Whether minutes begin with the clock's, and not anew at each moment. */
	fixed?: boolean;
	perSecond?: number;
	/** So many tasks at a time, each of which takes so long. */
	running?: number;
	taskMs?: number;
	/** The answer to what is refused asks for this. */
	retryAfterMs?: number;
}

export interface LimitedRun {
	allowed: Allowed;
	/** Executions with so many items each, of which five are under way at a time. */
	batches?: number[];
	/** Executions with one item each. */
	crowd?: number;
	/** So long each execution of the crowd polls, when its item is accepted. */
	pollSeconds?: number;
	/** Processes that share the account and no memory; each gets the batches and its part of the crowd. */
	processes?: number;
	/** How many minutes later than the first the other processes start. */
	laterMinutes?: number;
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
	seed?: number;
}

/** Numbers from 0 to 1 that are the same in each run (mulberry32). */
function seeded(state: number): () => number {
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

/** A service with limits on a virtual clock; half of a latency passes before it counts a request. */
function limitedService(clock: FakeClock, allowed: Allowed, latencyMs: () => number) {
	const acceptedAt: number[] = [];
	const refusedAt: number[] = [];
	const accepts = (now: number): boolean => {
		const { perMinute, fixed, perSecond, running, taskMs = 0 } = service.allowed;
		const isBelow = (limit = Infinity, from: number) =>
			acceptedAt.length < limit || (acceptedAt[acceptedAt.length - limit] ?? Infinity) < from;
		const minuteStart = fixed === true ? now - (now % MINUTE) : now - MINUTE + 1e-6;
		return (
			isBelow(perMinute, minuteStart) &&
			isBelow(perSecond, now - 1000 + 1e-6) &&
			isBelow(running, now - taskMs + 1e-6)
		);
	};
	const service = {
		allowed,
		/** The part of all requests that was refused. */
		refusedShare: () => refusedAt.length / (refusedAt.length + acceptedAt.length),
		/** @returns whether it was accepted */
		ask: async (): Promise<boolean> => {
			const latency = latencyMs();
			await clock.sleep(latency / 2);
			const now = clock.now();
			const isAccepted = accepts(now);
			(isAccepted ? acceptedAt : refusedAt).push(now);
			await clock.sleep(latency / 2);
			return isAccepted;
		},
		/** What its answers tell the limiter. */
		answer: (isAccepted: boolean): Answer => {
			const { retryAfterMs = 0 } = service.allowed;
			return isAccepted ? { kind: 'accepted' } : { kind: 'tooMany', retryAfterMs };
		},
	};
	return service;
}

/** Executions that submit to a service with limits, by the modules of the node, in virtual time. */
export async function limitedRun(run: LimitedRun) {
	const { batches = [], crowd = 0, pollSeconds = 0, processes = 1, latencyMs = 300 } = run;
	const { takenPerMinute = 0, secondBatch, change, forMinutes, laterMinutes = 0 } = run;
	const random = seeded(run.seed ?? 1);
	const clock = new FakeClock(START);
	const service = limitedService(clock, run.allowed, () => latencyMs * (0.5 + random()));
	const end = new AbortController();
	const minutes = () => (clock.now() - START) / MINUTE;
	/** When the items of each process were done, in minutes from the start. */
	const byProcess: number[][] = Array.from({ length: processes }, () => []);
	let secondStarts = 0;
	let lost = 0;

	const startProcess = async (number: number): Promise<void> => {
		if (number > 0) await clock.sleep(laterMinutes * MINUTE);
		const limiter = (windowMs: number, maxOpen: number, limit: number) =>
			new SharedLimiter(clock, { windowMs, maxOpen, random }).limitedTo(limit);
		const submissions = limiter(MINUTE, 10, run.perMinute ?? 50);
		const polls = limiter(1000, 100, 10);
		const execution = async (size: number): Promise<void> => {
			const [inPlace, caller] = [limitConcurrency(5), {}];
			const send = async (by: RateLimiter) =>
				await by.send({ caller, signal: end.signal }, service.ask, service.answer);
			const item = async (): Promise<void> => {
				while ((await send(submissions)) === false) {
					const refusedSince = submissions.refusedSince('tooMany') ?? Infinity;
					if (clock.now() - refusedSince >= PATIENCE_MS) return void lost++;
				}
				if (end.signal.aborted) return;
				const pollUntil = clock.now() + pollSeconds * 1000;
				for (let faults = 0; pollSeconds > 0; ) {
					faults = (await send(polls)) === true ? 0 : faults + 1;
					if (faults === 0 && clock.now() >= pollUntil) break;
					await clock.sleep(Math.min(MINUTE, 5000 * 2 ** faults) * (0.9 + 0.2 * random()));
				}
				byProcess[number]?.push(minutes());
			};
			await Promise.all(Array.from({ length: size }, async () => await inPlace(item)));
		};
		const ofCrowd = Math.floor(crowd / processes) + (number < crowd % processes ? 1 : 0);
		await Promise.all([...batches, ...Array<number>(ofCrowd).fill(1)].map(execution));
		if (secondBatch === undefined) return;
		await clock.sleep(MINUTE);
		service.allowed = secondBatch.allowed;
		secondStarts = minutes();
		await execution(secondBatch.items);
	};
	const after = async (time: number | undefined, act: () => void): Promise<void> => {
		if (time === undefined) return;
		await clock.sleep(time * MINUTE);
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
			after(change?.afterMinutes, () => Object.assign(service, change)),
			...byProcess.map(async (_none, number) => await startProcess(number)),
		]),
	);
	return {
		/** How long it took, or its second batch. */
		seconds: 60 * (Math.max(...byProcess.flat()) - secondStarts),
		lost,
		refusedShare: service.refusedShare(),
		byProcess,
	};
}

/** How many were done from one minute on and before another. */
export const between = (minutes: number[], from: number, to: number) =>
	minutes.filter((at) => at >= from && at < to).length;

const fifty = { perMinute: 50 };
const five = { perMinute: 5 };
const byTheClock = { allowed: { ...five, fixed: true }, batches: [14] };
const change = { afterMinutes: 1 / 3, allowed: fifty };
const overloaded = { allowed: { perMinute: 0 }, batches: [120], change };
const raised = { allowed: five, batches: [14], secondBatch: { items: 120, allowed: fifty } };
const shared = { allowed: fifty, crowd: 400, processes: 4 };
const running = { allowed: { running: 3, taskMs: 120_000 }, batches: [6] };
const polling = { allowed: { perSecond: 10 }, crowd: 60, pollSeconds: 30, perMinute: 10_000 };
const crowdOfFive = { allowed: five, crowd: 100 };
const halfTaken = { allowed: fifty, batches: [120], takenPerMinute: 25 };

/** The credential says 50 a minute in all of them but where polls count, too. */
const TABLE: Record<string, [best: number, most: number, most429: number, LimitedRun]> = {
	'120 items, 50 in any minute': [120, 1.08, 1, { allowed: fifty, batches: [120] }],
	'150 executions of one item, the same': [120, 1.1, 2, { allowed: fifty, crowd: 150 }],
	'1,000 executions, the same': [1140, 1.1, 2, { allowed: fifty, crowd: 1000 }],
	'14 items, 5 in any minute': [120, 1.6, 50, { allowed: five, batches: [14] }],
	'14 items, 5 in each minute of the clock': [100, 1.6, 50, byTheClock],
	'120 items, overloaded for 20 s, then 50 a minute': [140, 1.12, 100, overloaded],
	'120 items a minute after 14, the limit is 50 now, not 5': [120, 1.4, 100, raised],
	'400 executions in four processes that share 50 a minute': [420, 1.5, 100, shared],
	'6 items, 3 running tasks of two minutes at a time': [120, 1.3, 100, running],
	'60 executions that submit and poll, 10 a second for both': [47, 1.6, 15, polling],
	'120 items, another program takes half of the limit': [120, Infinity, 100, halfTaken],
	'100 executions of one item, 5 in any minute': [1140, Infinity, 100, crowdOfFive],
};

/** How long the limit asks for, how many times that it may take, and how many percent may be answered 429. */
export const LIMIT_SCENARIOS = Object.entries(TABLE).map(([name, [best, most, most429, run]]) => ({
	...{ name, best, most, most429 },
	run: async (seed: number) => await limitedRun({ ...run, seed }),
}));
