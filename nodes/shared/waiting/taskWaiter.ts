import type { Clock } from './clock';
import { DueQueue } from './dueQueue';
import { pauseAfterFault, pauseWhileRunning, type Hints } from './nextLook';
import type { RequestPace } from './requestPace';

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
			/** Whether the service wants fewer requests, from everybody. */
			tooFast: boolean;
			retryAfterMs?: number;
	  };

/** How the wait for one task ended. */
export type WaitEnd<T, F> =
	| { kind: 'finished'; task: T }
	| { kind: 'refused'; fault: F }
	| { kind: 'timedOut'; lastSeen?: T; lastFault?: F };

export interface WaitOptions<T, F> {
	/** Each task once. */
	taskIds: readonly string[];
	/**
	 * Asks for the state of a task. Resolves with every fault as a value; what it throws ends the
	 * whole wait.
	 *
	 * @param timeoutMs how long this one look may take
	 */
	look: (taskId: string, timeoutMs: number) => Promise<Look<T, F>>;
	clock: Clock;
	pace: RequestPace;
	/**
	 * The time between two looks at a task, and so the longest that a finished one goes unseen while
	 * requests are few; where the service gives usable estimates, looks come when they promise more.
	 */
	pollIntervalMs: number;
	/** How long a task is waited for, from the start of the wait. 0 looks at it once. */
	timeoutMs: (taskId: string) => number;
	/** Called for each task once, as soon as its wait has ended, and not after `signal`. */
	onEnd: (taskId: string, end: WaitEnd<T, F>) => void;
	/** Ends the wait at once, with the rest left open. */
	signal?: AbortSignal;
}

interface Waiting<T, F> {
	taskId: string;
	/** Milliseconds since 1970. */
	deadline: number;
	faultsInARow: number;
	lastHints?: Hints;
	lastSeen?: T;
	lastFault?: F;
}

/** A last look that starts at the end of the wait gets this long for its answer. */
const LAST_LOOK_MS = 5000;

/**
 * Waits for many tasks together: a batch takes as long as its slowest task.
 *
 * Each task has a time at which it is due for its next look; the one that is due the longest goes
 * first, as soon as the pace allows a request, so that none starves however many there are. Looks
 * overlap, so that a slow answer holds up nobody else. Each task is looked at a last time when the
 * time is up.
 */
export async function waitForTasks<T, F>(options: WaitOptions<T, F>): Promise<void> {
	const { clock, pace, signal } = options;
	const startedAt = clock.now();
	const queue = new DueQueue<Waiting<T, F>>();
	const distinct = new Set<number>();
	for (const taskId of options.taskIds) {
		const deadline = startedAt + options.timeoutMs(taskId);
		queue.add({ taskId, deadline, faultsInARow: 0 }, startedAt);
		distinct.add(deadline);
	}
	const deadlines = [...distinct].sort((a, b) => a - b);

	let underWay = 0;
	let crash: { error: unknown } | undefined;
	// Aborted and renewed whenever something happens that the loop below sleeps towards.
	let change = new AbortController();
	const signalChange = () => change.abort();
	signal?.addEventListener('abort', signalChange);

	const lookAt = async (waiting: Waiting<T, F>): Promise<void> => {
		const { taskId, deadline } = waiting;
		const lookedAt = clock.now();
		const look = await options.look(taskId, Math.max(LAST_LOOK_MS, deadline - lookedAt));
		if (signal?.aborted === true) return;
		const now = clock.now();
		if (look.seen || !look.tooFast) pace.accepted();
		else pace.rejected(now, look.retryAfterMs);

		if (look.seen && look.finished) {
			options.onEnd(taskId, { kind: 'finished', task: look.task });
		} else if (!look.seen && look.final) {
			options.onEnd(taskId, { kind: 'refused', fault: look.fault });
		} else {
			remember(waiting, look);
			if (lookedAt >= deadline) options.onEnd(taskId, timedOut(waiting));
			else queue.add(waiting, Math.min(deadline, now + pauseUntilNext(waiting, look, now)));
		}
	};

	const pauseUntilNext = (waiting: Waiting<T, F>, look: Look<T, F>, now: number): number => {
		if (!look.seen) {
			return pauseAfterFault(options.pollIntervalMs, waiting.faultsInARow, look.retryAfterMs);
		}
		const { etaSeconds, progressPercent } = look;
		const hints: Hints = {
			at: now,
			...(etaSeconds === undefined ? {} : { etaSeconds }),
			...(progressPercent === undefined ? {} : { progressPercent }),
		};
		const pause = pauseWhileRunning(options.pollIntervalMs, hints, waiting.lastHints);
		waiting.lastHints = hints;
		return pause;
	};

	/** Ends the wait for those whose time is up, and says whether there were any. */
	const endOverdue = (now: number): boolean => {
		const overdue = queue.takeAll(({ deadline }) => deadline <= now);
		for (const waiting of overdue) options.onEnd(waiting.taskId, timedOut(waiting));
		return overdue.length > 0;
	};

	try {
		while (signal?.aborted !== true && crash === undefined) {
			const now = clock.now();
			const dueAt = queue.firstAt;
			if (dueAt === undefined && underWay === 0) return;

			const lookAgainAt = dueAt === undefined ? Infinity : Math.max(dueAt, pace.readyAt);
			while (deadlines[0] !== undefined && deadlines[0] <= now) deadlines.shift();
			// The service may ask to be left alone for longer than some tasks have time.
			if (dueAt !== undefined && pace.readyAt - now > LAST_LOOK_MS && endOverdue(now)) continue;
			if (lookAgainAt > now) {
				change = new AbortController();
				const wakeAt = Math.min(lookAgainAt, deadlines[0] ?? Infinity);
				await pauseOrChange(clock, wakeAt - now, change.signal);
				continue;
			}

			const waiting = queue.takeFirst() as Waiting<T, F>;
			pace.take(now);
			underWay++;
			void lookAt(waiting)
				.catch((error: unknown) => {
					crash = { error };
				})
				.finally(() => {
					underWay--;
					signalChange();
				});
		}
	} finally {
		signal?.removeEventListener('abort', signalChange);
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

function remember<T, F>(waiting: Waiting<T, F>, look: Look<T, F>): void {
	if (look.seen) {
		waiting.lastSeen = look.task;
		waiting.faultsInARow = 0;
		delete waiting.lastFault;
	} else {
		waiting.lastFault = look.fault;
		waiting.faultsInARow++;
	}
}

function timedOut<T, F>({ lastSeen, lastFault }: Waiting<T, F>): WaitEnd<T, F> {
	return {
		kind: 'timedOut',
		...(lastSeen === undefined ? {} : { lastSeen }),
		...(lastFault === undefined ? {} : { lastFault }),
	};
}
