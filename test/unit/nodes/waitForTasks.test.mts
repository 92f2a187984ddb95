import type {
	PollFault,
	PollResult,
	TaskState,
	WaitResult,
} from '../../../nodes/shared/waiting/polledTask.ts';
import { waitForTasks, type WaitOptions } from '../../../nodes/shared/waiting/waitForTasks.ts';
import { FakeClock } from './support/fakeClock.mts';
import { evenly, newLimiter } from './support/limiter.mts';

interface Task extends TaskState {
	name: string;
}

interface Fault extends PollFault {
	name: string;
	final?: true;
}

type Answer = PollResult<Task, Fault>;

interface Asked {
	taskId: string;
	at: number;
}

const running = (etaSeconds?: number): Answer => ({ ok: true, value: inProgress(etaSeconds) });
const inProgress = (etaSeconds?: number): Task => ({
	name: 'running',
	state: 'running',
	...(etaSeconds === undefined ? {} : { etaSeconds }),
});
const made: Task = { name: 'done', state: 'succeeded' };
const finished: Answer = { ok: true, value: made };
const busy = (retryAfterMs?: number): Answer => ({
	ok: false,
	fault: {
		name: 'busy',
		verdict: 'tooMany',
		...(retryAfterMs === undefined ? {} : { retryAfterMs }),
	},
});
const atGateway: Fault = { name: 'gateway' };
const gateway: Answer = { ok: false, fault: atGateway };

/** A wait on a clock of its own, with everything that happened in it. */
function waitingRoom(
	taskIds: string[],
	answer: (taskId: string, at: number) => Answer | Promise<Answer>,
	options: Partial<WaitOptions<Task, Fault>> = {},
) {
	const clock = new FakeClock();
	const asked: Asked[] = [];
	const ends = new Map<string, WaitResult<Task, Fault> & { at: number }>();
	const done = waitForTasks({
		taskIds,
		poll: async (taskId) => {
			asked.push({ taskId, at: clock.now() });
			return await answer(taskId, clock.now());
		},
		isTransient: ({ final }) => final !== true,
		clock,
		random: evenly,
		limiter: newLimiter(clock),
		maxRequestsPerSecond: 10,
		pollIntervalMs: 5000,
		timeoutMs: () => 900_000,
		onEnd: (taskId, end) => ends.set(taskId, { ...end, at: clock.now() }),
		...options,
	});
	return { clock, asked, ends, done: clock.until(done) };
}

const ids = (count: number) => Array.from({ length: count }, (_none, index) => `t${index}`);

describe('waiting for tasks', () => {
	it('asks at once, then again after the poll interval, and ends when the task has finished', async () => {
		const { asked, ends, done } = waitingRoom(['a'], (_id, at) =>
			at >= 12_000 ? finished : running(),
		);
		await done;
		expect(asked.map(({ at }) => at)).toEqual([0, 5000, 10_000, 15_000]);
		expect(ends.get('a')).toEqual({ kind: 'finished', task: made, at: 15_000 });
	});

	it('takes as long as the slowest task, however many there are', async () => {
		const { ends, clock, done } = waitingRoom(ids(30), (_id, at) =>
			at >= 60_000 ? finished : running(),
		);
		await done;
		expect(ends.size).toBe(30);
		expect(clock.now()).toBeLessThanOrEqual(60_000 + 5000);
	});

	it('spreads requests evenly instead of sending them in bursts', async () => {
		const { asked, done } = waitingRoom(
			ids(20),
			(_id, at) => (at >= 20_000 ? finished : running()),
			{ maxRequestsPerSecond: 10 },
		);
		await done;
		const gaps = asked.slice(1).map(({ at }, index) => at - (asked[index] as Asked).at);
		expect(Math.min(...gaps)).toBeGreaterThanOrEqual(100);
	});

	it('asks each of a thousand tasks in turn: none starves', async () => {
		const taskIds = ids(1000);
		const { asked, done } = waitingRoom(
			taskIds,
			(_id, at) => (at >= 290_000 ? finished : running()),
			{ maxRequestsPerSecond: 10 },
		);
		await done;
		const looksPerTask = taskIds.map(
			(id) => asked.filter(({ taskId, at }) => taskId === id && at < 290_000).length,
		);
		expect(Math.max(...looksPerTask) - Math.min(...looksPerTask)).toBeLessThanOrEqual(1);
		expect(asked.filter(({ at }) => at < 100_000)).toHaveLength(1000);
	});

	it('does not let a slow answer hold up other tasks', async () => {
		const clockless: { answer?: (look: Answer) => void } = {};
		const { ends, asked, done } = waitingRoom(
			['slow', 'quick'],
			async (taskId, at) => {
				if (taskId === 'quick') return at >= 20_000 ? finished : running();
				return await new Promise<Answer>((resolve) => (clockless.answer = resolve));
			},
			{
				onEnd: (taskId, end) => {
					ends.set(taskId, { ...end, at: 0 });
					if (taskId === 'quick') clockless.answer?.(finished);
				},
			},
		);
		await done;
		expect([...ends.keys()]).toEqual(['quick', 'slow']);
		expect(asked.filter(({ taskId }) => taskId === 'slow')).toHaveLength(1);
	});

	it('looks earlier when the service expects the end earlier', async () => {
		const { asked, done } = waitingRoom(['a'], (_id, at) => (at >= 2000 ? finished : running(2)));
		await done;
		expect(asked.map(({ at }) => at)).toEqual([0, 2000]);
	});

	it.each([0, -3, 1000])('is not held back by an estimate of %d s', async (eta) => {
		const { asked, done } = waitingRoom(['a'], (_id, at) => (at >= 9000 ? finished : running(eta)));
		await done;
		expect(asked.map(({ at }) => at)).toEqual([0, 5000, 10_000]);
	});
});

