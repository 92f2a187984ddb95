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

	it('wakes whoever sleeps when it is told to', async () => {
		const stop = new AbortController();
		const slept = n8nClock.sleep(3_600_000, stop.signal);
		stop.abort();
		await slept;
	});
});
