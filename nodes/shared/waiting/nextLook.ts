/** The longest pause that a row of faults can bring about, unless the service asks for more. */
const LONGEST_PAUSE_MS = 60_000;

/** The shortest pause before a task that is said to be almost done. */
const SHORTEST_PAUSE_MS = 1000;

/**
 * How long to leave a running task alone, in milliseconds.
 *
 * `pollIntervalMs` is the longest that a finished task may go unseen, so the service's estimate can
 * only bring a look forward; an estimate of 0, which the API also sends when it has none, does not.
 */
export function pauseWhileRunning(pollIntervalMs: number, etaSeconds?: number): number {
	if (etaSeconds === undefined || etaSeconds <= 0) return pollIntervalMs;
	return Math.min(pollIntervalMs, Math.max(SHORTEST_PAUSE_MS, etaSeconds * 1000));
}

/**
 * How long to leave a task alone after `faultsInARow` looks that brought nothing, in milliseconds:
 * twice as long each time up to a minute, and never less than the service asked for.
 */
export function pauseAfterFault(
	pollIntervalMs: number,
	faultsInARow: number,
	retryAfterMs = 0,
): number {
	const slower = pollIntervalMs * 2 ** Math.min(faultsInARow, 10);
	return Math.max(pollIntervalMs, Math.min(LONGEST_PAUSE_MS, slower), retryAfterMs);
}