describe('estimates of the service', () => {
	it('save looks while the end is far, and lose no time at the end', async () => {
		const { asked, ends, done } = waitingRoom(['a'], (_id, at) =>
			at >= 70_000 ? finished : running((70_000 - at) / 1000),
		);
		await done;
		expect(asked).toHaveLength(7);
		expect(ends.get('a')?.at).toBeLessThan(71_000);
	});

	it('that never change are ignored', async () => {
		const { asked, done } = waitingRoom(['a'], (_id, at) =>
			at >= 30_000 ? finished : running(600),
		);
		await done;
		expect(asked.map(({ at }) => at / 1000)).toEqual([0, 5, 10, 15, 20, 25, 30]);
	});
});

describe('faults while waiting', () => {
	it('are waited out at a slower and slower pace, up to a minute', async () => {
		const { asked, done } = waitingRoom(['a'], (_id, at) => (at >= 200_000 ? finished : gateway));
		await done;
		const pauses = asked.slice(1).map(({ at }, index) => at - (asked[index] as Asked).at);
		expect(pauses.slice(0, 5)).toEqual([10_000, 20_000, 40_000, 60_000, 60_000]);
	});

	it('are forgotten as soon as the task is seen again', async () => {
		const answers = [gateway, gateway, running(), gateway, finished];
		const { asked, done } = waitingRoom(['a'], () => answers.shift() as Answer);
		await done;
		const pauses = asked.slice(1).map(({ at }, index) => at - (asked[index] as Asked).at);
		expect(pauses).toEqual([10_000, 20_000, 5000, 10_000]);
	});

	it('of speed hold for all tasks: nobody asks before the service is ready', async () => {
		let first = true;
		const { asked, done } = waitingRoom(ids(5), () => {
			if (!first) return finished;
			first = false;
			return busy(30_000);
		});
		await done;
		expect(asked.slice(1).every(({ at }) => at >= 30_000)).toBe(true);
	});

	it('that are final end the wait for their task alone', async () => {
		const { ends, done } = waitingRoom(['bad', 'good'], (taskId) =>
			taskId === 'bad' ? { ok: false, fault: { name: 'unknown', final: true } } : finished,
		);
		await done;
		expect(ends.get('bad')).toMatchObject({ kind: 'refused', fault: { name: 'unknown' } });
		expect(ends.get('good')).toMatchObject({ kind: 'finished' });
	});

	it('that are no answers but bugs end the whole wait', async () => {
		const { done } = waitingRoom(['a', 'b'], () => {
			throw new TypeError('a bug');
		});
		await expect(done).rejects.toThrow('a bug');
	});
});

