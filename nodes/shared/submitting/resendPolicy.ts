import type { Fault } from '../api/fault';

/** How long a rejected submission is held back and sent again before its item is given up. */
const BUSY_BUDGET_MS = 120_000;

/** The same where nothing answers at all: more likely a wrong address than a busy service. */
const UNREACHABLE_BUDGET_MS = 10_000;

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Whether and when a submission may be sent again.
 *
 * Sending again is only safe where the service surely did not accept the first request: submitting
 * is not known to be idempotent, so every accepted POST counts as one paid generation.
 *
 * @param attempt how many times it has been sent, from 1
 * @param pausedMs how long it has been held back so far, apart from what others made it wait
 * @returns the pause in milliseconds, or `undefined` where it must not or need not be sent again
 */
export function pauseBeforeResend(
	fault: Fault,
	attempt: number,
	pausedMs: number,
): number | undefined {
	if (!fault.surelyNotAccepted || !fault.passing || fault.accountWide === true) return undefined;
	const backOff = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));
	const pause = Math.max(backOff, fault.retryAfterMs ?? 0);
	const budget = fault.status === undefined ? UNREACHABLE_BUDGET_MS : BUSY_BUDGET_MS;
	return pausedMs + pause <= budget ? pause : undefined;
}
