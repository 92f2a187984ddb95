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

	get size(): number {
		return this.dues.length;
	}

	get first(): T | undefined {
		return this.dues[0]?.entry;
	}

	/** When the first entry is due, or `undefined` when there is none. */
	get firstAt(): number | undefined {
		return this.dues[0]?.at;
	}

	/** Takes the first entry out. */
	takeFirst(): T | undefined {
		return this.dues.shift()?.entry;
	}

	/** Takes out the first entry that is like this. */
	takeFirstLike(isLike: (entry: T) => boolean): T | undefined {
		const index = this.dues.findIndex(({ entry }) => isLike(entry));
		return index < 0 ? undefined : this.dues.splice(index, 1)[0]?.entry;
	}
}
