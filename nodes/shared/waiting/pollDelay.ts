import { backoff } from './backoff';
import { delayByEstimate, type Estimate } from './estimate';
import type { PolledTask, PollResult } from './polledTask';

/** The pause between two polls of a task is up to this part longer or shorter. */
const JITTER = 0.1;

/** The longest pause after faults in a row, unless the service asks for more. */
const MAX_DELAY_MS = 60_000;

/** The shortest pause before a task that is said to be almost done. */
const MIN_DELAY_MS = 1000;

/** The longest pause that an estimate can cause: a task may be done long before. */
const MAX_TRUSTED_DELAY_MS = 60_000;

/** The longest that a service may ask for before a repeat: somebody waits for the answer. */
const MAX_RETRY_DELAY_MS = 5000;

/** How long to leave a task alone after a poll, in milliseconds. */
export function pollDelay(
	task: PolledTask,
	result: PollResult,
	now: number,
	pollIntervalMs: number,
	random: () => number,
): number {
	const jitter = 1 + JITTER * (2 * random() - 1);
	if (!result.ok) {
		const { retryAfterMs = 0 } = result.fault;
		const pause = delayAfterFault(pollIntervalMs, task.faultsInARow, retryAfterMs);
		return Math.max(pause * jitter, retryAfterMs);
	}
	const { etaSeconds, progressPercent } = result.value;
	const estimate: Estimate = { at: now, etaSeconds, progressPercent };
	const pause = delayWhileRunning(pollIntervalMs, estimate, task.lastEstimate);
	task.lastEstimate = estimate;
	return pause * jitter;
}

/**
 * How long to leave a running task alone, in milliseconds.
 *
 * Without a usable estimate it is the poll interval. An estimate is believed once it has been seen to
 * fall from one poll to the next: a service may also send 0, or the same number for ever. Then the
 * next poll comes after two thirds of it, and so on: few polls while the end is far, many close to
 * it, and none too late as long as the estimate is not more than half too high.
 *
 * @param before the estimate of the poll before this one, if there was one
 */
export function delayWhileRunning(
	pollIntervalMs: number,
	hints: Estimate,
	before?: Estimate,
): number {
	const shortest = Math.min(MIN_DELAY_MS, pollIntervalMs);
	if (before === undefined) {
		// Nothing to compare with yet: the estimate can only bring the next poll forward.
		const etaMs = (hints.etaSeconds ?? 0) * 1000;
		return etaMs > 0 ? Math.min(pollIntervalMs, Math.max(shortest, etaMs)) : pollIntervalMs;
	}
	const pause = delayByEstimate(hints, before);
	if (pause === undefined) return pollIntervalMs;
	return Math.min(MAX_TRUSTED_DELAY_MS, Math.max(shortest, pause));
}

/**
 * How long to leave a task alone after `faultsInARow` polls that brought nothing, in milliseconds:
 * twice as long each time up to a minute, and never less than the service asked for.
 */
export function delayAfterFault(
	pollIntervalMs: number,
	faultsInARow: number,
	retryAfterMs = 0,
): number {
	const slower = pollIntervalMs * 2 ** Math.min(faultsInARow, 10);
	return Math.max(pollIntervalMs, Math.min(MAX_DELAY_MS, slower), retryAfterMs);
}

/**
 * How long to wait before a last poll is repeated, in milliseconds: a second, then twice as long each
 * time.
 *
 * @param retries how many there may be
 * @returns `undefined` where it is not: it brought an answer, or there were enough
 */
export function retryDelay(
	{ faultsInARow }: PolledTask,
	result: PollResult,
	retries: number,
	random: () => number,
): number | undefined {
	if (result.ok || faultsInARow > retries) return undefined;
	const { retryAfterMs = 0 } = result.fault;
	if (retryAfterMs > MAX_RETRY_DELAY_MS) return undefined;
	return Math.max(backoff(faultsInARow, random), retryAfterMs);
}
