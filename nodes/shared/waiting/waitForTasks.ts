import { backoff, type Clock } from './clock';
import type { Answer, RateLimiter } from './rateLimiter';

/** What waiting needs to know of a task. */
export interface TaskState {
	state: 'running' | 'succeeded' | 'failed';
	/** Set where it has succeeded, but a file is not in the answer yet. */
	lacksFiles?: true;
}

/** What waiting needs to know of a fault. */
export type PollFault = { retryAfterMs?: number };

/** The result of one poll. */
export type PollResult<T, F> = { ok: true; value: T } | { ok: false; fault: F };

/** How the wait for one task ended. */
export type WaitEnd<T, F> =
	| { kind: 'finished'; task: T }
	| { kind: 'refused'; fault: F }
	/** When its time was over, it was still running, or could not be read. */
	| { kind: 'timedOut'; lastSeen?: T; lastFault?: F };

export interface WaitOptions<T extends TaskState, F extends PollFault> {
	/** Without duplicates. */
	taskIds: readonly string[];
	/** Asks for the state of a task, within a limited time. What it throws ends the whole wait. */
	poll: (taskId: string) => Promise<PollResult<T, F>>;
	limiter: Pick<RateLimiter, 'send'>;
	/** What a poll tells the limiter. */
	answerOf: (result: PollResult<T, F>) => Answer;
	/** Whether polling the task again may help after a fault. */
	isTransient: (fault: F, taskId: string) => boolean;
	clock: Clock;
	/** From 0 to 1, for the jitter of `retries`. */
	random: () => number;
	/** The time between two polls of a task, unless faults make it longer. */
	pollIntervalMs: number;
	/** How long to wait for a task, from the start of the wait. 0 polls it once. */
	timeoutMs: (taskId: string) => number;
	/** How long to wait for a missing file, from when its task was seen to have succeeded. */
	lateFilesMs: number;
	/** How often to poll again, within seconds, if the last poll brings a fault, or no file. */
	retries: number;
	/** Called once for each task when its wait has ended, but not after `signal`. */
	onEnd: (taskId: string, end: WaitEnd<T, F>) => void;
	/** Ends the wait at once, without a call for the remaining tasks. */
	signal: AbortSignal;
}

/** The longest pause after faults in a row, unless the service or the poll interval asks for more. */
const MAX_FAULT_DELAY_MS = 60_000;

/** No poll is repeated after the time is over if the service asks for a longer pause. */
const MAX_RETRY_DELAY_MS = 5000;

/** Waits begin and give up in groups, one after the other: thousands at once would block the process. */
const GROUP_SIZE = 250;
const GROUP_DELAY_MS = 10;

/** After its time, a task is given up when the limiter has let no poll of the wait through for so long. */
const PATIENCE_MS = 30_000;

/**
 * Waits for many tasks together, each in a loop of its own: permit, poll, sleep. A batch takes as long as
 * its slowest task, and a slow answer holds up no other task.
 *
 * A task is polled a last time when its time is over, so a time-out is never reported early. The last poll
 * also waits for its permit, as long as the limiter lets polls of this wait through.
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
			if (group > 0) await clock.sleep(GROUP_DELAY_MS * group);
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
		for (let [faultsInARow, retries] = [0, 0]; ; ) {
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
			const interval = Math.min(slower, Math.max(MAX_FAULT_DELAY_MS, pollIntervalMs));
			let pause = Math.min(left, Math.max(askedMs, interval));
			if (left <= 0) {
				const broughtNothing = !result.ok || end.kind === 'finished';
				const isLast = ++retries > options.retries || askedMs > MAX_RETRY_DELAY_MS;
				if (!broughtNothing || isLast) return end;
				pause = Math.max(askedMs, backoff(retries, options.random));
			}
			await clock.sleep(pause, ended);
			if (ended.aborted) return undefined;
		}
	};

	const waitForGroup = async (group: number): Promise<void> => {
		await clock.sleep(GROUP_DELAY_MS * group);
		const taskIds = options.taskIds.slice(group * GROUP_SIZE, (group + 1) * GROUP_SIZE);
		const waits = taskIds.map(async (taskId) => {
			const end = await waitFor(taskId, group);
			if (end !== undefined && !options.signal.aborted) options.onEnd(taskId, end);
		});
		await Promise.all(waits);
	};
	try {
		const groups = Array.from({ length: Math.ceil(options.taskIds.length / GROUP_SIZE) });
		await Promise.all(groups.map(async (_none, group) => await waitForGroup(group)));
	} finally {
		over.abort();
	}
}
