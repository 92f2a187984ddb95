/** The slowest pace that rejections can bring about: a request in this many milliseconds. */
const SLOWEST_GAP_MS = 10_000;

/** How much of the present gap is taken back for each request that was not rejected. */
const RECOVERY = 0.1;

/**
 * When the next request may go out.
 *
 * Requests are spaced evenly instead of being counted per second, so that none go out in a burst.
 * When the service rejects one as too fast, the gap doubles for everybody and then shrinks again
 * with each request that is let through, down to what the user allows.
 */
export class RequestPace {
	private readonly fastestGapMs: number;
	private gapMs: number;
	private nextAt = -Infinity;
	private slowedAt = -Infinity;

	/** @param maxRequestsPerSecond above 0, fractions allowed */
	constructor(maxRequestsPerSecond: number) {
		this.fastestGapMs = 1000 / maxRequestsPerSecond;
		this.gapMs = this.fastestGapMs;
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
		this.gapMs = Math.max(this.fastestGapMs, this.gapMs * (1 - RECOVERY));
	}

	/**
	 * Notes that the service rejected a request as too fast.
	 *
	 * @param retryAfterMs how long the service asked for, which holds for all requests
	 */
	rejected(now: number, retryAfterMs?: number): void {
		// Requests that were under way together are rejected together: that counts once.
		if (now - this.slowedAt >= this.gapMs) {
			this.slowedAt = now;
			this.gapMs = Math.min(SLOWEST_GAP_MS, this.gapMs * 2);
		}
		this.nextAt = Math.max(this.nextAt, now + (retryAfterMs ?? this.gapMs));
	}
}
