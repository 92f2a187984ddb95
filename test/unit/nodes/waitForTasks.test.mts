import {
	busy,
	finished,
	gateway,
	lacking,
	running,
	timesOf,
	waitingRoom,
	type Answer,
} from './support/waitingRoom.mts';

const ids = (count: number) => Array.from({ length: count }, (_none, index) => `t${index}`);

describe('a wait', () => {
	it('asks at once, then each poll interval, and ends when the task has finished', async () => {
		const { asked, ends, done } = waitingRoom(['a'], (_id, at) =>
			at >= 12_000 ? finished : running,
		);
		await done;
		expect(timesOf(asked)).toEqual([0, 5000, 10_000, 15_000]);
		expect(ends.get('a')).toMatchObject({ kind: 'finished', at: 15_000 });
	});

	it('takes as long as the slowest task, and none is held up by a slow answer', async () => {
		const answers: Array<() => void> = [];
		const { ends, done } = waitingRoom(
			['slow', ...ids(30)],
			async (taskId, at) => {
				if (taskId !== 'slow') return at >= 60_000 ? finished : running;
				return await new Promise((resolve) => answers.push(() => resolve(finished)));
			},
			{
				onEnd: (taskId, end) => {
					ends.set(taskId, { ...end, at: 0 });
					if (ends.size === 30) answers[0]?.();
				},
			},
		);
		await done;
		expect([...ends.keys()].at(-1)).toBe('slow');
		expect(ends.size).toBe(31);
	});

	it('sees a finished task a poll interval late at most, or a round of the limit', async () => {
		const { ends, done } = waitingRoom(
			ids(1000),
			(_id, at) => (at >= 720_000 ? finished : running),
			{ perSecond: 10, timeoutMs: () => 2_100_000 },
		);
		await done;
		expect(ends.size).toBe(1000);
		for (const { kind, at } of ends.values()) {
			expect(kind).toBe('finished');
			expect(at).toBeLessThanOrEqual(720_000 + 1000 * 100 + 100);
		}
	});

	it('waits for files that its answer lacks, then ends with what there is', async () => {
		const late = waitingRoom(['a'], (_id, at) => (at >= 12_000 ? finished : lacking));
		await late.done;
		expect(late.ends.get('a')).toMatchObject({ task: { state: 'succeeded' }, at: 15_000 });
		const never = waitingRoom(['a'], () => lacking, { timeoutMs: () => 30_000 });
		await never.done;
		expect(never.ends.get('a')).toMatchObject({ kind: 'finished', at: 60_000 });
	});

	it('that is stopped ends within a second, leaves no sleep behind and reports nothing more', async () => {
		const stop = new AbortController();
		const { clock, ends, asked, done } = waitingRoom(
			ids(10_000),
			(_id, at) => {
				if (at >= 5000) stop.abort();
				return running;
			},
			{ signal: stop.signal, perSecond: 1000 },
		);
		await done;
		expect(clock.now()).toBeLessThan(6000);
		expect(clock.sleepers).toBe(0);
		expect(ends.size).toBe(0);
		expect(asked.length).toBeLessThan(5100);
	});

	it('ends as a whole by what is no answer but a bug', async () => {
		const { done } = waitingRoom(ids(2), () => {
			throw new TypeError('a bug');
		});
		await expect(done).rejects.toThrow('a bug');
	});
});

describe('faults while waiting', () => {
	it('are waited out at a slower and slower pace, up to a minute', async () => {
		const { asked, done } = waitingRoom(['a'], (_id, at) => (at >= 190_000 ? finished : gateway));
		await done;
		expect(timesOf(asked)).toEqual([0, 10_000, 30_000, 70_000, 130_000, 190_000]);
	});

	it('are forgotten as soon as the task is seen again', async () => {
		const answers = [gateway, gateway, running, gateway, finished];
		const { asked, done } = waitingRoom(['a'], () => answers.shift() as Answer);
		await done;
		expect(timesOf(asked)).toEqual([0, 10_000, 30_000, 35_000, 45_000]);
	});

	it('that are final end the wait for their task alone', async () => {
		const { ends, done } = waitingRoom(['bad', 'good'], (taskId) =>
			taskId === 'bad' ? { ok: false, fault: { kind: 'other', final: true } } : finished,
		);
		await done;
		expect(ends.get('bad')).toMatchObject({ kind: 'refused', fault: { final: true } });
		expect(ends.get('good')).toMatchObject({ kind: 'finished' });
	});
});

