import { SharedLimiter, type Answer } from '../../../nodes/shared/waiting/rateLimiter.ts';
import { pollLimiter, submitLimiter } from '../../../nodes/shared/n8n/accountLimiters.ts';
import { FakeClock } from './support/fakeClock.mts';

const START = 28_333_333 * 60_000 + 5000;

/** A limiter, and a way to send by it that takes so long and gets such an answer. */
function setUp({ maxOpen = 10, limit = 1_000_000 } = {}) {
	const clock = new FakeClock(START);
	const shared = new SharedLimiter(clock, { windowMs: 60_000, random: () => 0.5, maxOpen });
	const limiter = shared.limitedTo(limit);
	const sentAt: number[] = [];
	const send = async (
		kind: Answer['kind'] = 'accepted',
		{ ms = 100, retryAfterMs = 0, caller = {}, stop = new AbortController(), by = limiter } = {},
	) => {
		const request = async () => {
			sentAt.push((clock.now() - START) / 1000);
			await clock.sleep(ms);
			return true;
		};
		return await by.send({ caller, signal: stop.signal }, request, () => ({ kind, retryAfterMs }));
	};
	return { clock, shared, limiter, send, sentAt };
}

const times = (count: number, run: () => Promise<unknown>) =>
	Promise.all(Array.from({ length: count }, run));

describe('the limit that a user sets', () => {
	it('holds in any minute, counts what is open, and is used at once', async () => {
		const { clock, send, sentAt } = setUp({ limit: 6 });
		await clock.until(times(13, async () => await send()));
		expect(sentAt.slice(0, 6)).toEqual([0, 0, 0, 0, 0, 0]);
		expect(sentAt[6]).toBeCloseTo(60, 0);
		expect(sentAt[12]).toBeCloseTo(120, 0);
	});

	it('counts a request for a minute, and no longer, whenever its answer comes', async () => {
		const { clock, send, sentAt } = setUp({ limit: 1 });
		await clock.until(times(3, async () => await send('accepted', { ms: 300_000 })));
		expect(sentAt.map(Math.round)).toEqual([0, 60, 120]);
	});

	it('is the lowest of the credentials that are in use, and no longer', async () => {
		const { clock, shared, send, sentAt } = setUp({ limit: 50 });
		const low = shared.limitedTo(2);
		await clock.until(times(3, async () => await send('accepted', { by: low })));
		expect(sentAt[2]).toBeGreaterThan(59);
		await clock.until(times(20, async () => await send()));
		expect(sentAt.at(-1)).toBeLessThan(62);
	});

	it('is shared by the executions of an account and model, and by nobody else', async () => {
		const { clock, send, sentAt } = setUp();
		const limiterOf = (account: string, path: string) =>
			submitLimiter({ account, submissionsPerMinute: 1 }, path, clock);
		const others = [
			limiterOf('a', '/other'),
			limiterOf('b', '/model'),
			pollLimiter({ account: 'a' }, clock),
		];
		const limiters = [limiterOf('a', '/model'), ...others, limiterOf('a', '/model')];
		const all = limiters.map(async (by) => await send('accepted', { by, ms: 0 }));
		await clock.until(Promise.all(all));
		expect(sentAt.map(Math.round)).toEqual([0, 0, 0, 0, 60]);
		// Nothing is remembered of an account after a thousand others.
		for (let other = 0; other < 1000; other++) limiterOf(`${other}`, '/model');
		await clock.until(send('accepted', { by: limiterOf('a', '/model') }));
		expect(sentAt[5]).toBeLessThan(61);
	});

	it('of polls is ten a second, and slow answers keep no other poll from going out', async () => {
		const { clock, send, sentAt } = setUp();
		const by = pollLimiter({ account: 'a' }, clock);
		const latencies = [...Array<number>(20).fill(30_000), ...Array<number>(20).fill(50)];
		await clock.until(Promise.all(latencies.map(async (ms) => await send('accepted', { by, ms }))));
		expect(sentAt.filter((seconds) => seconds < 1)).toHaveLength(10);
		expect(sentAt.at(-1)).toBeLessThan(5);
	});
});

