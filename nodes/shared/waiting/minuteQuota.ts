import { startOfMinute, type SlidingWindow } from './slidingWindow';

const MINUTE_MS = 60_000;

/** Limits outside of this range are not learned: rests and gaps deal with them. */
export const MIN_QUOTA = 5;
const MAX_QUOTA = 1500;

/** What is left of a quota that has turned out too high (the AIMD of TCP and concurrency-limits). */
const DECREASE = 0.9;

/** The same where requests were refused far below it, as after a limit was lowered. */
const STEEP_DECREASE = 0.8;

/** A quota counts as used up from this part of it on. */
const NEARLY = 0.9;

/** What was let through before the first refusals is a good measure, so it is kept for a while. */
const FIRST_HOLD_MS = 3 * MINUTE_MS;

/** The step upwards doubles from this clean minute on: a limit may have been raised. */
const CLEAN_MINUTES_UNTIL_FASTER = 3;

/** How far from the start of a minute its first request keeps: clocks differ a little. */
const MARGIN_MS = 100;

/** How long after a minute's start the attempt to learn of it may still be made. */
const START_OF_MINUTE_MS = 3000;

/**
 * How many requests the service lets through in a minute, as far as refusals have shown.
 *
 * The window slides unless an attempt at the start of the clock's minute shows that the count begins
 * with it: what a sliding window admits suits both, it is only later.
 */
export class MinuteQuota {
	private limit: number | undefined;
	private step = 1;
	private cleanMinutes = 0;
	private growsAt = 0;
	/** Whether requests have waited for it since it was changed: no quota is learned below it. */
	private wasBinding = false;
	/** Whether windows begin with the clock's minute; `undefined` until it was tried. */
	private startsWithMinute: boolean | undefined;
	/** What the limit is if they do: less where the first refusals came soon after a minute's start. */
	private limitIfClock = Infinity;
	private tryAt = Infinity;
	private trying = false;
	private fullUntil = -Infinity;

	/** @param random from 0 to 1, spreads the attempts of several processes */
	constructor(
		private readonly window: SlidingWindow,
		private readonly random: () => number,
	) {}

	/** The learned limit, for those who watch. */
	get perMinute(): number | undefined {
		return this.limit === undefined ? undefined : Math.floor(this.limit);
	}

	/** When the next request fits in; see {@link SlidingWindow.readyAt}. */
	readyAt(now: number, open: number): number {
		if (this.limit === undefined) return now;
		const limit = Math.floor(this.limit);
		const readyAt =
			this.startsWithMinute === true
				? this.readyInMinute(now, open, limit)
				: this.window.readyAt(now, open, limit);
		if (readyAt > now) this.wasBinding = true;
		if (readyAt <= now || this.startsWithMinute !== undefined || this.trying) return readyAt;
		if (now >= this.tryAt + START_OF_MINUTE_MS) this.tryAt = this.nextMinute(now);
		return Math.min(readyAt, Math.max(now, this.tryAt));
	}

	/** @returns whether the request that goes out now is the attempt at the start of a minute */
	take(now: number, open: number): boolean {
		if (this.limit === undefined || this.startsWithMinute !== undefined || this.trying) {
			return false;
		}
		this.trying = this.window.readyAt(now, open, Math.floor(this.limit)) > now;
		return this.trying;
	}

	/** Notes how the attempt at the start of a minute ended, `undefined` where it says nothing. */
	tried(accepted: boolean | undefined, now: number): void {
		this.trying = false;
		if (accepted === undefined) this.tryAt = this.nextMinute(now);
		else this.startsWithMinute = accepted;
		if (accepted === true && this.limit !== undefined && this.limitIfClock >= MIN_QUOTA) {
			this.limit = Math.min(this.limit, this.limitIfClock);
		}
	}

	/** Whether a refusal after `count` requests in a minute is what this quota expects. */
	isUsedUp(count: number): boolean {
		return this.limit !== undefined && count >= Math.floor(this.limit * NEARLY);
	}

	/** Notes that a request was refused, for whatever reason: a minute that is full stays full. */
	refused(now: number): void {
		if (this.startsWithMinute !== true) return;
		if (this.window.countSince(startOfMinute(now)) === 0) this.startsWithMinute = false;
		else this.fullUntil = this.nextMinute(now);
	}

	/** Notes that refusals that had begun at `since` have ended, just when one more was let through. */
	refusalsEnded(since: number, now: number): void {
		const isNewMinute = startOfMinute(since) < startOfMinute(now);
		const isFull = this.limit !== undefined && this.window.count(now) > this.limit;
		if (isNewMinute && isFull && this.startsWithMinute === undefined) this.tried(true, now);
	}

	/**
	 * Notes that refusals have lasted.
	 *
	 * @param count how many had been let through in the minute before they began
	 * @param inClockMinute the same since the start of the clock's minute
	 */
	refusalsLasted(count: number, inClockMinute: number, now: number): void {
		if (this.limit !== undefined) {
			this.change(this.limit * STEEP_DECREASE, now);
		} else if (count >= MIN_QUOTA) {
			this.change(count, now);
			this.limitIfClock = inClockMinute;
			this.growsAt = now + FIRST_HOLD_MS;
			this.startsWithMinute = undefined;
			this.tryAt = this.nextMinute(now);
		}
	}

	/** Notes that a request was refused with the quota used up, after `count` in a minute. */
	wasTooHigh(count: number, now: number): void {
		if (this.limit === undefined) return;
		// After large steps what was let through is the first good measure.
		const next = this.step > 1 ? count : this.limit * DECREASE;
		this.change(Math.min(next, this.limit), now);
	}

	/** Notes a refusal that has nothing to do with the quota: the minute is no clean one. */
	refusedBelow(now: number): void {
		this.startsWithMinute &&= false;
		this.change(this.limit, now);
	}

	/** Notes that a request was let through. */
	accepted(now: number): void {
		if (this.limit === undefined || !this.wasBinding || now < this.growsAt) return;
		const { step, cleanMinutes } = this;
		this.change(this.limit + step, now);
		this.cleanMinutes = cleanMinutes + 1;
		this.step = this.cleanMinutes >= CLEAN_MINUTES_UNTIL_FASTER ? step * 2 : 1;
	}

	private change(limit: number | undefined, now: number): void {
		const isLimit = limit !== undefined && limit <= MAX_QUOTA;
		this.limit = isLimit ? Math.max(MIN_QUOTA, limit) : undefined;
		this.growsAt = now + MINUTE_MS;
		this.step = 1;
		this.cleanMinutes = 0;
		this.wasBinding = false;
	}

	private readyInMinute(now: number, open: number, limit: number): number {
		if (now < this.fullUntil) return this.fullUntil;
		return this.window.countSince(startOfMinute(now)) + open < limit ? now : this.nextMinute(now);
	}

	/** When the clock's next minute has begun, with a margin, since clocks differ. */
	nextMinute(now: number): number {
		return startOfMinute(now) + MINUTE_MS + MARGIN_MS + this.random() * 1000;
	}
}
