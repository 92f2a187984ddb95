import { between, limitedRun, pollingCrowd } from './support/limitedRuns.mts';

const sliding = { perMinute: 50 };
const fixed = { perMinute: 50, fixed: true };

describe('a limit of 50 submissions a minute', () => {
	it.each([
		['in any 60 seconds', sliding, 20, 120, 0.1],
		['that begins with the minute', fixed, 20, 100, 0.1],
		// It is used up twice before anything can be learned.
		['that begins with the minute, just before one', fixed, 50, 70, 0.12],
	])(
		'%s takes 120 items hardly longer than it has to',
		async (_what, allowed, startSecond, best, most) => {
			for (const seed of [1, 2, 3]) {
				const run = await limitedRun({ allowed, batches: [120], startSecond, seed });
				expect(run.lost).toBe(0);
				expect(run.lastSeconds).toBeLessThan(1.1 * best);
				expect(run.refusedShare).toBeLessThan(most);
			}
		},
	);

	it.each([20, 300, 1000])(
		'takes 150 executions at once, with answers after %d ms',
		async (latencyMs) => {
			for (const seed of [1, 2, 3]) {
				const run = await limitedRun({ allowed: sliding, crowd: 150, latencyMs, seed });
				expect(run.lost).toBe(0);
				expect(run.lastSeconds).toBeLessThan(1.2 * 120);
				expect(run.refusedShare).toBeLessThan(0.1);
			}
		},
	);

	it.each([
		['sliding', sliding],
		['fixed', fixed],
	])(
		'(%s) takes a thousand executions, the last at most twice as late as in a fair queue',
		async (_kind, allowed) => {
			const run = await limitedRun({ allowed, crowd: 1000, keepTryingMinutes: 30 });
			expect(run.lost).toBe(0);
			expect(run.lastSeconds).toBeLessThan(2 * 19 * 60);
			expect(run.refusedShare).toBeLessThan(0.05);
		},
	);

	it('is used up nearly whole by a batch of hundreds, whatever Retry-After it answers', async () => {
		for (const retryAfterMs of [undefined, 1000, 20_000]) {
			const run = await limitedRun({ allowed: { ...sliding, retryAfterMs }, batches: [500] });
			expect(run.lost).toBe(0);
			expect(run.lastSeconds).toBeLessThan(1.2 * 9 * 60);
			expect(run.refusedShare).toBeLessThan(0.1);
		}
	});
});

describe('other limits by the minute', () => {
	it('are learned from 5 to 1,000', async () => {
		for (const perMinute of [5, 14, 100, 300, 1000]) {
			const best = 60 * 3;
			const run = await limitedRun({
				allowed: { perMinute },
				batches: [3 * perMinute + 1],
				latencyMs: 20,
			});
			expect(run.lost).toBe(0);
			expect(run.lastSeconds).toBeGreaterThan(best);
			expect(run.lastSeconds).toBeLessThan(1.4 * best);
			expect(run.quotas[0]).toBeGreaterThan(0.8 * perMinute);
			expect(run.quotas[0]).toBeLessThan(1.1 * perMinute + 1);
		}
	});

	it('lose none of 14 items where only 5 a minute go through', async () => {
		const run = await limitedRun({ allowed: { perMinute: 5, fixed: true }, batches: [14] });
		expect(run).toMatchObject({ accepted: 14, lost: 0 });
		expect(run.lastSeconds).toBeLessThan(1.1 * 100);
	});

	it('that are raised are followed upwards', async () => {
		const change = { afterMinutes: 5, allowed: { perMinute: 200 } };
		const run = await limitedRun({ allowed: sliding, batches: [9000], change, forMinutes: 40 });
		const [minutes] = run.byProcess as [number[]];
		expect(between(minutes, 20, 30)).toBeGreaterThan(0.85 * 10 * 200);
		expect(run.refusedShare).toBeLessThan(0.03);
	});

	it('that are lowered are followed downwards', async () => {
		const change = { afterMinutes: 3, allowed: { perMinute: 20 } };
		const run = await limitedRun({
			allowed: { perMinute: 100 },
			batches: [9000],
			change,
			forMinutes: 30,
		});
		const [minutes] = run.byProcess as [number[]];
		expect(between(minutes, 15, 30)).toBeGreaterThan(0.8 * 15 * 20);
		expect(run.refusedShare).toBeLessThan(0.15);
	});
});

describe('a limit by the second', () => {
	it.each([5, 10, 20])('of %d is found and kept close to', async (perSecond) => {
		const run = await limitedRun({ allowed: { perSecond }, crowd: 60 * perSecond });
		expect(run.lost).toBe(0);
		expect(run.lastSeconds).toBeLessThan(1.5 * 60);
		expect(run.refusedShare).toBeLessThan(0.05);
		expect(run.quotas).toEqual([undefined]);
	});
});

describe('a limit by the second that polls count against, too', () => {
	it('lets sixty executions finish with few refusals', async () => {
		for (const seed of [1, 2, 3]) {
			const { finished, seconds, refusedShare } = await pollingCrowd(
				60,
				{ perSecond: 10 },
				{ seed },
			);
			expect(finished).toBe(60);
			expect(seconds).toBeLessThan(75);
			expect(refusedShare).toBeLessThan(0.1);
		}
	});
});

describe('a limit on running tasks', () => {
	it('works as a queue', async () => {
		const allowed = { running: 3, taskMs: 120_000 };
		const run = await limitedRun({ allowed, batches: [6] });
		expect(run).toMatchObject({ accepted: 6, lost: 0 });
		expect(run.lastSeconds).toBeLessThan(160);
	});

	it('is used well by longer queues', async () => {
		const run = await limitedRun({ allowed: { running: 10, taskMs: 60_000 }, batches: [100] });
		expect(run).toMatchObject({ accepted: 100, lost: 0 });
		expect(run.lastSeconds).toBeLessThan(1.25 * 540);
	});
});

describe('four processes with one account', () => {
	it.each([
		['sliding', sliding],
		['fixed', fixed],
	])('(%s) each get a fair part, also where three come later', async (_kind, allowed) => {
		for (const laterMinutes of [0, 4]) {
			const run = await limitedRun({
				allowed,
				batches: [9000],
				processes: 4,
				forMinutes: 60,
				laterMinutes,
				keepTryingMinutes: 60,
			});
			const parts = run.byProcess.map((minutes) => between(minutes, 20, 60));
			const whole = parts.reduce((sum, part) => sum + part, 0);
			expect(whole).toBeGreaterThan(0.9 * 40 * 50);
			// Of a quarter each, at least a third and at most double.
			for (const part of parts) {
				expect(part).toBeGreaterThan(whole / 12);
				expect(part).toBeLessThan(whole / 2);
			}
			expect(run.refusedShare).toBeLessThan(0.2);
		}
	});

	it('get a crowd of executions through', async () => {
		const run = await limitedRun({ allowed: sliding, crowd: 400, processes: 4 });
		expect(run.lost).toBe(0);
		expect(run.lastSeconds).toBeLessThan(1.5 * 7 * 60);
	});
});
