import { sleep } from 'n8n-workflow';
import type { Clock } from '../waiting/clock';
import { onAbort } from '../waiting/onAbort';

/**
 * The longest single timer. `sleep` of n8n-workflow, the one timer that nodes may use, can't be
 * cancelled: short slices bound what a stopped execution leaves running in the process.
 */
const SLICE_MS = 250;

/**
 * Time that only goes forward: an hour stays an hour when the clock of the machine is set. What
 * is written down, or compared between machines, takes `Date.now()` instead.
 */
export const n8nClock: Clock = {
	now: () => performance.timeOrigin + performance.now(),

	async sleep(ms, signal) {
		const until = this.now() + ms;
		let wake = (): void => {};
		const woken = new Promise<void>((resolve) => (wake = resolve));
		const takeBack = signal && onAbort(signal, wake);
		for (let left = ms; left > 0 && signal?.aborted !== true; left = until - this.now()) {
			await Promise.race([sleep(Math.min(left, SLICE_MS)), woken]);
		}
		takeBack?.();
	},
};
