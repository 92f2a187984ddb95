import { between, LIMIT_SCENARIOS, limitedRun } from './support/limitScenarios.mts';

const fifty = { perMinute: 50 };

describe('the limits of an account', () => {
	it.each(LIMIT_SCENARIOS)('$name: at most $most times as long as it has to take', async (goal) => {
		for (const seed of [1, 2, 3]) {
			const { seconds, lost, refusedShare } = await goal.run(seed);
			expect(lost).toBe(0);
			expect(seconds / goal.best).toBeLessThanOrEqual(goal.most);
			expect(100 * refusedShare).toBeLessThanOrEqual(goal.most429);
		}
	});

	it.each([5, 14, 100, 300])(
		'of %d a minute are found where nobody knows them, whatever Retry-After says',
		async (perMinute) => {
			for (const retryAfterMs of [0, 1000, 20_000]) {
				const allowed = { perMinute, retryAfterMs };
				const batches = [3 * perMinute + 1];
				const run = await limitedRun({ allowed, batches, perMinute: 10_000, latencyMs: 20 });
				expect(run.lost).toBe(0);
				expect(run.seconds).toBeLessThan(1.4 * 180);
			}
		},
	);

	it.each([
		[50, 200],
		[100, 20],
	])('that are %d and become %d are followed within minutes', async (before, after) => {
		const { byProcess, refusedShare } = await limitedRun({
			allowed: { perMinute: before },
			batches: [6000],
			perMinute: 1000,
			change: { afterMinutes: 5, allowed: { perMinute: after } },
			forMinutes: 30,
		});
		expect(between(byProcess.flat(), 10, 30)).toBeGreaterThan(0.85 * 20 * after);
		expect(refusedShare).toBeLessThan(0.15);
	});

	it.each([0, 4])('are shared by four processes, three of them %d minutes later', async (later) => {
		const run = { allowed: fifty, batches: [900], processes: 4, laterMinutes: later };
		const { byProcess, refusedShare } = await limitedRun({ ...run, forMinutes: 40 });
		const parts = byProcess.map((minutes) => between(minutes, 20, 40));
		const whole = parts.reduce((sum, part) => sum + part, 0);
		expect(whole).toBeGreaterThan(0.9 * 20 * 50);
		for (const part of parts) expect(part).toBeGreaterThan(whole / 20);
		expect(refusedShare).toBeLessThan(0.25);
	});
});