describe('the time-out', () => {
	it('comes after a last poll', async () => {
		const { asked, ends, done } = waitingRoom(
			['a'],
			(_id, at) => (at === 12_000 ? finished : running),
			{ timeoutMs: () => 12_000 },
		);
		await done;
		expect(timesOf(asked)).toEqual([0, 5000, 10_000, 12_000]);
		expect(ends.get('a')).toMatchObject({ kind: 'finished' });
	});

	it('hands on what was seen last, and the fault that came after', async () => {
		const { ends, done } = waitingRoom(['a'], (_id, at) => (at < 10_000 ? running : gateway), {
			timeoutMs: () => 10_000,
		});
		await done;
		expect(ends.get('a')).toEqual({
			kind: 'timedOut',
			lastSeen: { state: 'running' },
			lastFault: { kind: 'other' },
			at: 10_000,
		});
	});

	it('of zero polls each task once', async () => {
		const { asked, ends, done } = waitingRoom(ids(3), () => running, { timeoutMs: () => 0 });
		await done;
		expect(asked).toHaveLength(3);
		expect([...ends.values()].map(({ kind }) => kind)).toEqual(Array(3).fill('timedOut'));
	});

	it('is each task’s own, and never said early, with ten thousand tasks', async () => {
		const timeoutMs = (id: string) => (1 + (Number(id.slice(1)) % 3)) * 300_000;
		const { ends, done } = waitingRoom(ids(10_000), () => running, { perSecond: 10, timeoutMs });
		await done;
		expect(ends.size).toBe(10_000);
		for (const [id, { kind, at }] of ends) {
			expect(kind).toBe('timedOut');
			expect(at).toBeGreaterThanOrEqual(timeoutMs(id));
			expect(at).toBeLessThanOrEqual(timeoutMs(id) + 1_001_000);
		}
	});

	it('holds where the limiter lets nothing through', async () => {
		const { ends, clock, done } = waitingRoom(ids(3), () => busy(3_600_000), {
			timeoutMs: () => 60_000,
		});
		await done;
		expect([...ends.values()].map(({ kind }) => kind)).toEqual(Array(3).fill('timedOut'));
		expect(clock.now()).toBeLessThanOrEqual(120_000);
	});
});

describe('a last poll that comes to nothing', () => {
	const once = { timeoutMs: () => 0, lateFilesMs: 0, retries: 2 };

	it.each([
		['a fault', gateway, 'timedOut'],
		['a success without files', lacking, 'finished'],
	])('is repeated after a second and after two, and no more: %s', async (_what, answer, kind) => {
		const { asked, ends, done } = waitingRoom(['a'], () => answer, once);
		await done;
		expect(timesOf(asked)).toEqual([0, 1000, 3000]);
		expect(ends.get('a')).toMatchObject({ kind, at: 3000 });
	});

	it.each([
		['the end', finished, 'finished'],
		['a state', running, 'timedOut'],
	])('is not repeated once it has brought %s', async (_what, answer, kind) => {
		const { asked, ends, done } = waitingRoom(
			['a'],
			(_id, now) => (now < 1000 ? gateway : answer),
			once,
		);
		await done;
		expect(timesOf(asked)).toEqual([0, 1000]);
		expect(ends.get('a')).toMatchObject({ kind });
	});

	it('is not repeated where the service asks for a long rest', async () => {
		const { asked, done } = waitingRoom(['a'], () => busy(5001), once);
		await done;
		expect(timesOf(asked)).toEqual([0]);
	});
});
