import type { Clock } from '../../../../nodes/shared/waiting/clock.ts';

interface Timer {
	at: number;
	order: number;
	wake: () => void;
}

const comesBefore = (a: Timer, b: Timer) => a.at < b.at || (a.at === b.at && a.order < b.order);

/**
 * A virtual clock for crowds: as FakeClock, on a heap, and with as many turns of the event loop for
 * each instant as promises need, so that an hour of thousands takes a moment.
 */
export class HeapClock implements Clock {
	private readonly heap: Timer[] = [];
	private order = 0;
	/** How many timers were set so far that had not ended, at the most. */
	mostTimers = 0;
	private live = 0;

	constructor(private time = 0) {}

	now(): number {
		return this.time;
	}

	get sleepers(): number {
		return this.live;
	}

	async sleep(ms: number, signal?: AbortSignal): Promise<void> {
		if (signal?.aborted === true || ms <= 0) return;
		await new Promise<void>((resolve) => {
			let awake = false;
			const wake = () => {
				if (awake) return;
				awake = true;
				this.live--;
				signal?.removeEventListener('abort', wake);
				resolve();
			};
			this.mostTimers = Math.max(this.mostTimers, ++this.live);
			this.push({ at: this.time + ms, order: this.order++, wake });
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
			const next = this.heap[0];
			if (next === undefined) {
				if (idle > 100) throw new Error('Everybody waits, and nobody for time');
				continue;
			}
			idle = 0;
			this.time = Math.max(this.time, next.at);
			while (this.heap[0] !== undefined && this.heap[0].at <= this.time) this.pop()?.wake();
		}
	}

	private push(timer: Timer): void {
		const { heap } = this;
		let index = heap.push(timer) - 1;
		while (index > 0) {
			const parent = (index - 1) >> 1;
			if (!comesBefore(timer, heap[parent] as Timer)) break;
			heap[index] = heap[parent] as Timer;
			index = parent;
		}
		heap[index] = timer;
	}

	private pop(): Timer | undefined {
		const { heap } = this;
		const first = heap[0];
		const last = heap.pop();
		if (last === undefined || heap.length === 0) return first;
		let index = 0;
		for (;;) {
			let child = 2 * index + 1;
			if (child >= heap.length) break;
			if (child + 1 < heap.length && comesBefore(heap[child + 1] as Timer, heap[child] as Timer)) {
				child++;
			}
			if (!comesBefore(heap[child] as Timer, last)) break;
			heap[index] = heap[child] as Timer;
			index = child;
		}
		heap[index] = last;
		return first;
	}
}
