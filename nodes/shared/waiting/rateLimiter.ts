import { AccountLimits } from './accountLimits';
import type { Clock } from './clock';
import { FairQueue, type Waiter } from './fairQueue';
import { onAbort } from './onAbort';

export interface AcquireOptions {
	/** The caller: callers take turns, however much each of them wants to send. */
	caller: object;
	/** Leaves the queue at once when it is aborted. */
	signal?: AbortSignal;
	/** When to leave the queue without a permit, in milliseconds since 1970. */
	giveUpAt?: number;
	/** The user's own limit, in requests a minute; the lowest of all that wait holds for all. */
	maxPerMinute?: number;
	/** How many requests the caller's user wants to have open, as long as nothing is refused. */
	maxConcurrent?: number;
}

/** The right to send one request. Exactly one of its functions must be called, in every case. */
export interface Permit {
	/** The service took the request. */
	accepted(): void;
	/** The service refused it as one too many (429). */
	refused(retryAfterMs?: number): void;
	/** The service could not be reached, or said that it is unavailable. */
	unavailable(retryAfterMs?: number): void;
	/** It was sent, and its end says nothing of limits. */
	unknown(): void;
	/** It was not sent after all. */
	unsent(): void;
}

/** What the answer to a request says of the account's limits. */
export interface Answer {
	/** `other` where it says nothing of them, `unsent` where nothing was sent after all. */
	kind: 'accepted' | 'tooMany' | 'unavailable' | 'other' | 'unsent';
	retryAfterMs?: number;
}

export interface SendOptions {
	/** Callers take turns, however much each of them wants to send. */
	caller: object;
	/** Leaves the queue at once when it is aborted. */
	signal?: AbortSignal;
}

export interface RateLimiterOptions {
	clock: Clock;
	/** From 0 to 1; spreads what waits. */
	random: () => number;
	/** How many requests may go out in any window of so many milliseconds. */
	limit: number;
	windowMs: number;
	/** How many may be open at a time. */
	maxOpen: number;
}

interface Waiting extends Waiter {
	settle: (permit: Permit | undefined) => void;
}

/**
 * The client-side rate limit of one account and one kind of request, for all callers in the process: it
 * decides when each may be sent.
 *
 * It bounds rate and open requests together and learns both (see {@link AccountLimits}); nobody waits
 * as long as nothing is refused. It has one timer while somebody waits, and none otherwise.
 */
export class RateLimiter {
	private readonly queue = new FairQueue<Waiting>();
	private readonly limits: AccountLimits;
	private sleep: { until: number; wake: AbortController } | undefined;
	private usedAt: number;

	constructor(private readonly options: RateLimiterOptions) {
		const bounds = { initialConcurrency: options.maxOpen, maxConcurrency: options.maxOpen };
		this.limits = new AccountLimits(bounds, options.random);
		this.usedAt = options.clock.now();
	}

	/**
	 * Waits for its turn, sends a request and ends its permit by what the answer says of limits. A
	 * request that throws says nothing.
	 *
	 * @returns what `request` resolved to, or `undefined` where `signal` was aborted before it was sent
	 */
	async send<T>(
		options: SendOptions,
		request: () => Promise<T>,
		answerOf: (result: T) => Answer,
	): Promise<T | undefined> {
		const permit = await this.acquire({
			...options,
			...(this.options.windowMs === 60_000 ? { maxPerMinute: this.options.limit } : {}),
		});
		if (permit === undefined) return undefined;
		let answer: Answer = { kind: options.signal?.aborted === true ? 'unsent' : 'other' };
		try {
			if (answer.kind === 'unsent') return undefined;
			const result = await request();
			answer = answerOf(result);
			return result;
		} finally {
			this.end(permit, answer);
		}
	}

	/**
	 * Since when nothing was accepted although something was refused, in milliseconds of the clock, or
	 * `undefined` where the last that was refused is followed by one accepted.
	 */
	refusedSince(kind: 'tooMany' | 'unavailable'): number | undefined {
		return this.refusals[kind];
	}

	private refusals: Partial<Record<'tooMany' | 'unavailable', number>> = {};

