import { backoff, type Clock } from './clock';
import type { Answer, RateLimiter } from './rateLimiter';

/** A task as far as waiting for it goes; one of the API has more. */
export interface TaskState {
	state: 'running' | 'succeeded' | 'failed';
	/** Set where it has succeeded and a file is missing in the answer, which may come a moment later. */
	lacksFiles?: true;
}

/** A fault as far as waiting for a task goes; one of the API has more. */
export type PollFault = { retryAfterMs?: number };

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

/** A service that wants a longer rest than this is not asked again once time is over. */
const MAX_RETRY_DELAY_MS = 5000;

/** How many waits begin and give up together, and how far apart: thousands would keep the process from all else. */
const TOGETHER = 250;
const APART_MS = 10;

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
	const { clock, limiter, pollIntervalMs } = options;
	const caller = {};
	const startedAt = clock.now();
	let lastSentAt = startedAt;
	const over = new AbortController();
	const ended = AbortSignal.any([options.signal, over.signal]);

	/** By group and deadline: most tasks of a batch have the same. */
	const giveUps = new Map<string, AbortSignal>();
	const giveUpAfter = (deadline: number, group: number): AbortSignal => {
		const known = giveUps.get(`${group} ${deadline}`);
		if (known !== undefined) return known;
		const giveUp = new AbortController();
		const left = () => Math.max(deadline, lastSentAt) + PATIENCE_MS - clock.now();
		const watch = async (): Promise<void> => {
			while (left() > 0 && !ended.aborted) await clock.sleep(left(), ended);
			if (group > 0) await clock.sleep(APART_MS * group);
			giveUp.abort();
		};
		giveUps.set(`${group} ${deadline}`, giveUp.signal);
		void watch();
		return giveUp.signal;
	};

	const waitFor = async (taskId: string, group: number): Promise<WaitEnd<T, F> | undefined> => {
		let deadline = startedAt + options.timeoutMs(taskId);
		const turn = { caller, signal: giveUpAfter(deadline, group) };
		const poll = async (): Promise<PollResult<T, F> | undefined> => {
			if (ended.aborted) return undefined;
			lastSentAt = clock.now();
			return await options.poll(taskId);
		};
		let end: WaitEnd<T, F> = { kind: 'timedOut' };
		for (let [faultsInARow, retried] = [0, 0]; ; ) {
			const result = await limiter.send(turn, poll, (polled) =>
				polled === undefined ? { kind: 'unsent' } : options.answerOf(polled),
			);
			if (ended.aborted) return undefined;
			if (result === undefined) return end;
			faultsInARow = result.ok ? 0 : faultsInARow + 1;
			let askedMs = 0;
			if (!result.ok) {
				const { fault } = result;
				if (!options.isTransient(fault, taskId)) return { kind: 'refused', fault };
				if (end.kind === 'timedOut') end = { ...end, lastFault: fault };
				askedMs = fault.retryAfterMs ?? 0;
			} else if (result.value.state === 'running') {
				end = { kind: 'timedOut', lastSeen: result.value };
			} else {
				if (end.kind !== 'finished') deadline = clock.now() + options.lateFilesMs;
				end = { kind: 'finished', task: result.value };
				if (end.task.lacksFiles !== true) return end;
			}
			const left = deadline - clock.now();
			const slower = pollIntervalMs * 2 ** faultsInARow;
			const interval = Math.min(slower, Math.max(MAX_DELAY_MS, pollIntervalMs));
			let pause = Math.min(left, Math.max(askedMs, interval));
			if (left <= 0) {
				const isInVain = !result.ok || end.kind === 'finished';
				const isLast = ++retried > options.retries || askedMs > MAX_RETRY_DELAY_MS;
				if (!isInVain || isLast) return end;
				pause = Math.max(askedMs, backoff(retried, options.random));
			}
			await clock.sleep(pause, ended);
			if (ended.aborted) return undefined;
		}
	};

	const waitForGroup = async (group: number): Promise<void> => {
		await clock.sleep(APART_MS * group);
		const taskIds = options.taskIds.slice(group * TOGETHER, (group + 1) * TOGETHER);
		const waits = taskIds.map(async (taskId) => {
			const end = await waitFor(taskId, group);
			if (end !== undefined && !options.signal.aborted) options.onEnd(taskId, end);
		});
		await Promise.all(waits);
	};
	try {
		const groups = Array.from({ length: Math.ceil(options.taskIds.length / TOGETHER) });
		await Promise.all(groups.map(async (_none, group) => await waitForGroup(group)));
	} finally {
		over.abort();
	}
}
