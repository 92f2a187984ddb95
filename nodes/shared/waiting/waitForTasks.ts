import { backoff } from './backoff';
import type { Clock } from './clock';
import type { Answer, RateLimiter } from './rateLimiter';

/** A task as far as waiting for it goes. A task of the API has these fields, and more. */
export interface TaskState {
	state: 'running' | 'succeeded' | 'failed';
	/** Set where it has succeeded and a file is missing in the answer, which may come a moment later. */
	lacksFiles?: true;
}

/** A fault as far as waiting goes. A fault of the API has these fields, and more. */
export interface PollFault {
	retryAfterMs?: number;
}

/** What one poll of a task brought. */
export type PollResult<T, F> = { ok: true; value: T } | { ok: false; fault: F };

/** How the wait for one task ended. */
export type WaitEnd<T, F> =
	| { kind: 'finished'; task: T }
	| { kind: 'refused'; fault: F }
	/** It had not finished, or could not be read, when its time was over. */
	| { kind: 'timedOut'; lastSeen?: T; lastFault?: F };

export interface WaitOptions<T extends TaskState, F extends PollFault> {
	/** Each task once. */
	taskIds: readonly string[];
	/** Asks for the state of a task, within a bounded time. What it throws ends the whole wait. */
	poll: (taskId: string) => Promise<PollResult<T, F>>;
	/** Of the account: shared by all that poll for it. */
	limiter: Pick<RateLimiter, 'send'>;
	/** What a poll tells the limiter. */
	answerOf: (result: PollResult<T, F>) => Answer;
	/** Whether polling the task again may help after a fault. */
	isTransient: (fault: F, taskId: string) => boolean;
	clock: Clock;
	/** From 0 to 1; spreads repeated polls. */
	random: () => number;
	/** The time between two polls of a task. */
	pollIntervalMs: number;
	/** How long a task is waited for, from the start of the wait. 0 polls it once. */
	timeoutMs: (taskId: string) => number;
	/** How long a file that is missing in the answer of a finished task is waited for. */
	lateFilesMs: number;
	/** How often a poll that comes to nothing when time is over is repeated within seconds. */
	retries: number;
	/** Called for each task once, as soon as its wait has ended, and not after `signal`. */
	onEnd: (taskId: string, end: WaitEnd<T, F>) => void;
	/** Ends the wait at once, with the rest left open. */
	signal: AbortSignal;
}

/** The longest pause after faults in a row, unless the service asks for more. */
const MAX_DELAY_MS = 60_000;

/** The pause between two polls for a file that is late. */
const LATE_FILE_INTERVAL_MS = 5000;

/** A service that wants a longer rest than this is not asked again once time is over. */
const MAX_RETRY_DELAY_MS = 5000;

/** How many waits begin at once: thousands would keep the process from everything else. */
const BEGIN_AT_ONCE = 500;

/** When time is over and the limiter has let no poll of this wait through for so long, it gives up. */
const PATIENCE_MS = 30_000;

/**
 * Waits for many tasks together, each by a loop of its own: permit, poll, sleep. A batch takes as long as
 * its slowest task, and a slow answer holds up nobody else.
 *
 * A task is polled a last time when its time is over, so a time-out is never reported early. The last
 * poll waits for its permit, too, for as long as the limiter lets polls of this wait through.
 */
export async function waitForTasks<T extends TaskState, F extends PollFault>(
	options: WaitOptions<T, F>,
): Promise<void> {
	const { clock, limiter } = options;
	const caller = {};
	const startedAt = clock.now();
	let lastSentAt = startedAt;
	const over = new AbortController();
	const ended = AbortSignal.any([options.signal, over.signal]);

	const giveUpLater = async (deadline: number, giveUp: AbortController): Promise<void> => {
		for (;;) {
			const left = Math.max(deadline, lastSentAt) + PATIENCE_MS - clock.now();
			if (left <= 0 || ended.aborted) return giveUp.abort();
			await clock.sleep(left, ended);
		}
	};
	/** By deadline: most tasks of a batch have the same. */
	const giveUps = new Map<number, AbortController>();
	const giveUpSignal = (deadline: number): AbortSignal => {
		const known = giveUps.get(deadline);
		if (known !== undefined) return known.signal;
		const giveUp = new AbortController();
		giveUps.set(deadline, giveUp);
		void giveUpLater(deadline, giveUp);
		return giveUp.signal;
	};

	const waitFor = async (taskId: string): Promise<WaitEnd<T, F> | undefined> => {
		let deadline = startedAt + options.timeoutMs(taskId);
		const signal = giveUpSignal(deadline);
		let end: WaitEnd<T, F> = { kind: 'timedOut' };
		let [faultsInARow, retried] = [0, 0];
		for (;;) {
			const result = await limiter.send(
				{ caller, signal },
				async () => {
					lastSentAt = clock.now();
					return await options.poll(taskId);
				},
				options.answerOf,
			);
			if (ended.aborted) return undefined;
			if (result === undefined) return end;
			const retryAfterMs = result.ok ? 0 : (result.fault.retryAfterMs ?? 0);
			if (result.ok) {
				const task = result.value;
				faultsInARow = 0;
				if (task.state === 'running') end = { kind: 'timedOut', lastSeen: task };
				else {
					if (end.kind !== 'finished') deadline = clock.now() + options.lateFilesMs;
					end = { kind: 'finished', task };
					if (task.lacksFiles !== true) return end;
				}
			} else {
				if (!options.isTransient(result.fault, taskId)) {
					return { kind: 'refused', fault: result.fault };
				}
				faultsInARow++;
				if (end.kind === 'timedOut') end = { ...end, lastFault: result.fault };
			}

			const left = deadline - clock.now();
			if (left > 0) {
				const interval = end.kind === 'finished' ? LATE_FILE_INTERVAL_MS : options.pollIntervalMs;
				const delay = Math.max(pollDelay(interval, faultsInARow), retryAfterMs);
				await clock.sleep(Math.min(left, delay), ended);
			} else {
				const helps = !result.ok || end.kind === 'finished';
				const isLast = retried >= options.retries || retryAfterMs > MAX_RETRY_DELAY_MS;
				if (!helps || isLast) return end;
				const delay = Math.max(backoff(++retried, options.random), retryAfterMs);
				await clock.sleep(delay, ended);
			}
			if (ended.aborted) return undefined;
		}
	};

	const begin = async (first: number): Promise<void> => {
		const some = options.taskIds.slice(first, first + BEGIN_AT_ONCE).map(async (taskId) => {
			const end = await waitFor(taskId);
			if (end !== undefined && !options.signal.aborted) options.onEnd(taskId, end);
		});
		if (some.length === 0) return;
		const others = clock.sleep(1, ended).then(async () => await begin(first + BEGIN_AT_ONCE));
		await Promise.all([...some, others]);
	};
	try {
		await begin(0);
	} finally {
		over.abort();
	}
}

/** The interval, and after faults twice as long each time, up to a minute. */
function pollDelay(intervalMs: number, faultsInARow: number): number {
	const slower = intervalMs * 2 ** Math.min(faultsInARow, 10);
	return Math.max(intervalMs, Math.min(MAX_DELAY_MS, slower));
}