describe('the time limit', () => {
	it('gives each task a last look at its end', async () => {
		const { asked, ends, done } = waitingRoom(
			['a'],
			(_id, at) => (at === 12_000 ? finished : running()),
			{ timeoutMs: () => 12_000 },
		);
		await done;
		expect(asked.map(({ at }) => at)).toEqual([0, 5000, 10_000, 12_000]);
		expect(ends.get('a')).toMatchObject({ kind: 'finished' });
	});

	it('hands on what was seen last, and the fault that came after', async () => {
		const { ends, clock, done } = waitingRoom(
			['a'],
			(_id, at) => (at < 10_000 ? running() : gateway),
			{ timeoutMs: () => 10_000 },
		);
		await done;
		expect(ends.get('a')).toMatchObject({
			kind: 'timedOut',
			lastSeen: inProgress(),
			lastFault: atGateway,
		});
		expect(clock.now()).toBe(10_000);
	});

	it('of zero looks at each task once', async () => {
		const { asked, ends, done } = waitingRoom(ids(3), () => running(), { timeoutMs: () => 0 });
		await done;
		expect(asked).toHaveLength(3);
		expect([...ends.values()].map(({ kind }) => kind)).toEqual(Array(3).fill('timedOut'));
	});

	it('is each task’s own, also while the service asks to be left alone', async () => {
		const minutes: Record<string, number> = { a: 3, b: 1, c: 2 };
		const { ends, done } = waitingRoom(['a', 'b', 'c'], () => running(), {
			timeoutMs: (id) => 60_000 * (minutes[id] ?? 0),
			maxRequestsPerSecond: 10_000,
		});
		await done;
		expect([...ends].map(([id, { at }]) => [id, Math.round(at)])).toEqual([
			['b', 60_000],
			['c', 120_000],
			['a', 180_000],
		]);

		const left = waitingRoom(['a', 'b', 'c'], () => busy(3_600_000), {
			timeoutMs: (id) => 60_000 * (minutes[id] ?? 0),
			maxRequestsPerSecond: 10_000,
		});
		await left.done;
		for (const [id, { at }] of left.ends) {
			expect(Math.abs(at - 60_000 * (minutes[id] ?? 0))).toBeLessThan(5000);
		}
	});

	it('is kept when the service asks to be left alone for longer', async () => {
		const { ends, clock, done } = waitingRoom(ids(3), () => busy(3_600_000), {
			timeoutMs: () => 60_000,
		});
		await done;
		expect([...ends.values()].map(({ kind }) => kind)).toEqual(Array(3).fill('timedOut'));
		// A last look waits a few seconds for its permit, and then goes out without one.
		expect(clock.now()).toBeLessThan(66_000);
	});
});

describe('one account, many polls', () => {
	it('lets an answer that asks for an hour silence its own task alone', async () => {
		let asking = true;
		const { asked, ends, done } = waitingRoom(
			['angry', 'b', 'c'],
			(taskId, at) => {
				if (taskId === 'angry' && asking) {
					asking = false;
					return busy(3_600_000);
				}
				return at >= 60_000 ? finished : running();
			},
			{ timeoutMs: () => 120_000 },
		);
		await done;
		for (const id of ['b', 'c']) {
			expect(ends.get(id)?.at).toBeLessThan(66_000);
			expect(asked.filter(({ taskId }) => taskId === id).length).toBeGreaterThan(10);
		}
		// Its last look finds it finished.
		expect(asked.filter(({ taskId }) => taskId === 'angry')).toHaveLength(2);
		expect(ends.get('angry')).toMatchObject({ kind: 'finished' });
	});

	it('spreads the last looks of a large batch before the time is up, one for each task', async () => {
		const taskIds = ids(1000);
		const { asked, ends, clock, done } = waitingRoom(taskIds, () => running(), {
			timeoutMs: () => 900_000,
			pollIntervalMs: 300_000,
		});
		await done;
		expect(clock.now()).toBeLessThan(905_000);
		expect([...ends.values()].every(({ kind }) => kind === 'timedOut')).toBe(true);
		const late = new Set(asked.filter(({ at }) => at >= 790_000).map(({ taskId }) => taskId));
		expect(late.size).toBe(1000);
	});

	it('bounds the polls that are open while a service hangs', async () => {
		let open = 0;
		let most = 0;
		const clock = new FakeClock();
		const done = waitForTasks({
			taskIds: ids(2000),
			poll: async () => {
				most = Math.max(most, ++open);
				await clock.sleep(30_000);
				open--;
				return gateway;
			},
			isTransient: () => true,
			clock,
			random: evenly,
			limiter: newLimiter(clock),
			maxRequestsPerSecond: 100,
			pollIntervalMs: 5000,
			timeoutMs: () => 300_000,
			onEnd: () => {},
		});
		await clock.until(Promise.race([done, clock.sleep(290_000)]));
		expect(most).toBeLessThanOrEqual(20);
	});

	it('looks at each task once though the limiter rests for a minute', async () => {
		const clock = new FakeClock();
		const limiter = newLimiter(clock);
		(await limiter.acquire({ caller: {} }))?.refused(3_600_000);
		const looked: string[] = [];
		await clock.until(
			waitForTasks({
				taskIds: ids(50),
				poll: async (taskId) => {
					looked.push(taskId);
					return running();
				},
				isTransient: () => true,
				clock,
				random: evenly,
				limiter,
				maxRequestsPerSecond: 10,
				pollIntervalMs: 5000,
				timeoutMs: () => 0,
				onEnd: () => {},
			}),
		);
		expect(looked).toHaveLength(50);
		expect(clock.now()).toBeLessThan(66_000);
	});
});

