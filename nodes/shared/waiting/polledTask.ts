import { backoff } from './backoff';
import { delayAfterFault, delayWhileRunning, type Estimate } from './pollDelay';
import type { Permit } from './rateLimiter';

/** The result of one poll of a task. `T` is a task as its service describes it, `F` a fault. */
export type PollResult<T, F> =
	| {
			ok: true;
			finished: boolean;
			task: T;
			/** As the service says, if it does: seconds to go, and 0 to 100. */
			etaSeconds?: number;
			progressPercent?: number;
	  }
	| {
			ok: false;
			fault: F;
			/** Whether asking again can't help. */
			final: boolean;
			/** Whether the service asks for fewer requests. */
			rateLimited: boolean;
			retryAfterMs?: number;
	  };

/** How the wait for one task ended. */
export type WaitResult<T, F> =
	| { kind: 'finished'; task: T }
	| { kind: 'refused'; fault: F }
	| { kind: 'timedOut'; lastSeen?: T; lastFault?: F };

/** A task that is waited for. */
export interface PolledTask<T, F> {
	taskId: string;
	/** Its place in the batch, by which last polls are spread. */
	index: number;
	/** Milliseconds since 1970. */
	deadline: number;
	faultsInARow: number;
	lastEstimate?: Estimate;
	lastSeen?: T;
	lastFault?: F;
}

/** The pause between two polls of a task is up to this part longer or shorter. */
const JITTER = 0.1;

/** The longest rest that one answer causes for all tasks; if it asks for more, only its own task waits. */
const MAX_COMMON_REST_MS = 60_000;

/** How long to leave a task alone after a poll, in milliseconds. */
export function pollDelay<T, F>(
	task: PolledTask<T, F>,
	result: PollResult<T, F>,
	now: number,
	pollIntervalMs: number,
	random: () => number,
): number {
	const jitter = 1 + JITTER * (2 * random() - 1);
	if (!result.ok) {
		const { retryAfterMs = 0 } = result;
		const pause = delayAfterFault(pollIntervalMs, task.faultsInARow, retryAfterMs);
		return Math.max(pause * jitter, retryAfterMs);
	}
	const { etaSeconds, progressPercent } = result;
	const estimate: Estimate = {
		at: now,
		...(etaSeconds === undefined ? {} : { etaSeconds }),
		...(progressPercent === undefined ? {} : { progressPercent }),
	};
	const pause = delayWhileRunning(pollIntervalMs, estimate, task.lastEstimate);
	task.lastEstimate = estimate;
	return pause * jitter;
}

/** The longest that a service may ask for before a repeat: somebody waits for the answer. */
const MAX_RETRY_DELAY_MS = 5000;

/**
 * How long to wait before a last poll is repeated, in milliseconds: a second, then twice as long each
 * time.
 *
 * @param retries how many there may be
 * @returns `undefined` where it is not: it brought an answer, or there were enough
 */
export function retryDelay<T, F>(
	{ faultsInARow }: PolledTask<T, F>,
	result: PollResult<T, F>,
	retries: number,
	random: () => number,
): number | undefined {
	if (result.ok || faultsInARow > retries) return undefined;
	const { retryAfterMs = 0 } = result;
	if (retryAfterMs > MAX_RETRY_DELAY_MS) return undefined;
	return Math.max(backoff(faultsInARow, random), retryAfterMs);
}

/** Tells the limiter what an answer says of the account's limits. */
export function endPollPermit<T, F>(permit: Permit | undefined, result: PollResult<T, F>): void {
	if (result.ok) permit?.accepted();
	else if (!result.rateLimited) permit?.unknown();
	else {
		const { retryAfterMs = 0 } = result;
		permit?.refused(retryAfterMs > MAX_COMMON_REST_MS ? undefined : retryAfterMs);
	}
}

/** Records the result of a poll. */
export function recordPoll<T, F>(task: PolledTask<T, F>, result: PollResult<T, F>): void {
	if (result.ok) {
		task.lastSeen = result.task;
		task.faultsInARow = 0;
		delete task.lastFault;
	} else {
		task.lastFault = result.fault;
		task.faultsInARow++;
	}
}

export function timedOutResult<T, F>({ lastSeen, lastFault }: PolledTask<T, F>): WaitResult<T, F> {
	return {
		kind: 'timedOut',
		...(lastSeen === undefined ? {} : { lastSeen }),
		...(lastFault === undefined ? {} : { lastFault }),
	};
}
