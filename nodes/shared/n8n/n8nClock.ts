import { sleep } from 'n8n-workflow';
import { type Clock, onAbort } from '../waiting/clock';

/**
 * The longest single timer. `sleep` of n8n-workflow, the one timer that nodes may use, can't be
 * cancelled: this bounds what a stopped execution leaves running in the process.
 */
const TICK_MS = 250;

interface Sleeper {
	until: number;
	wake: () => void;
}

/** All that sleep in this process, however many executions they belong to: they share one timer. */
const sleepers = new Set<Sleeper>();

let nextTickAt = Infinity;

const now = () => performance.timeOrigin + performance.now();

function tickBy(time: number): void {
	if (time >= nextTickAt) return;
	nextTickAt = time;
	// A tick that an earlier one has overtaken does nothing.
	void sleep(Math.max(0, time - now())).then(() => nextTickAt === time && tick());
}

function tick(): void {
	const time = now();
	let next = time + TICK_MS;
	nextTickAt = Infinity;
	for (const sleeper of sleepers) {
		if (sleeper.until <= time) sleeper.wake();
		else next = Math.min(next, sleeper.until);
	}
	if (sleepers.size > 0) tickBy(next);
}

/**
 * Time that only goes forward: an hour stays an hour when the clock of the machine is set. What
 * is written down, or compared between machines, takes `Date.now()` instead.
 */
export const n8nClock: Clock = {
	now,

	async sleep(ms, signal) {
		if (!(ms > 0) || signal?.aborted === true) return;
		await new Promise<void>((resolve) => {
			const wake = (): void => {
				sleepers.delete(sleeper);
				takeBack?.();
				resolve();
			};
			const sleeper = { until: now() + ms, wake };
			const takeBack = signal && onAbort(signal, wake);
			sleepers.add(sleeper);
			tickBy(Math.min(sleeper.until, now() + TICK_MS));
		});
	},
};
