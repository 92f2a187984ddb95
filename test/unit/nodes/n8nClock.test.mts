import { n8nClock } from '../../../nodes/shared/n8n/n8nClock.ts';

afterEach(() => jest.restoreAllMocks());

describe('the clock', () => {
	it.each([-3_600_000, 3_600_000])(
		'does not notice that the clock of the machine is set by %d ms',
		async (ms) => {
			const date = Date.now();
			const before = n8nClock.now();
			const slept = n8nClock.sleep(300);
			jest.spyOn(Date, 'now').mockReturnValue(date + ms);
			await slept;
			const passed = n8nClock.now() - before;
			expect(passed).toBeGreaterThanOrEqual(295);
			expect(passed).toBeLessThan(60_000);
		},
	);
	it('sleeps longer than its longest timer where it is asked to', async () => {
		const before = Date.now();
		await n8nClock.sleep(400);
		expect(Date.now() - before).toBeGreaterThanOrEqual(399);
	});

	it('listens to a signal once, however long it sleeps and however often', async () => {
		const { signal } = new AbortController();
		const listen = jest.spyOn(signal, 'addEventListener');
		await Promise.all([n8nClock.sleep(300, signal), n8nClock.sleep(300, signal)]);
		await n8nClock.sleep(10, signal);
		expect(listen).toHaveBeenCalledTimes(1);
	});

	it('wakes in the midst of a sleep, and not a slice later', async () => {
		const wake = new AbortController();
		const sleep = n8nClock.sleep(3_600_000, wake.signal);
		await new Promise((resolve) => setTimeout(resolve, 20));
		const before = performance.now();
		wake.abort();
		await sleep;
		expect(performance.now() - before).toBeLessThan(100);
	});

	it('does not sleep at all for no time', async () => {
		const timer = jest.spyOn(globalThis, 'setTimeout');
		await n8nClock.sleep(0);
		await n8nClock.sleep(-5);
		expect(timer).not.toHaveBeenCalled();
		timer.mockRestore();
	});

	it('sleeps, and wakes at once when it is told to', async () => {
		const wake = new AbortController();
		const sleep = n8nClock.sleep(3_600_000, wake.signal);
		wake.abort();
		await sleep;
		await n8nClock.sleep(3_600_000, wake.signal);
		const before = n8nClock.now();
		await n8nClock.sleep(20);
		expect(n8nClock.now()).toBeGreaterThanOrEqual(before + 19);
	});

	it('has one timer for ten thousand that sleep, and wakes them at once', async () => {
		const timer = jest.spyOn(globalThis, 'setTimeout');
		const stop = new AbortController();
		const sleeps = Array.from({ length: 10_000 }, async (_none, index) => {
			await n8nClock.sleep(60_000 + index, stop.signal);
		});
		await n8nClock.sleep(600);
		// A tick each quarter of a second, however busy the machine.
		expect(timer.mock.calls.length).toBeLessThan(30);
		const before = performance.now();
		stop.abort();
		await Promise.all(sleeps);
		expect(performance.now() - before).toBeLessThan(1000);
		timer.mockRestore();
	});
});
