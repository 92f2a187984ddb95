import { withTimeout, type Clock } from '../../../nodes/shared/waiting/clock.ts';
import { limitConcurrency } from '../../../nodes/shared/waiting/limitConcurrency.ts';

describe('a deadline', () => {
	/** A clock whose time is up when the test says so, and which knows who sleeps by it. */
	function handClock() {
		let timeIsUp = (): void => {};
		let slept: AbortSignal | undefined;
		const sleep = async (_ms: number, signal?: AbortSignal) => {
			slept = signal;
			await new Promise<void>((resolve) => (timeIsUp = resolve));
		};
		const clock: Clock = { now: () => 0, sleep };
		return { clock, timeIsUp: () => timeIsUp(), isAwake: () => slept?.aborted };
	}

	it('hands on what comes in time or is thrown, and leaves no timer behind', async () => {
		const { clock, isAwake } = handClock();
		expect(await withTimeout(clock, 1000, async () => 'answer')).toBe('answer');
		expect(isAwake()).toBe(true);
		const gone = async () => await Promise.reject(new Error('gone'));
		await expect(withTimeout(clock, 1000, gone)).rejects.toThrow('gone');
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
});

it('limited concurrency runs so many at a time, in order, and hands on what comes of them', async () => {
	const inTurn = limitConcurrency(2);
	const started: number[] = [];
	const finish: Array<() => void> = [];
	const runs = [0, 1, 2, 3].map(
		async (number) =>
			await inTurn(async () => {
				started.push(number);
				await new Promise<void>((resolve) => finish.push(resolve));
				if (number === 1) throw new Error('one');
			}),
	);
	const results = Promise.allSettled(runs);
	const turn = () => new Promise((resolve) => setImmediate(resolve));
	await turn();
	expect(started).toEqual([0, 1]);
	finish[1]?.();
	await turn();
	expect(started).toEqual([0, 1, 2]);
	for (const index of [0, 2, 3]) {
		finish[index]?.();
		await turn();
	}
	const ends = (await results).map(({ status }) => status);
	expect(ends).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
});
