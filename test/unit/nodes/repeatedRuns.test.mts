import {
	keysOfRun,
	pauseBeforeRun,
	withRun,
	type LastRuns,
	pauseAfterFailures,
	withFailure,
	type FailedRuns,
} from '../../../nodes/shared/waiting/repeatedRuns.ts';

/** When runs start that follow each other without a pause, each a moment long. */
function startsOf(count: number, { keysAt = (_run: number) => ['a'], pointless = true } = {}) {
	let runs: LastRuns = {};
	let now = 0;
	return Array.from({ length: count }, (_none, index) => {
		const keys = keysOfRun(keysAt(index));
		const { pauseMs, again } = pauseBeforeRun(runs, keys, now);
		const startedAt = now + pauseMs;
		now = startedAt + 10;
		runs = withRun(runs, keys, { startedAt, endedAt: now, again: pointless ? again : 0 });
		return startedAt;
	});
}

describe('a run on the same as one just before', () => {
	it('comes a second after it, and later and later where nothing is gained', () => {
		const starts = startsOf(10);
		const gaps = starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
		expect(gaps).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
	});

	it('comes once a second for as long as there is something to be gained', () => {
		expect(startsOf(5, { pointless: false })).toEqual([0, 1000, 2000, 3000, 4000]);
	});

	it('is known by any of its parts', () => {
		expect(startsOf(3, { keysAt: (run) => ['same', `other ${run}`] })).toEqual([0, 1000, 3000]);
	});

	it('waits for nothing after a pause of its own', () => {
		const runs = withRun({}, ['a'], { startedAt: 0, endedAt: 10, again: 5 });
		expect(pauseBeforeRun(runs, ['a'], 1010)).toEqual({ pauseMs: 0, again: 0 });
	});
});

describe('runs on something else each time', () => {
	it('follow each other at once', () => {
		expect(startsOf(4, { keysAt: (run) => [`item ${run}`] })).toEqual([0, 10, 20, 30]);
	});
});

describe('what is remembered', () => {
	it('is bounded, however much runs are about', () => {
		let runs: LastRuns = {};
		for (let run = 0; run < 100; run++) {
			const keys = keysOfRun(Array.from({ length: 1000 }, (_none, index) => `${run} ${index}`));
			runs = withRun(runs, keys, { startedAt: run, endedAt: run, again: 0 });
		}
		expect(Object.keys(runs).length).toBeLessThanOrEqual(400);
	});

	it('is forgotten after a while', () => {
		const runs = withRun({}, ['a'], { startedAt: 0, endedAt: 0, again: 0 });
		expect(Object.keys(withRun(runs, ['b'], { startedAt: 0, endedAt: 200_000, again: 0 }))).toEqual(
			['b'],
		);
	});
});

describe('runs that only fail', () => {
	const failures = (count: number, everyMs: number): FailedRuns => {
		let failed: FailedRuns | undefined;
		for (let run = 0; run < count; run++)
			failed = withFailure(failed, run * everyMs, run * everyMs);
		return failed as FailedRuns;
	};

	it('wait longer the more of them come at once, whatever they are about', () => {
		const failed = failures(50, 1);
		expect(pauseAfterFailures(failed, failed.endedAt)).toBe(500);
		expect(pauseAfterFailures(failures(100_000, 1), 99_999)).toBe(60_000);
	});

	it('wait for nothing where the loop has a pause of its own, or nothing has failed', () => {
		const failed = failures(50, 1000);
		expect(failed.count).toBe(1);
		expect(pauseAfterFailures(failed, failed.endedAt + 1000)).toBe(0);
		expect(pauseAfterFailures(undefined, 0)).toBe(0);
	});
});
