/** The slowest pace that refusals can cause: a request in this many milliseconds. */
const MAX_GAP_MS = 10_000;

/** Below it requests are as good as unspaced. */
const MIN_GAP_MS = 5;

/** How much slower than the refused pace one is taken for sure. */
const MARGIN = 1.25;

/** How much of the gap is taken back by each accepted request, up to the pace that is sure. */
const RECOVERY = 0.1;

/** The same beyond it, where the next refusal waits: so much a second, and no more for a request. */
const PROBING = 0.01;

/** It doubles in such a time without a refusal, up to this: a limit may be far above. */
const DOUBLES_AFTER_MS = 15_000;
const MAX_PROBING = 0.08;

/** How evenly requests are spaced: this part of a gap is left to chance, so that none keep step. */
const JITTER = 0.2;

/**
 * The gap between two requests, for limits by the second.
 *
 * There is none until requests are refused for a moment. From then on they are spaced evenly instead
 * of being counted per second, so that none go out in a burst: half as often as what was refused,
 * soon a little less often, and then the pace feels its way up.
 */
export class RequestGap {
	private gapMs = 0;
	private sureGapMs = 0;
	private nextAt = -Infinity;
	private slowedAt = -Infinity;
	private acceptedAt = -Infinity;

	/** @param random from 0 to 1 */
	constructor(private readonly random: () => number) {}

	/** The earliest time for the next request, in milliseconds since 1970. */
	get readyAt(): number {
		return this.nextAt;
	}

	/** Notes that a request goes out at `now`. */
	take(now: number): void {
		const jitter = 1 + JITTER * (2 * this.random() - 1);
		this.nextAt = now + this.gapMs * jitter;
	}

	/** Notes that the service let a request through. */
	accepted(now: number): void {
		if (this.gapMs > this.sureGapMs) {
			this.gapMs = Math.max(this.sureGapMs, this.gapMs * (1 - RECOVERY));
		} else if (this.gapMs > 0) {
			const faster = 2 ** Math.max(0, (now - this.slowedAt) / DOUBLES_AFTER_MS);
			const probing = Math.min(MAX_PROBING, PROBING * faster);
			const seconds = Math.min(1, Math.max(0, now - this.acceptedAt) / 1000);
			this.gapMs *= 1 - probing * seconds;
			if (this.gapMs < MIN_GAP_MS) this.gapMs = 0;
			this.sureGapMs = this.gapMs;
		}
		this.acceptedAt = now;
	}

	/**
	 * Notes that requests were refused for a moment, which counts once however many they were.
	 *
	 * @param lastSecond how many were let through in the second before
	 */
	slowDown(lastSecond: number, now: number): void {
		this.slowedAt = now;
		// Where nothing was let through, others have taken it all: that is no measure.
		if (this.gapMs === 0 && lastSecond === 0) return;
		const refused = this.gapMs === 0 ? 1000 / lastSecond : this.gapMs;
		this.sureGapMs = Math.min(MAX_GAP_MS, refused * MARGIN);
		this.gapMs = Math.min(MAX_GAP_MS, refused * 2);
	}
}
