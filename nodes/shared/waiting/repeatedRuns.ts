/** What is known of one thing that a run was about. */
interface LastRun {
	/** Milliseconds since 1970. */
	startedAt: number;
	endedAt: number;
	/** How often it came again at once, with nothing to be gained by that. */
	again: number;
}

/** What the last runs were about, by keys that say what is the same: plain data. */
export type LastRuns = Record<string, LastRun>;

/** What comes again within this time has no pause in its loop. */
const AT_ONCE_MS = 1000;

const MIN_GAP_MS = 1000;
const MAX_GAP_MS = 60_000;

/** After which a run is forgotten. */
const FORGOTTEN_AFTER_MS = 120_000;

/** How many keys represent a run, however many tasks it has. */
const KEYS_OF_A_RUN = 20;
const MAX_KEYS = 400;

/**
 * The keys that stand for a run: the first ones in their order, so that runs about nearly the same
 * have most of them in common.
 */
export function keysOfRun(keys: Iterable<string>): string[] {
	return [...new Set(keys)].sort().slice(0, KEYS_OF_A_RUN);
}

/**
 * How long a run has to wait that is about the same as an earlier one, in milliseconds: there is at
 * most one a second, and fewer and fewer where nothing is gained by it. What comes after a pause of its
 * own, or for the first time, never waits.
 */
export function pauseBeforeRun(
	runs: Readonly<LastRuns>,
	keys: readonly string[],
	now: number,
): { pauseMs: number; again: number } {
	const same = keys.flatMap((key) => {
		const run = runs[key];
		return run !== undefined && now - run.endedAt < AT_ONCE_MS ? [run] : [];
	});
	if (same.length === 0) return { pauseMs: 0, again: 0 };
	const again = 1 + Math.max(...same.map((run) => run.again));
	const startedAt = Math.max(...same.map((run) => run.startedAt));
	const gap = Math.min(MAX_GAP_MS, MIN_GAP_MS * 2 ** Math.min(again - 1, 10));
	return { pauseMs: Math.max(0, startedAt + gap - now), again };
}

/** Runs that had nothing but failures, directly one after the other. */
export interface FailedRuns {
	count: number;
	/** Milliseconds since 1970 of the end of the last one. */
	endedAt: number;
}

const GAP_FOR_EACH_FAILED_RUN_MS = 10;

/**
 * How long a run has to wait, whatever it is about, because those just before it failed, in
 * milliseconds. A loop that changes its items in each round, e.g. by a number or a time, would
 * otherwise keep n8n from everything else. A batch of a hundred that all fail takes a minute at most.
 */
export function pauseAfterFailures(failed: FailedRuns | undefined, now: number): number {
	if (failed === undefined || now - failed.endedAt >= AT_ONCE_MS) return 0;
	const gap = Math.min(MAX_GAP_MS, failed.count * GAP_FOR_EACH_FAILED_RUN_MS);
	return Math.max(0, failed.endedAt + gap - now);
}

/** The count after one more of them. */
export function withFailure(
	failed: FailedRuns | undefined,
	startedAt: number,
	endedAt: number,
): FailedRuns {
	const isInARow = failed !== undefined && startedAt - failed.endedAt < AT_ONCE_MS;
	return { count: isInARow ? failed.count + 1 : 1, endedAt };
}

/** The memory after a run. */
export function withRun(runs: Readonly<LastRuns>, keys: readonly string[], run: LastRun): LastRuns {
	const others = Object.entries(runs).filter(
		([key, { endedAt }]) => run.endedAt - endedAt < FORGOTTEN_AFTER_MS && !keys.includes(key),
	);
	return Object.fromEntries([
		...others.slice(-(MAX_KEYS - keys.length)),
		...keys.map((key) => [key, run] as const),
	]);
}
