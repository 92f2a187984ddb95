import type { Clock } from './clock';
import { Deadlines } from './deadlines';
import { DueQueue } from './dueQueue';
import {
	endPermit,
	pauseAfterLook,
	pauseBeforeRepeat,
	remember,
	timedOut,
	type Look,
	type WaitEnd,
	type Waiting,
} from './look';
import { onAbort } from './onAbort';
import { PollPace } from './pollPace';
import type { Permit, RateLimiter } from './rateLimiter';

export interface WaitOptions<T, F> {
	/** Each task once. */
	taskIds: readonly string[];
	/**
	 * Asks for the state of a task, within a bounded time. Resolves with every fault as a value; what it
	 * throws ends the whole wait.
	 */
	look: (taskId: string) => Promise<Look<T, F>>;
	clock: Clock;
	/** From 0 to 1; spreads the polls of many executions. */
	random: () => number;
	/** Of the account: shared with everybody who polls for it. */
	limiter: RateLimiter;
	/** How many polls this wait may send in a second, whatever the account allows. */
	maxRequestsPerSecond: number;
	/**
	 * The time between two looks at a task, and so the longest that a finished one goes unseen while
	 * requests are few; where the service gives usable estimates, looks come when they promise more.
	 */
	pollIntervalMs: number;
	/** How long a task is waited for, from the start of the wait. 0 looks at it once. */
	timeoutMs: (taskId: string) => number;
	/** How often a last look that brought a transient fault is repeated, within seconds; never by default. */
	repeats?: number;
	/** Called for each task once, as soon as its wait has ended, and not after `signal`. */
	onEnd: (taskId: string, end: WaitEnd<T, F>) => void;
	/** Ends the wait at once, with the rest left open. */
	signal?: AbortSignal;
}

/**
 * Waits for many tasks together: a batch takes as long as its slowest task.
 *
 * Each task has a time at which it is due for its next look; the one that is due the longest goes
 * first, as soon as the account's limiter allows a poll, so that none starves however many there are.
 * Looks overlap, so that a slow answer holds up nobody else. Each task is looked at a last time when
 * its time is up, in a large batch as much before as it takes to look at all of them. Where the
 * limiter gives no permit by then, the last look is sent without one.
 */
export async function waitForTasks<T, F>(options: WaitOptions<T, F>): Promise<void> {
	const { clock, limiter, signal, random, repeats = 0 } = options;
	const caller = {};
	const startedAt = clock.now();
	const pace = new PollPace(options.maxRequestsPerSecond, startedAt);
	const queue = new DueQueue<Waiting<T, F>>();
	/** Of the tasks in the queue. */
	const deadlines = new Deadlines();
	const enqueue = (waiting: Waiting<T, F>, dueAt: number): void => {
		queue.add(waiting, dueAt);
		deadlines.add(waiting.deadline);
	};
	for (const [index, taskId] of options.taskIds.entries()) {
		const deadline = startedAt + options.timeoutMs(taskId);
		enqueue({ taskId, index, deadline, faultsInARow: 0 }, startedAt);
	}

	let underWay = 0;
	let crash: { error: unknown } | undefined;
	// Aborted and renewed whenever something happens that the loop below sleeps towards.
	let change = new AbortController();
	const signalChange = () => change.abort();
	const unheard = signal && onAbort(signal, signalChange);

	/** When a task is looked at for the last time. */
	const lastLookAt = ({ index, deadline }: Waiting<T, F>): number => {
		const remaining = queue.size + underWay;
		const spread = pace.gapMs * (index % Math.max(1, remaining));
		return deadline - Math.min(spread, (deadline - startedAt) / 2);
	};

	const lookAt = async (waiting: Waiting<T, F>, permit: Permit | undefined): Promise<void> => {
		const { taskId } = waiting;
		const isLast = clock.now() >= lastLookAt(waiting);
		let look: Look<T, F>;
		try {
			look = await options.look(taskId);
			endPermit(permit, look);
		} finally {
			permit?.unknown();
		}
		if (signal?.aborted === true) return;

		if (look.seen && look.finished) {
			options.onEnd(taskId, { kind: 'finished', task: look.task });
		} else if (!look.seen && look.final) {
			options.onEnd(taskId, { kind: 'refused', fault: look.fault });
		} else {
			remember(waiting, look);
			const dueAt =
				clock.now() + pauseAfterLook(waiting, look, clock.now(), options.pollIntervalMs, random);
			const repeatIn = isLast ? pauseBeforeRepeat(waiting, look, repeats, random) : undefined;
			if (repeatIn !== undefined) {
				waiting.deadline = clock.now() + repeatIn;
				enqueue(waiting, waiting.deadline);
			} else if (isLast) options.onEnd(taskId, timedOut(waiting));
			else enqueue(waiting, Math.min(lastLookAt(waiting), dueAt));
		}
	};

	try {
		while (signal?.aborted !== true && crash === undefined) {
			const now = clock.now();
			const dueAt = queue.firstAt;
			if (dueAt === undefined && underWay === 0) return;
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
			underWay++;
			void lookAt(waiting, permit)
				.catch((error: unknown) => {
					crash = { error };
				})
				.finally(() => {
					underWay--;
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
