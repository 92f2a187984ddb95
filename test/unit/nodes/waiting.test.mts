import { DueQueue } from '../../../nodes/shared/waiting/dueQueue.ts';
import { limitConcurrency } from '../../../nodes/shared/waiting/limitConcurrency.ts';
import { n8nClock } from '../../../nodes/shared/n8n/n8nClock.ts';

describe('the queue of what is due', () => {
	it('gives the earliest first, and at equal times the one that came first', () => {
		const queue = new DueQueue<string>();
		for (const [entry, at] of [
			['c', 3],
			['a', 1],
			['b', 2],
			['a2', 1],
			['c2', 3],
		] as const) {
			queue.add(entry, at);
		}
		expect(queue.firstAt).toBe(1);
		const taken = Array.from({ length: 6 }, () => queue.takeFirst());
		expect(taken).toEqual(['a', 'a2', 'b', 'c', 'c2', undefined]);
		expect(queue.firstAt).toBeUndefined();
	});
});

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

describe('the clock of the nodes', () => {
	it('sleeps longer than its longest timer where it is asked to', async () => {
		const before = Date.now();
		await n8nClock.sleep(400);
		expect(Date.now() - before).toBeGreaterThanOrEqual(399);
	});

	it('listens to a signal once, however long it sleeps and however often', async () => {
		const { signal } = new AbortController();
		const listen = jest.spyOn(signal, 'addEventListener');
		await Promise.all([n8nClock.sleep(300, signal), n8nClock.sleep(300, signal)]);
		await n8nClock.sleep(10, signal);
		expect(listen).toHaveBeenCalledTimes(1);
	});

	it('wakes in the midst of a sleep, and not a slice later', async () => {
		const wake = new AbortController();
		const sleep = n8nClock.sleep(3_600_000, wake.signal);
		await new Promise((resolve) => setTimeout(resolve, 20));
		const before = performance.now();
		wake.abort();
		await sleep;
		expect(performance.now() - before).toBeLessThan(100);
	});

	it('does not sleep at all for no time', async () => {
		const timer = jest.spyOn(globalThis, 'setTimeout');
		await n8nClock.sleep(0);
		await n8nClock.sleep(-5);
		expect(timer).not.toHaveBeenCalled();
		timer.mockRestore();
	});

	it('sleeps, and wakes at once when it is told to', async () => {
		const wake = new AbortController();
		const sleep = n8nClock.sleep(3_600_000, wake.signal);
		wake.abort();
		await sleep;
		await n8nClock.sleep(3_600_000, wake.signal);
		const before = n8nClock.now();
		await n8nClock.sleep(20);
		expect(n8nClock.now()).toBeGreaterThanOrEqual(before + 19);
	});
});
