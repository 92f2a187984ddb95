/** The time that waiting depends on, so that tests can let an hour pass in a millisecond. */
export interface Clock {
	/** Milliseconds on a monotonic clock that begins about 1970: for durations, not for dates. */
	now(): number;
	/** Resolves after `ms` milliseconds, or at once when `signal` is aborted. Never rejects. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Pauses double, from the first to the longest. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/** The share by which a pause is randomly shorter or longer: requests refused together return apart. */
const JITTER = 0.25;

/** Milliseconds to pause after the first, second, … try in a row; `random` is from 0 to 1. */
export function backoff(tries: number, random: () => number): number {
	const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1));
	return pause * (1 + JITTER * (2 * random() - 1));
}

/**
 * Runs something that may take too long, or never end.
 *
 * @param ms milliseconds that it may take in all
 * @param run gets a signal that is aborted when the time is up, or when `run` has ended
 * @returns what `run` resolved to, or `undefined` where it took too long. No timer is left behind.
 * @throws what `run` rejects with in time
 */
export async function withTimeout<T>(
	clock: Clock,
	ms: number,
	run: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
	const over = new AbortController();
	try {
		const timeUp = clock.sleep(ms, over.signal).then(() => undefined);
		return await Promise.race([run(over.signal), timeUp]);
	} finally {
		over.abort();
	}
}

const listeners = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls a function when a signal is aborted; never for one that is aborted already. All functions of a
 * signal share one listener: Node.js warns of more than ten.
 *
 * @returns removes the function again
 */
export function onAbort(signal: AbortSignal, call: () => void): () => void {
	const all = listeners.get(signal) ?? new Set();
	if (!listeners.has(signal)) {
		listeners.set(signal, all);
		signal.addEventListener('abort', () => all.forEach((each) => each()), { once: true });
	}
	all.add(call);
	return () => all.delete(call);
}
