/** What a service says about how far a running task is, as it was at one poll. */
export interface Estimate {
	/** Milliseconds since 1970. */
	at: number;
	/** Seconds it still expects to need. */
	etaSeconds?: number;
	/** 0 to 100. */
	progressPercent?: number;
}

/** How much more than the truth an estimate may promise and still not make a poll come too late. */
const OPTIMISM = 1.5;

/** How fast an estimate has to fall, in seconds a second, to be taken for one. */
const MIN_FALL = 0.25;

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
