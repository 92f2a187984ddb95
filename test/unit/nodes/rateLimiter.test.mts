import { LimiterRegistry } from '../../../nodes/shared/waiting/limiterRegistry.ts';
import {
	RateLimiter,
	type AcquireOptions,
	type Permit,
} from '../../../nodes/shared/waiting/rateLimiter.ts';
import { FakeClock } from './support/fakeClock.mts';
import { seeded } from './support/random.mts';

const START = 28_333_333 * 60_000 + 5000;
const turn = async () => await new Promise((resolve) => setImmediate(resolve));

function setUp(maxOpen = 6) {
	const clock = new FakeClock(START);
	const limiter = new RateLimiter({
		clock,
		random: seeded(1),
		limit: 1_000_000,
		windowMs: 60_000,
		maxOpen,
	});
	const caller = {};
	const acquire = async (options: Partial<AcquireOptions> = {}) =>
		await clock.until(limiter.acquire({ caller, ...options }));
	const sent = async (options: Partial<AcquireOptions> = {}) => {
		const permit = await acquire(options);
		if (permit === undefined) throw new Error('there was no permit');
		return permit;
	};
	const seconds = () => (clock.now() - START) / 1000;
	return { clock, limiter, caller, acquire, sent, seconds };
}

describe('a limiter that has seen no refusal', () => {
	it('lets four items go out at once', async () => {
		const { limiter, clock, seconds } = setUp();
		const permits = await clock.until(
			Promise.all([1, 2, 3, 4].map(async () => await limiter.acquire({ caller: {} }))),
		);
		expect(permits).not.toContain(undefined);
		expect(seconds()).toBe(0);
		expect(clock.mostTimers).toBe(0);
	});

	it('bounds what is open', async () => {
		const { limiter, sent } = setUp();
		const permits: Permit[] = [];
		for (let i = 0; i < 6; i++) permits.push(await sent());
		let more: Permit | undefined;
		void limiter.acquire({ caller: {} }).then((permit) => (more = permit));
		await turn();
		expect(more).toBeUndefined();
		permits[0]?.unknown();
		await turn();
		expect(more).toBeDefined();
	});
});

describe('a refusal', () => {
	it('is followed by a rest, and one request that finds out', async () => {
		const { limiter, sent, seconds } = setUp();
		const [first, second, third] = [await sent(), await sent(), await sent()];
		first.refused();
		second.refused();
		const probe = await sent();
		expect(seconds()).toBeGreaterThanOrEqual(0.75);
		expect(seconds()).toBeLessThanOrEqual(1.25);
		let more = 0;
		void limiter.acquire({ caller: {} }).then(() => more++);
		void limiter.acquire({ caller: {} }).then(() => more++);
		await turn();
		expect(more).toBe(0);
		third.refused();
		probe.accepted();
		await turn();
		expect(more).toBe(2);
	});

	it('rests for as long as it asks, and for a minute where it asks for an hour', async () => {
		for (const [asked, rest] of [
			[7000, 7],
			[3_600_000, 60],
		] as const) {
			const { sent, seconds } = setUp();
			(await sent()).refused(asked);
			(await sent({ caller: {} })).accepted();
			expect(seconds()).toBe(rest);
			(await sent()).accepted();
			expect(seconds()).toBeLessThan(rest + 2.1);
		}
	});

	it('that asks for an hour says nothing of a limit by the minute', async () => {
		const { sent, limiter } = setUp();
		for (let i = 0; i < 20; i++) (await sent()).accepted();
		(await sent()).refused(3_600_000);
		(await sent()).accepted();
		expect(limiter.quotaPerMinute).toBeUndefined();
	});

	it('that lasts gives the quota, which a clean minute tries to raise', async () => {
		const { sent, limiter, seconds } = setUp();
		for (let i = 0; i < 20; i++) (await sent()).accepted();
		while (limiter.quotaPerMinute === undefined) (await sent()).refused();
		expect(limiter.quotaPerMinute).toBe(20);
		expect(seconds()).toBeLessThan(20);
		for (const count = () => limiter.quotaPerMinute ?? 0; count() === 20; ) {
			(await sent()).accepted();
		}
		expect(limiter.quotaPerMinute).toBe(21);
	});
});

describe('a service that is not available', () => {
	it('is left alone only once retries have used up their budget', async () => {
		const { sent, seconds } = setUp();
		for (let i = 0; i < 5; i++) {
			expect(seconds()).toBe(0);
			(await sent()).unavailable();
		}
		for (let i = 0; i < 5; i++) (await sent()).unavailable();
		expect(seconds()).toBeGreaterThan(15);
	});

	it('never teaches a quota', async () => {
		const { sent, limiter } = setUp();
		for (let i = 0; i < 20; i++) (await sent()).accepted();
		for (let i = 0; i < 20; i++) (await sent()).unavailable();
		(await sent()).accepted();
		expect(limiter.quotaPerMinute).toBeUndefined();
	});

	it('slows nothing down by single faults among what is accepted', async () => {
		const { sent, seconds } = setUp();
		for (let i = 0; i < 100; i++) {
			const permit = await sent();
			if (i % 5 === 0) permit.unavailable();
			else permit.accepted();
		}
		expect(seconds()).toBe(0);
	});
});

