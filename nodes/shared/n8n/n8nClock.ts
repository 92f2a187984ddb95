import { sleep } from 'n8n-workflow';
import { type Clock, onAbort } from '../waiting/clock';

/**
 * The longest single timer. `sleep` of n8n-workflow, the one timer that nodes may use, can't be
 * cancelled: this bounds what a stopped execution leaves running in the process.
 */
const TICK_MS = 1000;

const now = () => performance.timeOrigin + performance.now();

/**
 * Time that only goes forward: an hour stays an hour when the clock of the machine is set. What
 * is written down, or compared between machines, takes `Date.now()` instead.
 */
export const n8nClock: Clock = {
	now,

	async sleep(ms, signal) {
		const until = now() + ms;
		const ticks = async () => {
			while (now() < until && signal?.aborted !== true) {
				await sleep(Math.min(TICK_MS, until - now()));
			}
		};
		if (signal === undefined || signal.aborted) return await ticks();
		await new Promise<void>((resolve) => {
			const takeBack = onAbort(signal, resolve);
			void ticks().then(() => {
				takeBack();
				resolve();
			});
		});
	},
};
