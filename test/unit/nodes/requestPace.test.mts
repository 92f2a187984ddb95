import { RequestPace } from '../../../nodes/shared/waiting/requestPace.ts';

/** The gap that a pace leaves now, in milliseconds. */
const gapOf = (pace: RequestPace) => {
	pace.take(1e9);
	return pace.readyAt - 1e9;
};

describe('the pace of requests', () => {
	it('leaves an even gap and saves up nothing while it is idle', () => {
		const pace = new RequestPace(4);
		pace.take(0);
		expect(pace.readyAt).toBe(250);
		pace.take(10_000);
		expect(pace.readyAt).toBe(10_250);
	});

	it('keeps quiet for a second after a rejection, or for as long as the service asks', () => {
		const pace = new RequestPace(10);
		pace.rejected(0);
		expect(pace.readyAt).toBe(1000);
		pace.rejected(5000, 7000);
		expect(pace.readyAt).toBe(12_000);
	});

	it('halves, then goes back quickly to a little below the rejected pace, then slowly beyond', () => {
		const pace = new RequestPace(10);
		pace.rejected(0);
		expect(gapOf(pace)).toBe(200);
		for (let i = 0; i < 5; i++) pace.accepted();
		expect(gapOf(pace)).toBeCloseTo(125);
		for (let i = 0; i < 100; i++) pace.accepted();
		expect(gapOf(pace)).toBeGreaterThan(120);
		for (let i = 0; i < 1000; i++) pace.accepted();
		expect(gapOf(pace)).toBe(100);
	});

	it('counts requests that were rejected together once', () => {
		const pace = new RequestPace(10);
		for (const at of [0, 10, 20, 30]) pace.rejected(at);
		expect(gapOf(pace)).toBe(200);
	});

	it('never gets slower than a request in ten seconds', () => {
		const pace = new RequestPace(10);
		for (let at = 0; at < 1_000_000; at += 20_000) pace.rejected(at);
		expect(gapOf(pace)).toBe(10_000);
	});

	it('settles below what a service allows, with hardly a rejection', () => {
		const pace = new RequestPace(100);
		const allowedPerSecond = 20;
		const sent: Array<{ at: number; rejected: boolean }> = [];
		for (let now = 0; now < 300_000; now = Math.max(now + 1, pace.readyAt)) {
			pace.take(now);
			const recent = sent.filter(({ at, rejected }) => !rejected && at > now - 1000).length;
			const rejected = recent >= allowedPerSecond;
			sent.push({ at: now, rejected });
			if (rejected) pace.rejected(now);
			else pace.accepted();
		}
		const settled = sent.filter(({ at }) => at > 10_000);
		const rejections = settled.filter(({ rejected }) => rejected).length;
		expect(rejections / settled.length).toBeLessThan(0.01);
		expect(settled.length / 290).toBeGreaterThan(0.75 * allowedPerSecond);
	});

	it('takes a rejection a second later for one more', () => {
		const pace = new RequestPace(10);
		pace.rejected(0);
		pace.rejected(999);
		expect(gapOf(pace)).toBe(200);
		const other = new RequestPace(10);
		other.rejected(0);
		other.rejected(1000);
		expect(gapOf(other)).toBe(400);
	});
});