describe('ends that say nothing of limits', () => {
	it('leave everything as it was', async () => {
		const { sent, limiter, seconds } = setUp();
		for (let i = 0; i < 100; i++) {
			const permit = await sent();
			if (i % 2 === 0) permit.unknown();
			else permit.unsent();
		}
		expect(seconds()).toBe(0);
		expect(limiter.quotaPerMinute).toBeUndefined();
	});

	it('count once, however often a permit is ended', async () => {
		const { sent, acquire } = setUp(1);
		const permit = await sent();
		permit.accepted();
		permit.refused();
		permit.unknown();
		expect(await acquire({ giveUpAt: START + 1 })).toBeDefined();
		expect(await acquire({ giveUpAt: START + 1 })).toBeUndefined();
	});
});

describe('the limit that a user sets', () => {
	it('holds in any minute, and the lowest holds for all', async () => {
		const { sent, seconds } = setUp();
		const at: number[] = [];
		for (let i = 0; i < 13; i++) {
			(await sent({ maxPerMinute: 6 })).accepted();
			at.push(seconds());
		}
		expect(at.slice(0, 6)).toEqual([0, 0, 0, 0, 0, 0]);
		expect(at[6]).toBeCloseTo(60, 0);
		expect(at[12]).toBeCloseTo(120, 0);
	});

	it('counts what is under way', async () => {
		const { sent, acquire } = setUp();
		await sent({ maxPerMinute: 2 });
		await sent({ maxPerMinute: 2 });
		expect(await acquire({ maxPerMinute: 2, giveUpAt: START + 1000 })).toBeUndefined();
	});
});

describe('the queue', () => {
	it('gives each caller its turn, so that one item does not wait behind a thousand', async () => {
		const { limiter, sent, clock } = setUp(1);
		let permit: Permit | undefined = await sent();
		const order: string[] = [];
		const many = {};
		const ask = (name: string, caller: object) =>
			void limiter.acquire({ caller }).then((next) => {
				order.push(name);
				permit = next;
			});
		for (let i = 0; i < 1000; i++) ask(`many ${i}`, many);
		ask('one', {});
		ask('two', {});
		for (let i = 0; i < 4; i++) {
			permit?.accepted();
			await turn();
		}
		expect(order).toEqual(['many 0', 'one', 'two', 'many 1']);
		expect(clock.sleepers).toBe(0);
	});

	it('is left at once by who is stopped, and in time by who gives up', async () => {
		const { limiter, sent, clock, seconds } = setUp(1);
		const held = await sent();
		const stop = new AbortController();
		const stopped = limiter.acquire({ caller: {}, signal: stop.signal });
		const patient = limiter.acquire({ caller: {} });
		const late = limiter.acquire({ caller: {}, giveUpAt: START + 5000 });
		stop.abort();
		expect(await stopped).toBeUndefined();
		expect(seconds()).toBe(0);
		expect(await clock.until(late)).toBeUndefined();
		expect(seconds()).toBe(5);
		held.accepted();
		expect(await patient).toBeDefined();
		expect(limiter.waiting).toBe(0);
		expect(await limiter.acquire({ caller: {}, signal: stop.signal })).toBeUndefined();
	});

	it('has one timer for a thousand that wait, and none once nobody does', async () => {
		const { limiter, sent, clock } = setUp();
		(await sent()).refused(30_000);
		const stop = new AbortController();
		const before = clock.mostTimers;
		const all = Array.from(
			{ length: 1000 },
			async (_none, i) =>
				await limiter.acquire({ caller: {}, signal: stop.signal, giveUpAt: START + 900_000 + i }),
		);
		expect(clock.sleepers).toBe(1);
		expect(clock.mostTimers).toBe(Math.max(1, before));
		stop.abort();
		await Promise.all(all);
		expect(clock.sleepers).toBe(0);
		expect(limiter.idleSince).toBe(START);
	});
});

describe('the limiters of a process', () => {
	it('are one for each account and kind, and forgotten when nobody uses them', async () => {
		const clock = new FakeClock(START);
		const registry = new LimiterRegistry({ clock, random: seeded(1) });
		const bounds = { limit: 50, windowMs: 60_000, maxOpen: 10 };
		const one = registry.limiterOf('account', 'submit', bounds);
		expect(registry.limiterOf('account', 'submit', bounds)).toBe(one);
		expect(registry.limiterOf('account', 'poll', bounds)).not.toBe(one);
		expect(registry.limiterOf('other', 'submit', bounds)).not.toBe(one);
		const held = await one.acquire({ caller: {} });
		await clock.until(clock.sleep(3_600_000));
		expect(registry.limiterOf('account', 'submit', bounds)).toBe(one);
		expect(registry.size).toBe(1);
		held?.accepted();
		await clock.until(clock.sleep(3_600_000));
		expect(registry.limiterOf('account', 'submit', bounds)).not.toBe(one);
	});
});
