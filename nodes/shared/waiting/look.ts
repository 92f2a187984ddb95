import { backoff } from './backoff';
import { pauseAfterFault, pauseWhileRunning, type Hints } from './nextLook';
import type { Permit } from './rateLimiter';

/** What one look at a task brought. `T` is a task as its service describes it, `F` a fault. */
export type Look<T, F> =
	| {
			seen: true;
			finished: boolean;
			task: T;
			/** As the service says, if it does: seconds to go, and 0 to 100. */
			etaSeconds?: number;
			progressPercent?: number;
	  }
	| {
			seen: false;
			fault: F;
			/** Whether asking again can't help. */
			final: boolean;
			/** Whether the service wants fewer requests. */
			tooFast: boolean;
			retryAfterMs?: number;
	  };

/** How the wait for one task ended. */
export type WaitEnd<T, F> =
	| { kind: 'finished'; task: T }
	| { kind: 'refused'; fault: F }
	| { kind: 'timedOut'; lastSeen?: T; lastFault?: F };

/** A task that is waited for. */
export interface Waiting<T, F> {
	taskId: string;
	/** Its place in the batch, by which last polls are spread. */
	index: number;
	/** Milliseconds since 1970. */
	deadline: number;
	faultsInARow: number;
	lastHints?: Hints;
	lastSeen?: T;
	lastFault?: F;
}

/** The pause between two looks at a task is up to this part longer or shorter. */
const JITTER = 0.1;

/** The longest rest that one answer brings to all tasks; one that asks for more gets it for its own task. */
const LONGEST_COMMON_REST_MS = 60_000;

/** How long to leave a task alone after a look, in milliseconds. */
export function pauseAfterLook<T, F>(
	waiting: Waiting<T, F>,
	look: Look<T, F>,
	now: number,
	pollIntervalMs: number,
	random: () => number,
): number {
	const chance = 1 + JITTER * (2 * random() - 1);
	if (!look.seen) {
		const { retryAfterMs = 0 } = look;
		const pause = pauseAfterFault(pollIntervalMs, waiting.faultsInARow, retryAfterMs);
		return Math.max(pause * chance, retryAfterMs);
	}
	const { etaSeconds, progressPercent } = look;
	const hints: Hints = {
		at: now,
		...(etaSeconds === undefined ? {} : { etaSeconds }),
		...(progressPercent === undefined ? {} : { progressPercent }),
	};
	const pause = pauseWhileRunning(pollIntervalMs, hints, waiting.lastHints);
	waiting.lastHints = hints;
	return pause * chance;
}

/** The longest that a service may ask for before a repeat: somebody waits for the answer. */
const LONGEST_REPEAT_MS = 5000;

/**
 * How long to wait before a last look is repeated, in milliseconds: a second, then twice as long each
 * time.
 *
 * @param repeats how many there may be
 * @returns `undefined` where it is not: it brought an answer, or there were enough
 */
export function pauseBeforeRepeat<T, F>(
	{ faultsInARow }: Waiting<T, F>,
	look: Look<T, F>,
	repeats: number,
	random: () => number,
): number | undefined {
	if (look.seen || faultsInARow > repeats) return undefined;
	const { retryAfterMs = 0 } = look;
	if (retryAfterMs > LONGEST_REPEAT_MS) return undefined;
	return Math.max(backoff(faultsInARow, random), retryAfterMs);
}

/** Tells the limiter what an answer says of the account's limits. */
export function endPermit<T, F>(permit: Permit | undefined, look: Look<T, F>): void {
	if (look.seen) permit?.accepted();
	else if (!look.tooFast) permit?.unknown();
	else {
		const { retryAfterMs = 0 } = look;
		permit?.refused(retryAfterMs > LONGEST_COMMON_REST_MS ? undefined : retryAfterMs);
	}
}

/** Writes down what a look brought. */
export function remember<T, F>(waiting: Waiting<T, F>, look: Look<T, F>): void {
	if (look.seen) {
		waiting.lastSeen = look.task;
		waiting.faultsInARow = 0;
		delete waiting.lastFault;
	} else {
		waiting.lastFault = look.fault;
		waiting.faultsInARow++;
	}
}

export function timedOut<T, F>({ lastSeen, lastFault }: Waiting<T, F>): WaitEnd<T, F> {
	return {
		kind: 'timedOut',
		...(lastSeen === undefined ? {} : { lastSeen }),
		...(lastFault === undefined ? {} : { lastFault }),
	};
}
