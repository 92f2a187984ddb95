import type { Clock } from './clock';
import { Deadlines } from './deadlines';
import { DueQueue } from './dueQueue';
import { onAbort } from './onAbort';
import { pollDelay, retryDelay } from './pollDelay';
import {
	endPollPermit,
	recordPoll,
	timedOutResult,
	type PolledTask,
	type PollFault,
	type PollResult,
	type TaskState,
	type WaitResult,
} from './polledTask';
import { PollPace } from './pollPace';
import type { Permit, RateLimiter } from './rateLimiter';

export interface WaitOptions<T extends TaskState, F extends PollFault> {
	/** Each task once. */
	taskIds: readonly string[];
	/**
	 * Asks for the state of a task, within a bounded time. Resolves with every fault as a value; what it
	 * throws ends the whole wait.
	 */
	poll: (taskId: string) => Promise<PollResult<T, F>>;
	/** Whether polling the task again may help after a fault. */
	isTransient: (fault: F, taskId: string) => boolean;
	clock: Clock;
	/** From 0 to 1; spreads the polls of many executions. */
	random: () => number;
	/** Of the account: shared by all that poll for it. */
	limiter: RateLimiter;
	/** How many polls this wait may send in a second, whatever the account allows. */
	maxRequestsPerSecond: number;
	/**
	 * The time between two polls of a task, and so the longest that a finished one goes unseen while
	 * requests are few; where the service gives usable estimates, polls come when they promise more.
	 */
	pollIntervalMs: number;
	/** How long a task is waited for, from the start of the wait. 0 polls it once. */
	timeoutMs: (taskId: string) => number;
	/** How often a last poll that brought a transient fault is repeated, within seconds; never by default. */
	retries?: number;
	/** Called for each task once, as soon as its wait has ended, and not after `signal`. */
	onEnd: (taskId: string, end: WaitResult<T, F>) => void;
	/** Ends the wait at once, with the rest left open. */
	signal?: AbortSignal;
}

/**
 * Waits for many tasks together: a batch takes as long as its slowest task.
 *
 * Each task has a time at which it is due for its next poll; the one that is due the longest goes
 * first, as soon as the account's limiter allows a poll, so that none starves however many there are.
 * Polls overlap, so that a slow answer holds up nobody else. Each task is polled a last time when
 * its time is up, in a large batch as much before as it takes to poll all of them. Where the
 * limiter gives no permit by then, the last poll is sent without one.
 */
export async function waitForTasks<T extends TaskState, F extends PollFault>(
	options: WaitOptions<T, F>,
): Promise<void> {
	const { clock, limiter, signal, random, retries = 0 } = options;
	const caller = {};
	const startedAt = clock.now();
	const pace = new PollPace(options.maxRequestsPerSecond, startedAt);
	const queue = new DueQueue<PolledTask<T, F>>();
	/** Of the tasks in the queue. */
	const deadlines = new Deadlines();
	const enqueue = (waiting: PolledTask<T, F>, dueAt: number): void => {
		queue.add(waiting, dueAt);
		deadlines.add(waiting.deadline);
	};
	for (const [index, taskId] of options.taskIds.entries()) {
		const deadline = startedAt + options.timeoutMs(taskId);
		enqueue({ taskId, index, deadline, faultsInARow: 0 }, startedAt);
	}

	let inFlight = 0;
	let crash: { error: unknown } | undefined;
	// Aborted and renewed whenever something happens that the loop below sleeps towards.
	let change = new AbortController();
	const signalChange = () => change.abort();
	const unheard = signal && onAbort(signal, signalChange);

	/** When a task is polled for the last time. */
	const lastPollAt = ({ index, deadline }: PolledTask<T, F>): number => {
		const remaining = queue.size + inFlight;
		const spread = pace.gapMs * (index % Math.max(1, remaining));
		return deadline - Math.min(spread, (deadline - startedAt) / 2);
	};

	const pollTask = async (waiting: PolledTask<T, F>, permit: Permit | undefined): Promise<void> => {
		const { taskId } = waiting;
		const isLast = clock.now() >= lastPollAt(waiting);
		let result: PollResult<T, F>;
		try {
			result = await options.poll(taskId);
			endPollPermit(permit, result);
		} finally {
			permit?.unknown();
		}
		if (signal?.aborted === true) return;

		if (result.ok && result.value.state !== 'running') {
			options.onEnd(taskId, { kind: 'finished', task: result.value });
		} else if (!result.ok && !options.isTransient(result.fault, taskId)) {
			options.onEnd(taskId, { kind: 'refused', fault: result.fault });
		} else {
			recordPoll(waiting, result);
			const dueAt =
				clock.now() + pollDelay(waiting, result, clock.now(), options.pollIntervalMs, random);
			const retryIn = isLast ? retryDelay(waiting, result, retries, random) : undefined;
			if (retryIn !== undefined) {
				waiting.deadline = clock.now() + retryIn;
				enqueue(waiting, waiting.deadline);
			} else if (isLast) options.onEnd(taskId, timedOutResult(waiting));
			else enqueue(waiting, Math.min(lastPollAt(waiting), dueAt));
		}
	};

	try {
		while (signal?.aborted !== true && crash === undefined) {
			const now = clock.now();
			const dueAt = queue.firstAt;
			if (dueAt === undefined && inFlight === 0) return;
			const pollAt = dueAt === undefined ? Infinity : Math.max(dueAt, pace.nextAt);
			if (pollAt > now) {
				change = new AbortController();
				await pauseOrChange(clock, pollAt - now, change.signal);
				continue;
			}

			const giveUpAt = pace.giveUpAt(deadlines.first);
			const permit = await limiter.acquire({ caller, signal, giveUpAt });
			if (signal?.aborted) {
				permit?.unsent();
				break;
			}
			pace.polled(now, clock.now(), permit !== undefined);
			const waiting =
				permit === undefined
					? queue.takeFirstLike(({ deadline }) => deadline <= clock.now())
					: queue.takeFirst();
			if (waiting === undefined) continue;
			deadlines.remove(waiting.deadline);
			inFlight++;
			void pollTask(waiting, permit)
				.catch((error: unknown) => {
					crash = { error };
				})
				.finally(() => {
					inFlight--;
					signalChange();
				});
		}
	} finally {
		unheard?.();
	}
	if (crash !== undefined) throw crash.error;
}

/** Sleeps until the pause is over or `change` is signalled; without an end it is change alone. */
async function pauseOrChange(clock: Clock, pause: number, change: AbortSignal): Promise<void> {
	if (Number.isFinite(pause)) return await clock.sleep(pause, change);
	await new Promise<void>((resolve) => {
		if (change.aborted) resolve();
		else change.addEventListener('abort', () => resolve(), { once: true });
	});
}
