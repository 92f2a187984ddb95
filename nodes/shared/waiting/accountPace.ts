import { backoff } from './clock';

const MINUTE_MS = 60_000;
/** A window is this much longer than the service's, since clocks differ a little. */
const WINDOW_FACTOR = 1 + 1 / 600;
/** Refusals that last longer come from a limit per minute, or from one that works as a queue. */
const LASTING_MS = 10_000;
/** A request that is unanswered for so long no longer holds back the next try. */
const UNANSWERED_MS = 10_000;
/** The longest pause between two tries, unless an answer asks for more, up to a minute. */
const MAX_BACKOFF_MS = 10_000;
/** How long a found limit holds before the first raise. Each refused raise doubles it, up to a minute. */
const FIRST_RAISE_MS = 15_000;
/** After refusals, this share of what was open may be open soon; for a minute, it grows slowly beyond. */
const REOPENED = 1 / 3;
const GROWTH = 0.02;
/** After more answers in a row that the service is unavailable, requests rest. */
const SINGLE_FAULTS = 3;

/** What the answer to a request says of the account's limits. */
export interface Answer {
	/** `other` where it says nothing of them, `unsent` where nothing was sent after all. */
	kind: 'accepted' | 'tooMany' | 'unavailable' | 'other' | 'unsent';
	retryAfterMs?: number;
}

/** An open request: whether it exceeds the found limit, and whether its answer decides on a raise. */
export type Sent = Readonly<{ at: number; isExtra: boolean; isRaise: boolean }>;

/** `windowMs` is that of the user's limit; `random`, from 0 to 1, spreads waiting requests. */
export type PaceOptions = Readonly<{ windowMs: number; maxOpen: number; random: () => number }>;

/**
 * When the next request of an account may go out. After a refusal all requests rest. Then one at a time is
 * tried, and with each accepted one, one more may be open. Where refusals last, the number that was let
 * through in the minute before becomes the *found* limit. From time to time a request tries to exceed it: a
 * *raise*. While raises are accepted, they double, up to the user's limit, where the found limit is dropped.
 * A refusal ends the raise. Then the limit is what it was before, or half of what the last minute let
 * through: where the service's minutes begin with the clock's, that can be twice its limit, and no more.
 */
export class AccountPace {
	/** Since when requests have been refused with this verdict, and none accepted. */
	refusedSince: { tooMany?: number; unavailable?: number } = {};
	/** The limit per minute that refusals have shown. */
	found = Infinity;
	/** How many more than `found` are let through, and when the next raise is due. */
	private raise = 0;
	private raiseAt = 0;
	private holdsMs = FIRST_RAISE_MS;
	/** When the answers of the last minute came, other than 429, oldest first. */
	private readonly counted: number[] = [];
	private readonly open = new Set<Sent>();
	/** How many sent since the latest refusal may be open, and up to how many that grows fast. */
	private bound: number;
	private reopenTo = Infinity;
	private refusedAt = -Infinity;
	private restUntil = -Infinity;
	/** How many refusals came in a row, since when, and how many requests went through before. */
	private tries = 0;
	private triedSince = 0;
	private letThrough = 0;

	constructor(private readonly options: PaceOptions) {
		this.bound = options.maxOpen;
	}

	/** @param limit of the user. @returns `Infinity` where an open request has to end first */
	readyAt(now: number, limit: number): number {
		const { windowMs, maxOpen } = this.options;
		this.dropOld(now);
		if (this.found + this.raise >= limit * (MINUTE_MS / windowMs)) this.setFound(Infinity, now);
		if (this.open.size >= maxOpen) return Infinity;
		const tried = this.openSince(Math.max(this.refusedAt, now - UNANSWERED_MS));
		return Math.max(
			now,
			this.restUntil,
			tried.length < this.bound ? now : (tried[0]?.at ?? now) + UNANSWERED_MS,
			this.windowReadyAt(now, limit, windowMs),
			Math.min(this.raiseAt, this.windowReadyAt(now, this.found + this.raise, MINUTE_MS)),
		);
	}

