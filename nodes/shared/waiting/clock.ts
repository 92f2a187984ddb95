/** Time as the waiting room sees it, so that tests can let an hour pass in a millisecond. */
export interface Clock {
	/** Milliseconds since about 1970, by a clock that is never set: for durations, not for dates. */
	now(): number;
	/** Resolves after `ms` milliseconds, or at once when `signal` is aborted. Never rejects. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A pause is twice as long each time. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/** A pause is up to this part shorter or longer, so that what was refused together does not return together. */
const JITTER = 0.25;

/** Milliseconds to pause after the first, second, … try in a row; `random` is from 0 to 1. */
export function backoff(tries: number, random: () => number): number {
	const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1));
	return pause * (1 + JITTER * (2 * random() - 1));
}

/**
 * Runs something that may take too long, hang, or never end.
 *
 * @param ms milliseconds that it may take in all
 * @param run is handed a signal that is aborted when the time is up, and resolves to a value
 * @returns what `run` resolved to, or `undefined` where it took too long. No timer is left behind.
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

const calls = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls a function once when a signal is aborted. A signal has one listener however many wait for it:
 * Node.js warns of more than ten.
 *
 * @returns takes the call back
 */
export function onAbort(signal: AbortSignal, call: () => void): () => void {
	const all = calls.get(signal) ?? new Set();
	if (!calls.has(signal)) {
		calls.set(signal, all);
		signal.addEventListener('abort', () => all.forEach((each) => each()), { once: true });
	}
	all.add(call);
	return () => all.delete(call);
}
