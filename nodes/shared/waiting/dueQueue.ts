interface Due<T> {
	entry: T;
	at: number;
}

/** Entries in the order of the time at which they are due; first come, first served at equal times. */
export class DueQueue<T> {
	private readonly dues: Array<Due<T>> = [];

	/** @param at milliseconds since 1970 */
	add(entry: T, at: number): void {
		let low = 0;
		let high = this.dues.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((this.dues[middle] as Due<T>).at <= at) low = middle + 1;
			else high = middle;
		}
		this.dues.splice(low, 0, { entry, at });
	}

	/** When the first entry is due, or `undefined` when there is none. */
	get firstAt(): number | undefined {
		return this.dues[0]?.at;
	}

	/** Takes the first entry out. */
	takeFirst(): T | undefined {
		return this.dues.shift()?.entry;
	}

	/** Takes out all entries that are like this, in their order. */
	takeAll(isLike: (entry: T) => boolean): T[] {
		const taken = this.dues.filter(({ entry }) => isLike(entry));
		if (taken.length === 0) return [];
		const rest = this.dues.filter(({ entry }) => !isLike(entry));
		this.dues.length = 0;
		for (const due of rest) this.dues.push(due);
		return taken.map(({ entry }) => entry);
	}
}
