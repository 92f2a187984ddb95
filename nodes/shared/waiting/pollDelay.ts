/** What a service says about how far a running task is, as it was at one poll. */
export interface Estimate {
	/** Milliseconds since 1970. */
	at: number;
	/** Seconds it still expects to need. */
	etaSeconds?: number;
	/** 0 to 100. */
	progressPercent?: number;
}

/** The longest pause after faults in a row, unless the service asks for more. */
const MAX_DELAY_MS = 60_000;

/** The shortest pause before a task that is said to be almost done. */
const MIN_DELAY_MS = 1000;

/** The longest pause that an estimate can cause: a task may be done long before. */
const MAX_TRUSTED_DELAY_MS = 60_000;

/** How much more than the truth an estimate may promise and still not make a poll come too late. */
const OPTIMISM = 1.5;

/** How fast an estimate has to fall, in seconds a second, to be taken for one. */
const MIN_FALL = 0.25;

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
 * The pause, in milliseconds, that the estimates of two polls suggest, or `undefined` where there is
 * none to be believed: two thirds of what is said to be left.
 */
export function delayByEstimate(hints: Estimate, before: Estimate): number | undefined {
	const seconds = fallingEta(hints, before) ?? remainingByProgress(hints, before);
	return seconds === undefined ? undefined : (seconds * 1000) / OPTIMISM;
}

/** The estimate in seconds, where it has fallen since the poll before. */
function fallingEta(hints: Estimate, before: Estimate): number | undefined {
	const { etaSeconds = 0 } = hints;
	const { etaSeconds: earlier = 0 } = before;
	const passed = (hints.at - before.at) / 1000;
	return etaSeconds > 0 && passed > 0 && earlier - etaSeconds >= MIN_FALL * passed
		? etaSeconds
		: undefined;
}

/** The seconds that are left if progress continues as it did since the poll before. */
function remainingByProgress(hints: Estimate, before: Estimate): number | undefined {
	const { progressPercent = 0 } = hints;
	const gained = progressPercent - (before.progressPercent ?? 0);
	const passed = (hints.at - before.at) / 1000;
	if (gained <= 0 || passed <= 0 || progressPercent >= 100) return undefined;
	// From 0 it may have been waiting in a queue before it began, which says nothing of its speed.
	if (before.progressPercent === undefined || before.progressPercent <= 0) return undefined;
	return ((100 - progressPercent) * passed) / gained;
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