describe('what is refused', () => {
	it('is followed by a rest, then by one request at a time until one is accepted', async () => {
		const { clock, send, sentAt, limiter } = setUp();
		await clock.until(times(3, async () => await send('tooMany')));
		expect(limiter.refusedSince('tooMany')).toBe(START + 100);
		await clock.until(times(3, async () => await send()));
		expect(sentAt).toEqual([0, 0, 0, 1.1, 1.2, 1.2]);
		expect(limiter.refusedSince('tooMany')).toBeUndefined();
	});

	it('does not count towards the limit', async () => {
		const { clock, send, sentAt } = setUp({ limit: 1 });
		await clock.until(send('tooMany'));
		await clock.until(send());
		expect(sentAt[1]).toBe(1.1);
	});

	it.each([
		[7000, 7.1],
		[3_600_000, 60.1],
	])('rests for as long as it asks (%d ms), but at most a minute', async (retryAfterMs, rest) => {
		const { clock, send, sentAt } = setUp();
		await clock.until(send('tooMany', { retryAfterMs }));
		await clock.until(send());
		expect(sentAt[1]).toBe(rest);
	});

	it('holds nobody up for longer than ten seconds where the one that is tried hangs', async () => {
		const { clock, send, sentAt } = setUp();
		await clock.until(send('tooMany'));
		const hung = send('accepted', { ms: 300_000 });
		await clock.until(send());
		expect(sentAt[2]).toBeLessThanOrEqual(1.1 + 10);
		await clock.until(hung);
	});

	it('by a service that is not available slows nothing down as long as it is single', async () => {
		const { clock, send, sentAt, limiter } = setUp();
		for (let i = 0; i < 50; i++) await clock.until(send(i % 5 === 0 ? 'unavailable' : 'accepted'));
		expect(sentAt.at(-1)).toBeCloseTo(4.9);
		for (let i = 0; i < 8; i++) await clock.until(send('unavailable'));
		expect(sentAt.at(-1)).toBeGreaterThan(4.9 + 10);
		expect(limiter.refusedSince('unavailable')).toBe(START + 5100);
		expect(limiter.refusedSince('tooMany')).toBeUndefined();
	});
});

describe('a permit', () => {
	it('is released however its request ends', async () => {
		const { clock, limiter, send, sentAt } = setUp({ maxOpen: 1, limit: 4 });
		const fail = () => {
			throw new Error('x');
		};
		for (const request of [async () => fail(), async () => 1]) {
			const sent = limiter.send({ caller: {} }, request, fail);
			await expect(clock.until(sent)).rejects.toThrow('x');
		}
		for (const kind of ['other', 'unsent', 'accepted'] as const) await clock.until(send(kind));
		expect(sentAt).toHaveLength(3);
		// What throws may have been counted by the service.
		await clock.until(send());
		expect(sentAt[3]).toBeGreaterThan(59);
	});

	it('bounds what is open, and does not count where it was not used', async () => {
		const { clock, send, sentAt } = setUp({ maxOpen: 2, limit: 3 });
		await clock.until(times(4, async () => await send('unsent', { ms: 20_000 })));
		await clock.until(times(2, async () => await send()));
		expect(sentAt).toEqual([0, 0, 20, 20, 40, 40]);
	});
});

describe('the queue', () => {
	it('gives each caller its turn, so that one item does not wait behind a hundred', async () => {
		const { clock, send } = setUp({ maxOpen: 1 });
		const order: string[] = [];
		const many = {};
		const crowd = Array.from({ length: 100 }, async (_none, i) => {
			await send('accepted', { caller: many });
			order.push(`many ${i}`);
		});
		const others = ['one', 'two'].map(async (one) => await send().then(() => order.push(one)));
		await clock.until(Promise.all([...crowd, ...others]));
		expect(order.slice(0, 5)).toEqual(['many 0', 'many 1', 'one', 'two', 'many 2']);
	});

	it('is left at once by who is stopped', async () => {
		const { clock, send, sentAt } = setUp({ maxOpen: 1 });
		const stop = new AbortController();
		const held = send('accepted', { ms: 5000 });
		const stopped = send('accepted', { stop });
		const patient = send();
		stop.abort();
		expect(await stopped).toBeUndefined();
		expect(await send('accepted', { stop })).toBeUndefined();
		await clock.until(Promise.all([held, patient]));
		expect(sentAt).toEqual([0, 5]);
	});

	it('has one timer for ten thousand that wait, and leaves nothing', async () => {
		const { clock, send, shared } = setUp({ limit: 10_000 });
		await clock.until(send('tooMany'));
		const stop = new AbortController();
		const all = times(10_000, async () => await send('accepted', { ms: 1, stop }));
		expect(clock.sleepers).toBe(1);
		await clock.until(all);
		expect([clock.sleepers, shared.limits.size]).toEqual([0, 0]);
	});
});
