import { sleep } from 'n8n-workflow';
import type { Clock } from '../waiting/clock';

/**
 * The longest single timer. `sleep` of n8n-workflow, the one timer that nodes may use, can't be
 * cancelled: short slices bound what a stopped execution leaves running in the process.
 */
const SLICE_MS = 250;

/**
 * Time that only goes forward: an hour stays an hour when somebody sets the clock of the machine. What
 * is written down, or compared between machines, takes `Date.now()` instead.
 */
export const n8nClock: Clock = {
	now: () => performance.timeOrigin + performance.now(),

	async sleep(ms, signal) {
		const until = this.now() + ms;
		for (let left = ms; left > 0 && signal?.aborted !== true; left = until - this.now()) {
			await Promise.race([sleep(Math.min(left, SLICE_MS)), ...(signal ? [abortOf(signal)] : [])]);
		}
	},
};

/** The promises that wait for a signal, one each: a race of its own would add a listener a slice. */
const abortPromises = new WeakMap<AbortSignal, Promise<void>>();

function abortOf(signal: AbortSignal): Promise<void> {
	let promise = abortPromises.get(signal);
	if (promise === undefined) {
		promise = new Promise((resolve) => {
			signal.addEventListener('abort', () => resolve(), { once: true });
		});
		abortPromises.set(signal, promise);
	}
	return promise;
}
