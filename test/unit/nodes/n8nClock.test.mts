import { n8nClock } from '../../../nodes/shared/n8n/n8nClock.ts';

afterEach(() => jest.restoreAllMocks());

/** Whether something is over before anything that takes time. */
const isOverAtOnce = async (all: Promise<unknown>) =>
	await Promise.race([
		all.then(() => true),
		new Promise<boolean>((resolve) => setImmediate(resolve, false)),
	]);

describe('the clock', () => {
	it('sleeps through several timers, and does not notice that the machine’s is set', async () => {
		const before = n8nClock.now();
		const slept = n8nClock.sleep(1100);
		for (const ms of [-3_600_000, 3_600_000]) {
			jest.spyOn(Date, 'now').mockReturnValue(before + ms);
			await n8nClock.sleep(20);
		}
		await slept;
		const passed = n8nClock.now() - before;
		expect(passed).toBeGreaterThanOrEqual(1099);
		expect(passed).toBeLessThan(3_600_000);
	});

	it('listens to a signal once, however long it sleeps and however often', async () => {
		const { signal } = new AbortController();
		const listen = jest.spyOn(signal, 'addEventListener');
		await Promise.all([n8nClock.sleep(300, signal), n8nClock.sleep(300, signal)]);
		await n8nClock.sleep(10, signal);
		expect(listen).toHaveBeenCalledTimes(1);
	});

	it('wakes ten thousand at once in the midst of a sleep, and lets nobody sleep afterwards', async () => {
		const stop = new AbortController();
		const sleep = async () => await n8nClock.sleep(3_600_000, stop.signal);
		const sleeps = Promise.all(Array.from({ length: 10_000 }, sleep));
		await n8nClock.sleep(20);
		expect(await isOverAtOnce(sleeps)).toBe(false);
		stop.abort();
		expect(await isOverAtOnce(sleeps)).toBe(true);
		expect(await isOverAtOnce(sleep())).toBe(true);
	});

	it('does not sleep at all for no time', async () => {
		const timer = jest.spyOn(globalThis, 'setTimeout');
		await n8nClock.sleep(0);
		await n8nClock.sleep(-5);
		expect(timer).not.toHaveBeenCalled();
	});
});
