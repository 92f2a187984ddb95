import { backoff } from './backoff';
import { SlidingWindow } from './slidingWindow';
import { MinuteQuota, MIN_QUOTA } from './minuteQuota';
import { ConcurrencyLimit, type ConcurrencyBounds } from './concurrencyLimit';
import { refusalsAfter, type Refusals } from './refusals';
import { RequestGap } from './requestGap';
import { RetryBudget } from './retryBudget';

/**
 * Refusals that end sooner come from a limit by the second, also where somebody else takes most of it.
 * By then four requests have tried in vain: few enough not to count.
 */
const LASTING_MS = 10_000;

/** If one answer asks for longer, all requests pause only this long: then one request probes. */
const MAX_REST_MS = 60_000;

/** A request that was sent, as the limits know it. */
export interface Sent {
	epoch: number;
	/** Whether it tries the start of the clock's minute. */
	tries: boolean;
}

/**
 * When the next request of an account may go out, learned from what is accepted and what is refused.
 *
 * Refusals in a row count once. During them one request at a time tries whether they are over, at
 * growing intervals. How long they last tells a limit by the minute from one by the second: what was
 * let through in the minute before is the quota of the one, the pace of the second before that of
 * the other. A limit on running tasks needs neither, it is waited out.
 */
export class AccountLimits {
	private readonly window = new SlidingWindow();
	private readonly concurrency: ConcurrencyLimit;
	private readonly quota: MinuteQuota;
	private readonly gap: RequestGap;
	private readonly budget = new RetryBudget();
	private refusals: Refusals | undefined;
	private restUntil = -Infinity;

	/** @param random from 0 to 1 */
	constructor(
		bounds: ConcurrencyBounds,
		private readonly random: () => number,
	) {
		this.concurrency = new ConcurrencyLimit(bounds);
		this.quota = new MinuteQuota(this.window, random);
		this.gap = new RequestGap(random);
	}

	get inFlight(): number {
		return this.concurrency.inFlight;
	}

	/** The limit by the minute as far as it is known. */
	get quotaPerMinute(): number | undefined {
		return this.quota.perMinute;
	}

	/**
	 * @param cap how many the user allows in a minute
	 * @returns milliseconds since 1970; `Infinity` where only the end of an open request makes room
	 */
	readyAt(now: number, cap = Infinity): number {
		if (this.concurrency.isFull) return Infinity;
		return Math.max(
			this.restUntil,
			this.gap.readyAt,
			this.quota.readyAt(now, this.concurrency.inFlight),
			cap === Infinity ? now : this.window.readyAt(now, this.concurrency.inFlight, cap),
		);
	}

	/** Notes that so many requests of one caller may be open, as long as nothing is refused. */
	allowConcurrent(count: number): void {
		this.concurrency.allow(count);
	}

	/** Notes that a request goes out. */
	take(now: number): Sent {
		const tries = this.quota.take(now, this.concurrency.inFlight);
		this.gap.take(now);
		this.concurrency.begin();
		return { epoch: this.concurrency.epoch, tries };
	}

	/** Notes that a request was let through. */
	accepted(sent: Sent, now: number): void {
		const wasFull = this.concurrency.isFull;
		this.concurrency.end(sent.epoch);
		this.window.add(now);
		this.budget.earn();
		if (sent.tries) this.quota.tried(true, now);
		const { refusals } = this;
		if (sent.epoch < this.concurrency.epoch) {
			if (refusals !== undefined) {
				refusals.minute++;
				refusals.clockMinute++;
			}
			return;
		}
		if (refusals !== undefined) this.refusalsEnd(refusals, now);
		else {
			this.gap.accepted(now);
			this.quota.accepted(now);
		}
		this.concurrency.accepted(wasFull);
	}

	/** Notes that the service refused a request as one too many. */
	refused(sent: Sent, now: number, retryAfterMs = 0): void {
		this.concurrency.end(sent.epoch);
		if (!sent.tries) this.turnedAway(sent, now, true, retryAfterMs);
		else {
			// It was a question, and this its answer.
			this.quota.tried(false, now);
			this.rest(now, retryAfterMs);
		}
	}

	/** Notes that the service was not available, which says nothing of its limits. */
	unavailable(sent: Sent, now: number, retryAfterMs = 0): void {
		this.unsent(sent, now);
		this.budget.spend();
		if (this.refusals !== undefined || this.budget.isUsedUp) {
			this.turnedAway(sent, now, false, retryAfterMs);
		} else {
			this.rest(now, retryAfterMs);
		}
	}

	/** Notes an end that says nothing of limits. The service may have counted the request. */
	unknown(sent: Sent, now: number): void {
		this.unsent(sent, now);
		this.window.add(now);
	}

	/** Notes that a request was not sent after all. */
	unsent(sent: Sent, now: number): void {
		this.concurrency.end(sent.epoch);
		if (sent.tries) this.quota.tried(undefined, now);
	}

	private turnedAway(sent: Sent, now: number, ofLimit: boolean, retryAfterMs: number): void {
		if (sent.epoch < this.concurrency.epoch) {
			this.rest(now, retryAfterMs);
			return;
		}
		if (this.refusals === undefined) {
			this.concurrency.refusalsBegin();
			this.refusals = refusalsAfter(this.window, now, ofLimit);
		}
		const { refusals } = this;
		refusals.tries++;
		// An answer that asks for longer than any minute is about something else.
		if (retryAfterMs > MAX_REST_MS) refusals.ofLimit = false;
		if (ofLimit) this.quota.refused(now);
		const haveLasted = now - refusals.since >= LASTING_MS;
		if (haveLasted) this.learn(refusals, now);
		// A quota that is known and used up is not free again within seconds.
		const tries = refusals.tries + (this.quota.perMinute === undefined ? 0 : 2);
		const pause = Math.max(retryAfterMs, backoff(tries, this.random));
		// Where others use up each minute, one is free only at its start.
		const untilNextMinute = this.quota.nextMinute(now) - now;
		this.rest(now, haveLasted && retryAfterMs === 0 ? Math.min(pause, untilNextMinute) : pause);
	}

	private refusalsEnd(refusals: Refusals, now: number): void {
		this.refusals = undefined;
		this.restUntil = now;
		if (refusals.learned || !refusals.ofLimit) return;
		if (now - refusals.since >= LASTING_MS || this.quota.isUsedUp(refusals.minute)) {
			this.learn(refusals, now);
			this.quota.refusalsEnded(refusals.since, now);
		} else {
			this.quota.refusedBelow(now);
			this.gap.slowDown(refusals.second, now);
		}
	}

	private learn(refusals: Refusals, now: number): void {
		if (refusals.learned || !refusals.ofLimit) return;
		// A single refusal after few requests is no measure of anything.
		if (refusals.tries < 2 && refusals.minute < MIN_QUOTA) return;
		refusals.learned = true;
		if (this.quota.isUsedUp(refusals.minute)) this.quota.wasTooHigh(refusals.minute, now);
		else this.quota.refusalsLasted(refusals.minute, refusals.clockMinute, now);
	}

	private rest(now: number, ms: number): void {
		this.restUntil = Math.max(this.restUntil, now + Math.min(ms, MAX_REST_MS));
	}
}
