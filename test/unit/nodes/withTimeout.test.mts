import { withTimeout, type Clock } from '../../../nodes/shared/waiting/clock.ts';
import { limitConcurrency } from '../../../nodes/shared/waiting/limitConcurrency.ts';

it('a deadline hands on what comes in time or is thrown, and leaves no timer behind', async () => {
	let slept: AbortSignal | undefined;
	const sleep: Clock['sleep'] = async (_ms, signal) =>
		await new Promise(() => {
			slept = signal;
		});
	const clock = { now: () => 0, sleep };
	expect(await withTimeout(clock, 1000, async () => 'answer')).toBe('answer');
	expect(slept?.aborted).toBe(true);
	const gone = async () => await Promise.reject(new Error('gone'));
	await expect(withTimeout(clock, 1000, gone)).rejects.toThrow('gone');
});

it('a deadline gives up what hangs, and tells it', async () => {
	const clock = { now: () => 0, sleep: async () => {} };
	let told: AbortSignal | undefined;
	const hanging = async (signal: AbortSignal) => {
		told = signal;
		return await new Promise<string>(() => {});
	};
	expect(await withTimeout(clock, 1000, hanging)).toBeUndefined();
	expect(told?.aborted).toBe(true);
});

it('limited concurrency runs so many at a time, in order, and hands on what comes of them', async () => {
	const inTurn = limitConcurrency(2);
	const started: number[] = [];
	const finish: Array<() => void> = [];
	const run = async (number: number) => {
		started.push(number);
		await new Promise<void>((resolve) => finish.push(resolve));
		if (number === 1) throw new Error('one');
	};
	const runs = [0, 1, 2, 3].map(async (number) => await inTurn(async () => await run(number)));
	const results = Promise.allSettled(runs);
	for (const [next, underWay] of [
		[1, 2],
		[0, 3],
		[2, 4],
		[3, 4],
	] as const) {
		await new Promise((resolve) => setImmediate(resolve));
		expect(started).toEqual([0, 1, 2, 3].slice(0, underWay));
		finish[next]?.();
	}
	const ends = (await results).map(({ status }) => status);
	expect(ends).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
	void [4, 5, 6].map(async (number) => await inTurn(async () => await run(number)));
	await new Promise((resolve) => setImmediate(resolve));
	expect(started).toEqual([0, 1, 2, 3, 4, 5]);
});
