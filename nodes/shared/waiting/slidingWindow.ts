/** A minute, and a little more since two clocks never agree to the millisecond. */
const WINDOW_MS = 60_100;

/** More than any limit that is told apart, so that the list stays short. */
const MAX_KEPT = 2000;

/** When the minute of the clock began in which `now` lies. */
export function startOfMinute(now: number): number {
	return now - (now % 60_000);
}

/**
 * When requests were let through, over the last minute.
 *
 * A request is noted when its answer is there: the service has counted it by then, so a window that
 * is kept here never promises more than the service's own.
 */
export class SlidingWindow {
	private readonly times: number[] = [];

	add(now: number): void {
		this.prune(now);
		this.times.push(now);
		if (this.times.length > MAX_KEPT) this.times.shift();
	}

	/** How many were let through in the minute before `now`. */
	count(now: number): number {
		this.prune(now);
		return this.times.length;
	}

	/** How many were let through since `from`, a time within the last minute. */
	countSince(from: number): number {
		let low = 0;
		let high = this.times.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((this.times[middle] as number) < from) low = middle + 1;
			else high = middle;
		}
		return this.times.length - low;
	}

	/**
	 * When one more request fits into a window of a minute that takes `limit` of them.
	 *
	 * @param open requests under way, each of which may still be let through
	 * @returns milliseconds since 1970; `Infinity` where only the end of one under way makes room
	 */
	readyAt(now: number, open: number, limit: number): number {
		this.prune(now);
		const tooMany = this.times.length + open - limit;
		if (tooMany < 0) return now;
		const freedBy = this.times[tooMany];
		return freedBy === undefined ? Infinity : freedBy + WINDOW_MS;
	}

	private prune(now: number): void {
		while ((this.times[0] ?? now) <= now - WINDOW_MS) this.times.shift();
	}
}
