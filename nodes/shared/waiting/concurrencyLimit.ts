/** How many more requests may be open for each one accepted while as many are open as may be. */
const GROWTH = 0.05;

/** Refusals halve the number of open requests, as TCP does, down to this. */
const MIN_OPEN = 3;

export interface ConcurrencyBounds {
	/** How many requests may be open at first, and at most. */
	initialConcurrency: number;
	maxConcurrency: number;
}

/**
 * How many requests are open, and how many may be: some at first, more as they are accepted, and one
 * during refusals, which finds out whether they are over.
 *
 * What was sent before the latest refusals began belongs to an earlier epoch: it says nothing new, and
 * its answer is not waited for.
 */
export class ConcurrencyLimit {
	private all = 0;
	private ofEpoch = 0;
	private bound: number;
	/** Up to here the bound goes back with each request accepted. */
	private reopenTo: number;
	/** Counts how often refusals have begun. */
	epoch = 0;

	constructor(private readonly bounds: ConcurrencyBounds) {
		this.bound = bounds.initialConcurrency;
		this.reopenTo = bounds.initialConcurrency;
	}

	get inFlight(): number {
		return this.all;
	}

	get isFull(): boolean {
		return this.ofEpoch >= Math.floor(this.bound) || this.all >= 2 * this.bounds.maxConcurrency;
	}

	/** Notes that a caller wants to have so many open, which it may as long as nothing is refused. */
	allow(count: number): void {
		if (this.epoch > 0) return;
		this.bound = Math.max(this.bound, Math.min(count, this.bounds.maxConcurrency));
	}

	begin(): void {
		this.all++;
		this.ofEpoch++;
	}

	/** @param epoch in which the request began */
	end(epoch: number): void {
		this.all--;
		if (epoch === this.epoch) this.ofEpoch--;
	}

	/** Notes that a request of this epoch was accepted. */
	accepted(wasFull: boolean): void {
		if (this.bound < this.reopenTo) this.bound++;
		else if (wasFull) this.bound = Math.min(this.bounds.maxConcurrency, this.bound + GROWTH);
	}

	refusalsBegin(): void {
		this.epoch++;
		this.ofEpoch = 0;
		this.reopenTo = Math.max(MIN_OPEN, Math.floor(this.bound / 2));
		this.bound = 1;
	}
}