	/** Records that a request goes out. */
	begin(now: number): Sent {
		const used = this.counted.length + this.open.size;
		const isRaise = used >= this.found + this.raise;
		if (isRaise) this.raiseAt = now + UNANSWERED_MS;
		const sent = { at: now, isExtra: used >= this.found, isRaise };
		this.open.add(sent);
		return sent;
	}

	/** Records how it ended. */
	end(sent: Sent, { kind, retryAfterMs = 0 }: Answer, now: number): void {
		this.open.delete(sent);
		this.dropOld(now);
		if (kind === 'unsent') return;
		// The service may have counted it as late as now. A 429 it did not count.
		if (kind !== 'tooMany') this.counted.push(now);
		this.rest(now, retryAfterMs);
		if (kind === 'accepted') return this.accepted(sent, now);
		if (kind === 'other') return;
		this.refusedSince[kind] ??= now;
		if (kind === 'tooMany' && sent.isExtra) {
			const letThrough = Math.floor(this.counted.length / 2);
			this.setFound(Math.max(this.found, letThrough), now, Math.min(MINUTE_MS, 2 * this.holdsMs));
		}
		// A request from before the latest refusal tells nothing new.
		else if (sent.at >= this.refusedAt) this.refused(kind, now);
	}

	private accepted(sent: Sent, now: number): void {
		this.refusedSince = {};
		if (sent.isRaise) {
			this.raise = Math.max(1, 2 * this.raise);
			this.raiseAt = now;
			this.holdsMs = FIRST_RAISE_MS;
		}
		if (sent.at < this.refusedAt) this.letThrough++;
		else {
			this.tries = 0;
			const isFast = this.bound < this.reopenTo || now - this.refusedAt > MINUTE_MS;
			this.bound = Math.min(this.options.maxOpen, this.bound + (isFast ? 1 : GROWTH));
		}
	}

	private refused(kind: 'tooMany' | 'unavailable', now: number): void {
		this.tries++;
		if (kind === 'unavailable' && this.tries <= SINGLE_FAULTS) return;
		if (this.tries === 1) {
			this.triedSince = now;
			this.letThrough = this.counted.length;
			this.reopenTo = REOPENED * (this.open.size + 1);
		} else if (kind === 'tooMany' && now - this.triedSince >= LASTING_MS && this.letThrough > 0) {
			this.setFound(this.letThrough, now);
		}
		this.refusedAt = now;
		this.bound = 1;
		this.rest(now, Math.min(MAX_BACKOFF_MS, backoff(this.tries, this.options.random)));
	}

	private rest(now: number, ms: number): void {
		this.restUntil = Math.max(this.restUntil, now + Math.min(ms, MINUTE_MS));
	}

	private setFound(perMinute: number, now: number, holdsMs = FIRST_RAISE_MS): void {
		this.found = perMinute;
		this.raise = 0;
		this.holdsMs = holdsMs;
		this.raiseAt = now + holdsMs * (0.75 + 0.5 * this.options.random());
	}

	/** When a window has room for one more. An open request counts until it is as old as the window. */
	private windowReadyAt(now: number, limit: number, windowMs: number): number {
		const lengthMs = windowMs * WINDOW_FACTOR;
		const open = this.openSince(now - lengthMs);
		const room = limit - open.length;
		if (room <= 0) return (open[0]?.at ?? now) + lengthMs;
		return (this.counted[this.counted.length - room] ?? -Infinity) + lengthMs;
	}

	private openSince(time: number): Sent[] {
		return [...this.open].filter(({ at }) => at > time);
	}

	private dropOld(now: number): void {
		while ((this.counted[0] ?? Infinity) + MINUTE_MS * WINDOW_FACTOR <= now) this.counted.shift();
	}
}
