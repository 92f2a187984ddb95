import { RequestPace } from '../../../nodes/shared/waiting/requestPace.ts';

describe('the pace of requests', () => {
	it('leaves an even gap and saves up nothing while it is idle', () => {
		const pace = new RequestPace(4);
		pace.take(0);
		expect(pace.readyAt).toBe(250);
		pace.take(10_000);
		expect(pace.readyAt).toBe(10_250);
	});

	it('halves when the service rejects a request, and recovers with each accepted one', () => {
		const pace = new RequestPace(10);
		pace.take(0);
		pace.rejected(50);
		expect(pace.readyAt).toBe(250);
		pace.take(250);
		expect(pace.readyAt).toBe(450);
		for (let i = 0; i < 20; i++) pace.accepted();
		pace.take(1000);
		expect(pace.readyAt).toBe(1100);
	});

	it('counts requests that were rejected together once', () => {
		const pace = new RequestPace(10);
		for (const at of [0, 10, 20, 30]) pace.rejected(at);
		pace.take(1000);
		expect(pace.readyAt).toBe(1200);
	});

	it('never gets slower than a request in ten seconds', () => {
		const pace = new RequestPace(10);
		for (let at = 0; at < 1_000_000; at += 20_000) pace.rejected(at);
		pace.take(1_000_000);
		expect(pace.readyAt).toBe(1_010_000);
	});

	it('keeps quiet for as long as the service asks', () => {
		const pace = new RequestPace(10);
		pace.rejected(0, 7000);
		expect(pace.readyAt).toBe(7000);
	});
});
