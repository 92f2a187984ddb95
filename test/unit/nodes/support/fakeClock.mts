import type { Clock } from '../../../../nodes/shared/waiting/clock.ts';

interface Timer {
	at: number;
	wake: () => void;
}

/** A clock on which time passes only when everybody sleeps, and then all at once. */
export class FakeClock implements Clock {
	private readonly timers = new Set<Timer>();

	constructor(private time = 0) {}

	now(): number {
		return this.time;
	}

	/** How many sleeps are under way. */
	get sleepers(): number {
		return this.timers.size;
	}

	async sleep(ms: number, signal?: AbortSignal): Promise<void> {
		if (signal?.aborted === true) return;
		await new Promise<void>((resolve) => {
			const wake = () => {
				this.timers.delete(timer);
				signal?.removeEventListener('abort', wake);
				resolve();
			};
			const timer = { at: this.time + ms, wake };
			this.timers.add(timer);
			signal?.addEventListener('abort', wake, { once: true });
		});
	}

	/** Lets time pass until a promise has settled, and hands on what it brings. */
	async until<T>(promise: Promise<T>): Promise<T> {
		let settled = false;
		const settle = () => {
			settled = true;
		};
		promise.then(settle, settle);
		for (let idle = 0; ; idle++) {
			// A macrotask, so that everything that can go on without time does.
			await new Promise((resolve) => setImmediate(resolve));
			if (settled) return await promise;
			const next = [...this.timers].sort((a, b) => a.at - b.at)[0];
			if (next === undefined) {
				if (idle > 100) throw new Error('Everybody waits, and nobody for time');
				continue;
			}
			idle = 0;
			this.time = Math.max(this.time, next.at);
			next.wake();
		}
	}
}