describe('a last look that brings a transient fault', () => {
	const once = { timeoutMs: () => 0, retries: 2 };
	const at = (asked: Asked[]) => asked.map((one) => one.at);

	it('is repeated after a second and after two, and no more', async () => {
		const { asked, ends, done } = waitingRoom(['a'], () => gateway, once);
		await done;
		expect(at(asked)).toEqual([0, 1000, 3000]);
		expect(ends.get('a')).toEqual({ kind: 'timedOut', lastFault: atGateway, at: 3000 });
	});

	it.each([
		['the end', finished, { kind: 'finished', task: made }],
		['a state', running(), { kind: 'timedOut', lastSeen: inProgress() }],
	])('is not repeated once it has brought %s', async (_what, answer, end) => {
		const { asked, ends, done } = waitingRoom(
			['a'],
			(_id, now) => (now < 1000 ? gateway : answer),
			once,
		);
		await done;
		expect(at(asked)).toEqual([0, 1000]);
		expect(ends.get('a')).toEqual({ ...end, at: 1000 });
	});

	it.each([
		[2000, [0, 2000, 4000]],
		[5000, [0, 5000, 10_000]],
		[5001, [0]],
	])('is repeated when the service allows it, in %d ms, unless that is long', async (ms, times) => {
		const { asked, done } = waitingRoom(['a'], () => busy(ms), once);
		await done;
		expect(at(asked)).toEqual(times);
	});

	it('is repeated for each task of a batch, however large', async () => {
		const seen = new Map<string, number>();
		const { ends, done } = waitingRoom(
			ids(100),
			(id) => {
				seen.set(id, (seen.get(id) ?? 0) + 1);
				return seen.get(id) === 3 ? finished : gateway;
			},
			once,
		);
		await done;
		expect(ends.size).toBe(100);
		expect([...ends.values()].filter(({ kind }) => kind !== 'finished')).toEqual([]);
	});

	it('is not repeated after a stop between two tries', async () => {
		const stop = new AbortController();
		const { clock, asked, ends, done } = waitingRoom(['a'], () => gateway, {
			...once,
			signal: stop.signal,
		});
		void clock.sleep(500).then(() => stop.abort());
		await done;
		expect(asked).toHaveLength(1);
		expect(ends.size).toBe(0);
		expect(clock.now()).toBe(500);
	});

	it('is not repeated where nobody asks for it', async () => {
		const { asked, done } = waitingRoom(['a'], () => gateway, { timeoutMs: () => 0 });
		await done;
		expect(asked).toHaveLength(1);
	});
});

describe('stopping', () => {
	it('ends the wait at once, leaves no sleep behind and reports nothing more', async () => {
		const stop = new AbortController();
		const { clock, ends, asked, done } = waitingRoom(
			ids(3),
			(_id, at) => {
				if (at >= 5000) stop.abort();
				return running();
			},
			{ signal: stop.signal },
		);
		await done;
		expect(clock.now()).toBe(5000);
		expect(clock.sleepers).toBe(0);
		expect(ends.size).toBe(0);
		expect(asked).toHaveLength(4);
	});
});
