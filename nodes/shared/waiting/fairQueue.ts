import { DueQueue } from './dueQueue';

export interface Waiter {
	/** Whoever it waits for: callers take turns, however many each has in the queue. */
	caller: object;
	/** When it leaves without its turn, in milliseconds since 1970. */
	giveUpAt: number;
	/** How many requests a minute its user allows. */
	maxPerMinute: number;
}

/** Waiters in turn by their callers: one with a single request never waits behind a thousand of another. */
export class FairQueue<W extends Waiter> {
	/** In the order of their turns. */
	private readonly callers = new Map<object, Set<W>>();
	private readonly caps = new Map<number, number>();
	private ends = new DueQueue<W>();
	private waiting = 0;

	get size(): number {
		return this.waiting;
	}

	/** The lowest number of requests a minute that any of them allows. */
	get maxPerMinute(): number {
		let lowest = Infinity;
		for (const cap of this.caps.keys()) lowest = Math.min(lowest, cap);
		return lowest;
	}

	/** When the first of them gives up, `Infinity` where none does. */
	get firstEnd(): number {
		return this.firstToEnd()?.giveUpAt ?? Infinity;
	}

	add(waiter: W): void {
		const line = this.callers.get(waiter.caller);
		if (line === undefined) this.callers.set(waiter.caller, new Set([waiter]));
		else line.add(waiter);
		this.waiting++;
		this.caps.set(waiter.maxPerMinute, (this.caps.get(waiter.maxPerMinute) ?? 0) + 1);
		if (waiter.giveUpAt < Infinity) this.ends.add(waiter, waiter.giveUpAt);
		this.tidyEnds();
	}

	/** Takes out whoever's turn it is; its caller's next turn comes after everybody else's. */
	takeNext(): W | undefined {
		for (const [caller, line] of this.callers) {
			for (const waiter of line) {
				this.remove(waiter);
				this.callers.delete(caller);
				if (line.size > 0) this.callers.set(caller, line);
				return waiter;
			}
		}
		return undefined;
	}

	/** Takes out one that has given up by `now`. */
	takeEnded(now: number): W | undefined {
		const first = this.firstToEnd();
		if (first === undefined || first.giveUpAt > now) return undefined;
		this.remove(first);
		return first;
	}

	remove(waiter: W): void {
		const line = this.callers.get(waiter.caller);
		if (line?.delete(waiter) !== true) return;
		if (line.size === 0) this.callers.delete(waiter.caller);
		this.waiting--;
		const others = (this.caps.get(waiter.maxPerMinute) ?? 1) - 1;
		if (others > 0) this.caps.set(waiter.maxPerMinute, others);
		else this.caps.delete(waiter.maxPerMinute);
		if (this.waiting === 0) this.ends = new DueQueue();
	}

	private has(waiter: W): boolean {
		return this.callers.get(waiter.caller)?.has(waiter) === true;
	}

	private firstToEnd(): W | undefined {
		for (let first = this.ends.first; first !== undefined; first = this.ends.first) {
			if (this.has(first)) return first;
			this.ends.takeFirst();
		}
		return undefined;
	}

	/** Those that have had their turn are forgotten here once they are the most of what is kept. */
	private tidyEnds(): void {
		if (this.ends.size <= 2 * this.waiting + 100) return;
		this.ends = new DueQueue();
		for (const line of this.callers.values()) {
			for (const waiter of line) {
				if (waiter.giveUpAt < Infinity) this.ends.add(waiter, waiter.giveUpAt);
			}
		}
	}
}
