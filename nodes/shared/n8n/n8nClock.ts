import { sleep } from 'n8n-workflow';
import { type Clock, onAbort } from '../waiting/clock';

/**
 * The longest single timer. Nodes may use no timer but `sleep` of n8n-workflow, which can't be cancelled:
 * this bounds how long it runs on after a stop.
 */
const TICK_MS = 1000;

const now = () => performance.timeOrigin + performance.now();

/**
 * A monotonic clock: it does not jump when the machine's clock is set. Times that are shown, or
 * compared with those of another machine, are from `Date.now()` instead.
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
			const removeListener = onAbort(signal, resolve);
			void ticks().then(() => {
				removeListener();
				resolve();
			});
		});
	},
};
