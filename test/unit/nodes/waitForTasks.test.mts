import {
	busy,
	finished,
	gateway,
	lacking,
	running,
	waited,
	type Answer,
} from './support/waitingRoom.mts';

const ids = (count: number) => Array.from({ length: count }, (_none, index) => `t${index}`);
/** Answers of a task that changes after so many milliseconds. */
const after =
	(ms: number, then: Answer, before = running) =>
	(_id: string, at: number) =>
		at >= ms ? then : before;

describe('a wait', () => {
	it('asks at once, then each poll interval, and ends when the task has finished', async () => {
		const { asked, ends } = await waited(['a'], after(12_000, finished));
		expect(asked).toEqual([0, 5000, 10_000, 15_000]);
		expect(ends).toMatchObject([{ kind: 'finished', at: 15_000 }]);
	});

	it('takes as long as the slowest task, and none is held up by a slow answer', async () => {
		const { ends } = await waited(['slow', ...ids(30)], async (taskId, at, room) => {
			if (taskId !== 'slow') return at >= 60_000 ? finished : running;
			while (room.ends.length < 30) await new Promise((resolve) => setImmediate(resolve));
			return finished;
		});
		expect(ends).toHaveLength(31);
		expect(ends.at(-1)?.taskId).toBe('slow');
	});

	it('sees a finished task a poll interval late at most, or a round of the limit', async () => {
		const limits = { perSecond: 10, timeoutMs: () => 2_100_000 };
		const { ends } = await waited(ids(1000), after(720_000, finished), limits);
		expect(ends).toHaveLength(1000);
		for (const { kind, at } of ends) {
			expect(kind).toBe('finished');
			expect(at).toBeLessThanOrEqual(720_000 + 1000 * 100 + 100);
		}
	});

	it('waits for files that its answer lacks, then ends with what there is', async () => {
		const late = await waited(['a'], after(12_000, finished, lacking));
		expect(late.ends).toMatchObject([{ task: { state: 'succeeded' }, at: 15_000 }]);
		const never = await waited(['a'], () => lacking, { timeoutMs: () => 30_000 });
		expect(never.ends).toMatchObject([{ kind: 'finished', at: 60_000 }]);
	});

	it('that is stopped ends within a second, leaves no sleep behind and reports nothing more', async () => {
		const stop = new AbortController();
		const answer = (_id: string, at: number) => {
			if (at >= 5000) stop.abort();
			return running;
		};
		const limits = { signal: stop.signal, perSecond: 1000 };
		const { clock, ends, asked } = await waited(ids(10_000), answer, limits);
		expect(clock.now()).toBeLessThan(6000);
		expect(clock.sleepers).toBe(0);
		expect(ends).toEqual([]);
		expect(asked.length).toBeLessThan(5100);
	});

	it('ends as a whole by what is no answer but a bug', async () => {
		const wait = waited(ids(2), () => {
			throw new TypeError('a bug');
		});
		await expect(wait).rejects.toThrow('a bug');
	});
});

describe('faults while waiting', () => {
	it('are waited out at a slower and slower pace, up to a minute', async () => {
		const { asked } = await waited(['a'], after(190_000, finished, gateway));
		expect(asked).toEqual([0, 10_000, 30_000, 70_000, 130_000, 190_000]);
	});

	it('are forgotten as soon as the task is seen again', async () => {
		const answers = [gateway, gateway, running, gateway, finished];
		const { asked } = await waited(['a'], () => answers.shift() as Answer);
		expect(asked).toEqual([0, 10_000, 30_000, 35_000, 45_000]);
	});

	it('that are final end the wait for their task alone', async () => {
		const gone: Answer = { ok: false, fault: { kind: 'other', final: true } };
		const { ends } = await waited(['bad', 'good'], (id) => (id === 'bad' ? gone : finished));
		expect(ends).toMatchObject([
			{ taskId: 'bad', kind: 'refused', fault: { final: true } },
			{ taskId: 'good', kind: 'finished' },
		]);
	});
});

describe('the time-out', () => {
	it('comes after a last poll', async () => {
		const { asked, ends } = await waited(['a'], after(12_000, finished), {
			timeoutMs: () => 12_000,
		});
		expect(asked).toEqual([0, 5000, 10_000, 12_000]);
		expect(ends).toMatchObject([{ kind: 'finished' }]);
	});

	it('hands on what was seen last, and the fault that came after', async () => {
		const { ends } = await waited(['a'], after(10_000, gateway), { timeoutMs: () => 10_000 });
		const seen = { lastSeen: { state: 'running' }, lastFault: { kind: 'other' } };
		expect(ends).toEqual([{ taskId: 'a', kind: 'timedOut', ...seen, at: 10_000 }]);
	});

	it('is each task’s own, and never said early, with ten thousand tasks', async () => {
		const timeoutMs = (id: string) => (1 + (Number(id.slice(1)) % 3)) * 300_000;
		const { ends } = await waited(ids(10_000), () => running, { perSecond: 10, timeoutMs });
		expect(ends).toHaveLength(10_000);
		for (const { taskId, kind, at } of ends) {
			expect(kind).toBe('timedOut');
			expect(at).toBeGreaterThanOrEqual(timeoutMs(taskId));
			expect(at).toBeLessThanOrEqual(timeoutMs(taskId) + 1_001_000);
		}
	});

	it('holds where the limiter lets nothing through', async () => {
		const limits = { timeoutMs: () => 60_000 };
		const { ends, clock } = await waited(ids(3), () => busy(3_600_000), limits);
		expect(ends.map(({ kind }) => kind)).toEqual(Array(3).fill('timedOut'));
		expect(clock.now()).toBeLessThanOrEqual(120_000);
	});
});

describe('a last poll that comes to nothing', () => {
	const once = { timeoutMs: () => 0, lateFilesMs: 0, retries: 2 };

	it.each([
		['a fault', gateway, 'timedOut'],
		['a success without files', lacking, 'finished'],
	])('is repeated after a second and after two, and no more: %s', async (_what, answer, kind) => {
		const { asked, ends } = await waited(['a'], () => answer, once);
		expect(asked).toEqual([0, 1000, 3000]);
		expect(ends).toMatchObject([{ kind, at: 3000 }]);
	});

	it.each([
		['the end', finished, 'finished'],
		['a state', running, 'timedOut'],
	])('is not repeated once it has brought %s', async (_what, answer, kind) => {
		const { asked, ends } = await waited(['a'], after(1000, answer, gateway), once);
		expect(asked).toEqual([0, 1000]);
		expect(ends).toMatchObject([{ kind }]);
	});

	it('is not repeated where the service asks for a long rest, nor where it is to be one', async () => {
		expect((await waited(['a'], () => busy(5001), once)).asked).toEqual([0]);
		expect((await waited(['a'], () => gateway, { ...once, retries: 0 })).asked).toEqual([0]);
	});
});
