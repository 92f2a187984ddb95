import { AccountPace, type Answer, type PaceOptions, type Sent } from './accountPace';
import { type Clock, onAbort } from './clock';

export type { Answer };

/** The client-side rate limit of one account and one kind of request, for one user. */
export type RateLimiter = ReturnType<SharedLimiter['limitedTo']>;

type Waiter = (sent: Sent | undefined) => void;

/**
 * The queue before the {@link AccountPace} of an account, for all executions of the process. It has one
 * timer while somebody waits, and none otherwise.
 */
export class SharedLimiter {
	/** Waiting requests by caller, in the order of the callers' turns. */
	private readonly queue = new Map<object, Set<Waiter>>();
	/** The limits of users, with how many requests of each wait or are open. Empty while none does. */
	readonly limits = new Map<number, number>();
	private readonly pace: AccountPace;
	private wake = new AbortController();
	private wakeAt = Infinity;

	constructor(
		private readonly clock: Clock,
		options: PaceOptions,
	) {
		this.pace = new AccountPace(options);
	}

	/** @param limit requests in a window, as a user allows it; the lowest of the limits in use holds for all */
	limitedTo(limit: number) {
		return {
			/** Since when, by the clock, requests have been refused with this verdict, and none accepted. */
			refusedSince: (kind: 'tooMany' | 'unavailable') => this.pace.refusedSince[kind],
			/**
			 * Waits for a turn and sends a request. Its answer tells what to do next; one that throws tells
			 * nothing. Callers take turns, however many requests each has.
			 *
			 * @param answerOf what a result says of the limits
			 * @returns what `request` resolved to; `undefined` where `signal` was aborted before it was sent
			 */
			send: async <T>(
				{ caller, signal }: { caller: object; signal?: AbortSignal },
				request: () => Promise<T>,
				answerOf: (result: T) => Answer,
			): Promise<T | undefined> => {
				this.limits.set(limit, (this.limits.get(limit) ?? 0) + 1);
				let sent: Sent | undefined;
				let answer: Answer = { kind: 'unsent' };
				try {
					sent = await this.turn(caller, signal);
					if (sent === undefined || signal?.aborted === true) return undefined;
					answer = { kind: 'other' };
					const result = await request();
					answer = answerOf(result);
					return result;
				} finally {
					const others = (this.limits.get(limit) ?? 1) - 1;
					if (others > 0) this.limits.set(limit, others);
					else this.limits.delete(limit);
					if (sent !== undefined) this.pace.end(sent, answer, this.clock.now());
					this.serve();
				}
			},
		};
	}

	private async turn(caller: object, signal?: AbortSignal): Promise<Sent | undefined> {
		if (signal?.aborted === true) return undefined;
		return await new Promise((resolve) => {
			const line = this.queue.get(caller) ?? new Set();
			const waiter: Waiter = (sent) => {
				line.delete(waiter);
				if (line.size === 0) this.queue.delete(caller);
				removeListener?.();
				resolve(sent);
			};
			const removeListener = signal && onAbort(signal, () => waiter(undefined));
			this.queue.set(caller, line.add(waiter));
			this.serve();
		});
	}

	/** Gives turns as long as the pace allows, and sets the timer for the next one. */
	private serve(): void {
		const now = this.clock.now();
		let readyAt = Infinity;
		for (const [caller, line] of this.queue) {
			readyAt = this.pace.readyAt(now, Math.min(...this.limits.keys()));
			if (readyAt > now) break;
			readyAt = Infinity;
			// The next turn of this caller comes after those of all others.
			this.queue.delete(caller);
			this.queue.set(caller, line);
			const [waiter] = line;
			waiter?.(this.pace.begin(now));
		}
		if (readyAt === this.wakeAt) return;
		this.wake.abort();
		this.wakeAt = readyAt;
		if (readyAt === Infinity) return;
		const { signal } = (this.wake = new AbortController());
		void this.clock.sleep(readyAt - now, signal).then(() => {
			if (signal.aborted) return;
			this.wakeAt = Infinity;
			this.serve();
		});
	}
}
