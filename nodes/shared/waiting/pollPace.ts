/** How long a poll waits for its permit when the time is up, counted from the permit before. */
const PATIENCE_MS = 5000;

/** The same where each task is polled once: longer than a limiter ever rests. */
const PATIENCE_FOR_ONE_LOOK_MS = 65_000;

/** How much a single wait for a permit counts in the pace that is expected. */
const WEIGHT = 0.2;

/** How fast one wait polls: evenly, as fast as its user allows, or slower where the account does. */
export class PollPace {
	private readonly ownGapMs: number;
	private permitsGapMs = 0;
	private lastPermitAt: number;
	/** The earliest time for the next poll, in milliseconds since 1970. */
	nextAt = -Infinity;

	/** @param maxRequestsPerSecond above 0, fractions allowed */
	constructor(
		maxRequestsPerSecond: number,
		private readonly startedAt: number,
	) {
		this.ownGapMs = 1000 / maxRequestsPerSecond;
		this.lastPermitAt = startedAt;
	}

	/** The time between two polls as it has been of late, in milliseconds. */
	get gapMs(): number {
		return Math.max(this.ownGapMs, this.permitsGapMs);
	}

	/**
	 * When a poll goes out without a permit: once the first task's time is up, and the limiter has given
	 * none for a while.
	 */
	giveUpAt(firstDeadline: number): number {
		const patience = firstDeadline > this.startedAt ? PATIENCE_MS : PATIENCE_FOR_ONE_LOOK_MS;
		return Math.max(firstDeadline, this.lastPermitAt + patience);
	}

	/** Notes that a poll goes out at `now` that was due at `askedAt`. */
	polled(askedAt: number, now: number, withPermit: boolean): void {
		this.permitsGapMs += WEIGHT * (now - askedAt - this.permitsGapMs);
		if (withPermit) this.lastPermitAt = now;
		this.nextAt = now + this.ownGapMs;
	}
}
