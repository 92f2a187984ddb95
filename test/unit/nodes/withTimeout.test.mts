import { withTimeout } from '../../../nodes/shared/waiting/withTimeout.ts';
import type { Clock } from '../../../nodes/shared/waiting/clock.ts';

/** A clock whose time is up when the test says so, and which knows who sleeps by it. */
function handClock() {
	let ring = (): void => {};
	const clock: Clock = {
		now: () => 0,
		sleep: async (_ms, signal) =>
			await new Promise((resolve) => {
				ring = resolve;
				signal?.addEventListener('abort', () => resolve());
			}),
	};
	return { clock, timeIsUp: () => ring() };
}

describe('a deadline', () => {
	it('hands on what comes in time, and leaves no timer behind', async () => {
		let slept: AbortSignal | undefined;
		const clock: Clock = {
			now: () => 0,
			sleep: async (_ms, signal) => {
				slept = signal;
				await new Promise(() => {});
			},
		};
		expect(await withTimeout(clock, 1000, async () => 'answer')).toBe('answer');
		expect(slept?.aborted).toBe(true);
	});

	it('gives up what hangs, and tells it', async () => {
		const { clock, timeIsUp } = handClock();
		let told: AbortSignal | undefined;
		const end = withTimeout(clock, 1000, async (signal) => {
			told = signal;
			return await new Promise<string>(() => {});
		});
		expect(told?.aborted).toBe(false);
		timeIsUp();
		expect(await end).toBeUndefined();
		expect(told?.aborted).toBe(true);
	});

	it('hands on what is thrown', async () => {
		const { clock } = handClock();
		await expect(
			withTimeout(clock, 1000, async () => await Promise.reject(new Error('gone'))),
		).rejects.toThrow('gone');
	});
});
