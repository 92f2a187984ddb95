import type { Estimate } from './estimate';
import type { Permit } from './rateLimiter';

/** A task as far as waiting for it goes. A task of the API has these fields, and more. */
export interface TaskState {
	state: 'running' | 'succeeded' | 'failed';
	/** Seconds to go, as the service says. */
	etaSeconds?: number;
	/** 0 to 100. */
	progressPercent?: number;
}

/** A fault as far as waiting goes. A fault of the API has these fields, and more. */
export interface PollFault {
	/** `tooMany` where the service wants fewer requests. */
	verdict?: string;
	retryAfterMs?: number;
}

/** What one poll of a task brought. */
export type PollResult<T = TaskState, F = PollFault> =
	| { ok: true; value: T }
	| { ok: false; fault: F };

/** How the wait for one task ended. */
export type WaitResult<T, F> =
	| { kind: 'finished'; task: T }
	| { kind: 'refused'; fault: F }
	/** It had not finished, or could not be read, when there was no time left for another poll. */
	| { kind: 'timedOut'; lastSeen?: T; lastFault?: F };

/** A task that is waited for. */
export interface PolledTask<T = TaskState, F = PollFault> {
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

/** The longest rest that one answer causes for all tasks; if it asks for more, only its own task waits. */
const MAX_COMMON_REST_MS = 60_000;

/** Tells the limiter what an answer says of the account's limits. */
export function endPollPermit(permit: Permit | undefined, result: PollResult): void {
	if (result.ok) permit?.accepted();
	else if (result.fault.verdict !== 'tooMany') permit?.unknown();
	else {
		const { retryAfterMs = 0 } = result.fault;
		permit?.refused(retryAfterMs > MAX_COMMON_REST_MS ? undefined : retryAfterMs);
	}
}

/** Records the result of a poll. */
export function recordPoll<T, F>(task: PolledTask<T, F>, result: PollResult<T, F>): void {
	if (result.ok) {
		task.lastSeen = result.value;
		task.faultsInARow = 0;
		delete task.lastFault;
	} else {
		task.lastFault = result.fault;
		task.faultsInARow++;
	}
}

export function timedOutResult<T, F>({ lastSeen, lastFault }: PolledTask<T, F>): WaitResult<T, F> {
	return { kind: 'timedOut', lastSeen, lastFault };
}