	private end(permit: Permit, { kind, retryAfterMs }: Answer): void {
		if (kind === 'accepted') {
			this.refusals = {};
			permit.accepted();
		} else if (kind === 'other') permit.unknown();
		else if (kind === 'unsent') permit.unsent();
		else {
			this.refusals[kind] ??= this.options.clock.now();
			if (kind === 'tooMany') permit.refused(retryAfterMs);
			else permit.unavailable(retryAfterMs);
		}
	}

	/** How many wait for their turn. */
	get waiting(): number {
		return this.queue.size;
	}

	/** How many requests a minute the service takes, where refusals have shown a limit. */
	get quotaPerMinute(): number | undefined {
		return this.limits.quotaPerMinute;
	}

	/** Whether a permit would be given at once. */
	isFree(maxPerMinute = Infinity): boolean {
		const now = this.options.clock.now();
		return this.queue.size === 0 && this.limits.readyAt(now, maxPerMinute) <= now;
	}

	/** Since when nobody has used it, in milliseconds since 1970; `undefined` while it is in use. */
	get idleSince(): number | undefined {
		return this.queue.size > 0 || this.limits.inFlight > 0 ? undefined : this.usedAt;
	}

	/**
	 * Waits for the right to send a request.
	 *
	 * @returns `undefined` where `signal` was aborted or `giveUpAt` passed before
	 */
	async acquire({
		caller,
		signal,
		giveUpAt = Infinity,
		maxPerMinute = Infinity,
		maxConcurrent = 0,
	}: AcquireOptions): Promise<Permit | undefined> {
		if (signal?.aborted === true) return undefined;
		this.limits.allowConcurrent(maxConcurrent);
		return await new Promise((resolve) => {
			const leave = (): void => {
				this.queue.remove(waiting);
				waiting.settle(undefined);
				this.serve();
			};
			const waiting: Waiting = {
				caller,
				giveUpAt,
				maxPerMinute,
				settle: (permit) => {
					stay?.();
					resolve(permit);
				},
			};
			const stay = signal && onAbort(signal, leave);
			this.queue.add(waiting);
			this.serve();
		});
	}

	/** Hands out what can be handed out, and sleeps towards the next change. */
	private serve(): void {
		const now = this.options.clock.now();
		this.usedAt = now;
		let readyAt = now;
		while (this.queue.size > 0) {
			readyAt = this.limits.readyAt(now, this.queue.maxPerMinute);
			if (readyAt > now) break;
			this.queue.takeNext()?.settle(this.permit(now));
		}
		for (let ended; (ended = this.queue.takeEnded(now)) !== undefined; ) ended.settle(undefined);
		if (this.queue.size === 0) this.stopSleeping();
		else this.sleepUntil(Math.min(readyAt, this.queue.firstEnd), now);
	}

	private permit(takenAt: number): Permit {
		const { limits } = this;
		const sent = limits.take(takenAt);
		let isOpen = true;
		const end = (note: (now: number) => void): void => {
			if (!isOpen) return;
			isOpen = false;
			note(this.options.clock.now());
			this.serve();
		};
		return {
			accepted: () => end((now) => limits.accepted(sent, now)),
			refused: (retryAfterMs) => end((now) => limits.refused(sent, now, retryAfterMs)),
			unavailable: (retryAfterMs) => end((now) => limits.unavailable(sent, now, retryAfterMs)),
			unknown: () => end((now) => limits.unknown(sent, now)),
			unsent: () => end((now) => limits.unsent(sent, now)),
		};
	}

	private sleepUntil(until: number, now: number): void {
		// Waking too early does no harm, so a sleep that ends sooner is left alone.
		if (this.sleep !== undefined && this.sleep.until <= until) return;
		this.stopSleeping();
		if (until === Infinity) return;
		const sleep = { until, wake: new AbortController() };
		this.sleep = sleep;
		void this.options.clock.sleep(until - now, sleep.wake.signal).then(() => {
			if (this.sleep !== sleep) return;
			this.sleep = undefined;
			this.serve();
		});
	}

	private stopSleeping(): void {
		const { sleep } = this;
		this.sleep = undefined;
		sleep?.wake.abort();
	}
}
