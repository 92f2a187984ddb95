import { onAbort, type Clock } from '../../../../nodes/shared/waiting/clock.ts';

interface Timer {
	at: number;
	wake: () => void;
}

/**
 * In so many turns of the event loop, whoever waits for promises alone has what it waits for. Nobody on
 * this clock may wait for real time: its tests stop `performance.now`, by which nodes give way to others.
 */
const STUCK_TURNS = 200;

/**
 * A clock on which time passes only when everybody sleeps, and then all at once, with as many turns of
 * the event loop for each instant as promises need: an hour of thousands takes a moment.
 */
export class FakeClock implements Clock {
	/** The one that ends last comes first; of those that end together, the one that was set last. */
	private readonly timers: Timer[] = [];

	constructor(private time = 0) {}

	now(): number {
		return this.time;
	}

	/** How many sleeps are under way. */
	get sleepers(): number {
		return this.timers.length;
	}

	async sleep(ms: number, signal?: AbortSignal): Promise<void> {
		if (signal?.aborted === true) return;
		await new Promise<void>((resolve) => {
			const timer = { at: this.time + ms, wake: () => {} };
			const leave = () => {
				this.timers.splice(this.timers.lastIndexOf(timer), 1);
				timer.wake();
			};
			const takeBack = signal && onAbort(signal, leave);
			timer.wake = () => {
				takeBack?.();
				resolve();
			};
			this.insert(timer);
		});
	}

	/** Lets time pass until a promise has settled, and gives what it brings. */
	async until<T>(promise: Promise<T>): Promise<T> {
		let settled = false;
		const settle = () => {
			settled = true;
		};
		promise.then(settle, settle);
		for (let idle = 0; ; idle++) {
			// A macrotask, so that everything that can continue without time does.
			await new Promise((resolve) => setImmediate(resolve));
			if (settled) return await promise;
			const next = this.timers.at(-1);
			if (next === undefined) {
				if (idle > STUCK_TURNS) throw new Error('Everybody waits, and nobody for time');
				continue;
			}
			idle = 0;
			this.time = Math.max(this.time, next.at);
			while ((this.timers.at(-1)?.at ?? Infinity) <= this.time) this.timers.pop()?.wake();
		}
	}

	private insert(timer: Timer): void {
		let [from, to] = [0, this.timers.length];
		while (from < to) {
			const middle = (from + to) >> 1;
			if ((this.timers[middle] as Timer).at > timer.at) from = middle + 1;
			else to = middle;
		}
		this.timers.splice(from, 0, timer);
	}
}
