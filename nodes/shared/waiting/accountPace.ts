import { backoff } from './clock';

const MINUTE_MS = 60_000;
/** Clocks differ a little, and so a window is this much longer than the service's. */
const WINDOW = 1 + 1 / 600;
/** Refusals that last longer come from a limit by the minute, or from one that works as a queue. */
const LASTING_MS = 10_000;
/** A request without an answer for so long keeps no other from being tried. */
const UNANSWERED_MS = 10_000;
/** The longest pause between two tries; an answer may ask for more, up to a minute. */
const MAX_BACKOFF_MS = 10_000;
/** How long a limit that was found holds until a request tries to exceed it: at first, then a minute. */
const FIRST_RAISE_MS = 15_000;
/** After refusals, this part of what was open may be open soon; in the minute after, little more. */
const REOPENED = 1 / 3;
const GROWTH = 0.02;
/** A service that is unavailable more often in a row is left alone for a while. */
const SINGLE_FAULTS = 3;

/** What the answer to a request says of the account's limits. */
export interface Answer {
	/** `other` where it says nothing of them, `unsent` where nothing was sent after all. */
	kind: 'accepted' | 'tooMany' | 'unavailable' | 'other' | 'unsent';
	retryAfterMs?: number;
}

/** An open request: whether it exceeds the limit that was found, and whether it decides on more. */
export type Sent = Readonly<{ at: number; isExtra: boolean; isRaise: boolean }>;

/** The limit of a user holds in the window; `random`, from 0 to 1, spreads what waits. */
export type PaceOptions = Readonly<{ windowMs: number; maxOpen: number; random: () => number }>;

/**
 * When the next request of an account may go out. Once one is refused, all rest; then one at a time is
 * tried, and for each that is accepted one more may be open. Where refusals last, what was let through
 * in the minute before becomes the limit: it is *found*. From time to time a request tries to exceed
 * it. While such are accepted, twice as many follow, up to the user's limit, where what was found is
 * forgotten. A refusal ends that, and the limit is what it was, or half of what the last minute let
 * through: nobody lets through more than double, even where minutes begin with the clock's.
 */
export class AccountPace {
	/** Since when requests have been refused in this way, and none accepted. */
	refusedSince: { tooMany?: number; unavailable?: number } = {};
	/** The limit by the minute that refusals have shown. */
	found = Infinity;
	/** How much more than that is let through just now. */
	private raise = 0;
	private raiseAt = 0;
	private holdsMs = FIRST_RAISE_MS;
	/** When requests of the last minute counted, in this order. */
	private readonly counted: number[] = [];
	private readonly open = new Set<Sent>();
	/** How many of those sent since the latest refusal may be open, and up to where that grows fast. */
	private bound: number;
	private reopenTo = Infinity;
	private refusedAt = -Infinity;
	private restUntil = -Infinity;
	/** How often everything was refused in a row, since when, and how many went through before. */
	private tries = 0;
	private triedSince = 0;
	private letThrough = 0;

	constructor(private readonly options: PaceOptions) {
		this.bound = options.maxOpen;
	}

	/** @returns `Infinity` where only the end of an open request makes room for another */
	readyAt(now: number, limit: number): number {
		const { windowMs, maxOpen } = this.options;
		this.forget(now);
		if (this.found + this.raise >= limit * (MINUTE_MS / windowMs)) this.find(Infinity, now);
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

	/** Notes that a request goes out. */
	begin(now: number): Sent {
		const used = this.counted.length + this.open.size;
		const isRaise = used >= this.found + this.raise;
		if (isRaise) this.raiseAt = now + UNANSWERED_MS;
		const sent = { at: now, isExtra: used >= this.found, isRaise };
		this.open.add(sent);
		return sent;
	}

	/** Notes how it ended. */
	end(sent: Sent, { kind, retryAfterMs = 0 }: Answer, now: number): void {
		this.open.delete(sent);
		this.forget(now);
		if (kind === 'unsent') return;
		// The service may have counted it, at the latest now, unless it refused it as one too many.
		if (kind !== 'tooMany') this.counted.push(now);
		this.rest(now, retryAfterMs);
		if (kind === 'accepted') return this.accepted(sent, now);
		if (kind === 'other') return;
		this.refusedSince[kind] ??= now;
		if (kind === 'tooMany' && sent.isExtra) {
			const letThrough = Math.floor(this.counted.length / 2);
			this.find(Math.max(this.found, letThrough), now, Math.min(MINUTE_MS, 2 * this.holdsMs));
		}
		// What was sent before the latest refusal says nothing new.
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
			this.find(this.letThrough, now);
		}
		this.refusedAt = now;
		this.bound = 1;
		this.rest(now, Math.min(MAX_BACKOFF_MS, backoff(this.tries, this.options.random)));
	}

	private rest(now: number, ms: number): void {
		this.restUntil = Math.max(this.restUntil, now + Math.min(ms, MINUTE_MS));
	}

	private find(perMinute: number, now: number, holdsMs = FIRST_RAISE_MS): void {
		this.found = perMinute;
		this.raise = 0;
		this.holdsMs = holdsMs;
		this.raiseAt = now + holdsMs * (0.75 + 0.5 * this.options.random());
	}

	/** When a window has room for one more. What is open may count until it is answered, or too old. */
	private windowReadyAt(now: number, limit: number, windowMs: number): number {
		const lengthMs = windowMs * WINDOW;
		const open = this.openSince(now - lengthMs);
		const room = limit - open.length;
		if (room <= 0) return (open[0]?.at ?? now) + lengthMs;
		return (this.counted[this.counted.length - room] ?? -Infinity) + lengthMs;
	}

	private openSince(time: number): Sent[] {
		return [...this.open].filter(({ at }) => at > time);
	}

	private forget(now: number): void {
		while ((this.counted[0] ?? Infinity) + MINUTE_MS * WINDOW <= now) this.counted.shift();
	}
}
