import { limitConcurrency } from '../../../nodes/shared/waiting/limitConcurrency.ts';

describe('limited concurrency', () => {
	it('runs so many at a time, in their order, and hands on results and errors', async () => {
		const inTurn = limitConcurrency(2);
		const started: number[] = [];
		const finish: Array<() => void> = [];
		const runs = [0, 1, 2, 3].map(
			async (number) =>
				await inTurn(async () => {
					started.push(number);
					await new Promise<void>((resolve) => finish.push(resolve));
					if (number === 1) throw new Error('one');
					return number;
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
		expect((await results).map(({ status }) => status)).toEqual([
			'fulfilled',
			'rejected',
			'fulfilled',
			'fulfilled',
		]);
	});
});

describe('a place that was given back', () => {
	it('is there for the next, and only once', async () => {
		const inTurn = limitConcurrency(1);
		await inTurn(async () => undefined);
		let running = 0;
		let most = 0;
		const run = async () => {
			most = Math.max(most, ++running);
			await new Promise((resolve) => setImmediate(resolve));
			running--;
		};
		await Promise.all([inTurn(run), inTurn(run), inTurn(run)]);
		expect(most).toBe(1);
	});
});
