/** The times at which waits end, as a count of each: most waits of a batch end at the same time. */
export class Deadlines {
	private readonly counts = new Map<number, number>();
	/** Those counted, earliest first. */
	private readonly times: number[] = [];

	/** The earliest, or `Infinity` where there is none. */
	get first(): number {
		for (let first = this.times[0]; first !== undefined; first = this.times[0]) {
			if (this.counts.has(first)) return first;
			this.times.shift();
		}
		return Infinity;
	}

	add(time: number): void {
		const count = this.counts.get(time) ?? 0;
		this.counts.set(time, count + 1);
		if (count > 0 || this.times.includes(time)) return;
		this.times.push(time);
		this.times.sort((a, b) => a - b);
	}

	remove(time: number): void {
		const count = this.counts.get(time) ?? 0;
		if (count > 1) this.counts.set(time, count - 1);
		else this.counts.delete(time);
	}
}
