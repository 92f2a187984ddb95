import type { Clock } from './clock';

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
		return await Promise.race([
			run(over.signal),
			clock.sleep(ms, over.signal).then(() => undefined),
		]);
	} finally {
		over.abort();
	}
}
