/** The slowest pace that rejections can bring about: a request in this many milliseconds. */
const SLOWEST_GAP_MS = 10_000;

/** How long nothing is sent after a rejection that names no time: limits are mostly by the second. */
const QUIET_MS = 1000;

/** How much slower than the rejected pace one is taken for sure. */
const MARGIN = 1.25;

/** How much of the gap is taken back by each accepted request, up to the pace that is sure. */
const RECOVERY = 0.1;

/** The same beyond it, where the next rejection waits: some hundred requests for one of those. */
const PROBING = 0.0003;

/**
 * When the next request may go out.
 *
 * Requests are spaced evenly instead of being counted per second, so that none go out in a burst.
 * When the service rejects one as too fast, nothing is sent for a moment and then half as often, by
 * everybody. From there the pace goes back quickly to a little below the rejected one, and then feels
 * its way up to what the user allows.
 */
export class RequestPace {
	private readonly fastestGapMs: number;
	private gapMs: number;
	private sureGapMs: number;
	private nextAt = -Infinity;
	private slowedAt = -Infinity;

	/** @param maxRequestsPerSecond above 0, fractions allowed */
	constructor(maxRequestsPerSecond: number) {
		this.fastestGapMs = 1000 / maxRequestsPerSecond;
		this.gapMs = this.fastestGapMs;
		this.sureGapMs = this.fastestGapMs;
	}

	/** The earliest time, in milliseconds since 1970, for the next request. */
	get readyAt(): number {
		return this.nextAt;
	}

	/** Notes that a request goes out at `now`. */
	take(now: number): void {
		this.nextAt = now + this.gapMs;
	}

	/** Notes that the service let a request through. */
	accepted(): void {
		if (this.gapMs > this.sureGapMs) {
			this.gapMs = Math.max(this.sureGapMs, this.gapMs * (1 - RECOVERY));
		} else {
			this.gapMs = Math.max(this.fastestGapMs, this.gapMs * (1 - PROBING));
			this.sureGapMs = this.gapMs;
		}
	}

	/**
	 * Notes that the service rejected a request as too fast.
	 *
	 * @param retryAfterMs how long the service asked for, which holds for all requests
	 */
	rejected(now: number, retryAfterMs?: number): void {
		// Requests that were under way together are rejected together: that counts once.
		if (now - this.slowedAt >= QUIET_MS) {
			this.slowedAt = now;
			this.sureGapMs = Math.min(SLOWEST_GAP_MS, this.gapMs * MARGIN);
			this.gapMs = Math.min(SLOWEST_GAP_MS, this.gapMs * 2);
		}
		this.rest(now, retryAfterMs ?? Math.max(QUIET_MS, this.gapMs));
	}

	/** Sends nothing for a while, for a reason that has nothing to do with the pace. */
	rest(now: number, ms: number): void {
		this.nextAt = Math.max(this.nextAt, now + ms);
	}
}
