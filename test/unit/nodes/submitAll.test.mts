import { faultOf } from '../../../nodes/shared/api/fault.ts';
import type { ApiResult } from '../../../nodes/shared/api/highwayApiClient.ts';
import type { Submission } from '../../../nodes/shared/submitting/submission.ts';
import { submitAll, type SubmitProgress } from '../../../nodes/shared/submitting/submitAll.ts';
import { openLedger } from './support/openLedger.mts';
import { FakeClock } from './support/fakeClock.mts';
import { evenly, newLimiter } from './support/limiter.mts';

/** As the service itself says that it did not accept a request; its status is another matter. */
const BODY = { reason: 'SERVICE_NOT_AVAILABLE' };

const answer = (status: number, headers = {}): ApiResult<string> => ({
	ok: false,
	fault: faultOf({ answered: true, status, body: BODY, headers }, 0),
});
const noAnswer = (code: string): ApiResult<string> => ({
	ok: false,
	fault: faultOf({ answered: false, code }, 0),
});

function submission(
	jobs: string[],
	submit: (job: string, attempt: number) => Promise<ApiResult<string>> | ApiResult<string>,
	{
		maxConcurrent = 5,
		stopAtFirstFault = true,
		signal = undefined as AbortSignal | undefined,
		keepTryingMs = 900_000,
	} = {},
) {
	const clock = new FakeClock();
	const limiter = newLimiter(clock);
	const progress: SubmitProgress[] = [];
	const sent: Array<{ job: string; at: number }> = [];
	const ledger = openLedger<string>();
	const promise: Promise<Submission[]> = submitAll({
		jobs,
		submit: async (job) => {
			if (job === 'gone') throw new Error('the file is gone');
			sent.push({ job, at: clock.now() });
			return await submit(job, sent.filter((other) => other.job === job).length);
		},
		ledger,
		maxConcurrent,
		limiter,
		keepTryingMs,
		random: evenly,
		onProgress: (state) => progress.push(state),
		stopAtFirstFault,
		clock,
		...(signal ? { signal } : {}),
	});
	return { clock, sent, ledger, limiter, progress, result: clock.until(promise) };
}

describe('sending again', () => {
	it('waits longer each time, until the user does not want to keep trying', async () => {
		const { sent, result } = submission(['a'], () => answer(503));
		expect(await result).toEqual([{ kind: 'faulty', fault: expect.anything(), triedMs: 900_000 }]);
		const seconds = sent.map(({ at }) => at / 1000);
		expect(seconds.slice(0, 5)).toEqual([0, 1, 3, 7, 15]);
		expect(seconds.length).toBeLessThan(40);
	});

	it('gives up earlier where nothing answers at all', async () => {
		const { sent, clock, result } = submission(['a'], () => noAnswer('ECONNREFUSED'));
		expect(await result).toMatchObject([{ kind: 'faulty', triedMs: 10_000 }]);
		expect(sent.map(({ at }) => at / 1000)).toEqual([0, 1, 3, 7]);
		expect(clock.now()).toBe(10_000);
	});

	it('obeys Retry-After, also against what the other items would do', async () => {
		const { sent, result } = submission(
			['a', 'b', 'c'],
			(job, attempt) =>
				job === 'a' && attempt === 1
					? answer(429, { 'retry-after': '20' })
					: { ok: true, value: job },
			{ maxConcurrent: 1 },
		);
		await result;
		expect(sent.map(({ job }) => job)).toEqual(['a', 'a', 'b', 'c']);
		expect(sent[1]?.at).toBe(20_000);
		expect(sent[3]?.at).toBeLessThan(20_100);
	});

	it('holds up nobody else after a single 503', async () => {
		const { sent, result } = submission(
			['a', 'b', 'c', 'd'],
			(job, attempt) => (job === 'a' && attempt === 1 ? answer(503) : { ok: true, value: job }),
			{ maxConcurrent: 2 },
		);
		expect((await result).map(({ kind }) => kind)).toEqual(Array(4).fill('accepted'));
		expect(sent.map(({ job, at }) => [job, at])).toEqual([
			['a', 0],
			['b', 0],
			['c', 0],
			['d', 0],
			['a', 1000],
		]);
	});

	it('asks a service once a minute that wants to be left alone for an hour', async () => {
		const { sent, result } = submission(['a'], () => answer(429, { 'retry-after': '3600' }));
		expect(await result).toMatchObject([{ kind: 'faulty', triedMs: 900_000 }]);
		// The last one at the very end of its time.
		expect(sent.map(({ at }) => at / 60_000)).toEqual([...Array(16).keys()]);
	});

	it('has one budget for a batch: a service that refuses everything is not asked by each item', async () => {
		const jobs = Array.from({ length: 200 }, (_none, index) => `item ${index}`);
		for (const status of [429, 503]) {
			const { sent, clock, result } = submission(jobs, () => answer(status), {
				stopAtFirstFault: false,
			});
			const submissions = await result;
			expect(submissions).toHaveLength(200);
			for (const end of submissions)
				expect(end).toMatchObject({ kind: 'faulty', triedMs: 900_000 });
			expect(clock.now()).toBe(900_000);
			expect(sent.length).toBeLessThan(60);
		}
	});

	it('tries once where the user does not want to keep trying', async () => {
		const { sent, result } = submission(['a', 'b'], () => answer(429), {
			keepTryingMs: 0,
			maxConcurrent: 1,
			stopAtFirstFault: false,
		});
		expect((await result).map(({ kind }) => kind)).toEqual(['faulty', 'faulty']);
		expect(sent.map(({ job }) => job)).toEqual(['a']);
		const good = submission(['a', 'b'], (job) => ({ ok: true, value: job }), { keepTryingMs: 0 });
		expect((await good.result).map(({ kind }) => kind)).toEqual(['accepted', 'accepted']);
	});

	it('starts a new budget with each submission that is accepted', async () => {
		const { result, clock } = submission(
			['a', 'b', 'c'],
			(job, attempt) => (attempt * 30 < 800 ? answer(429) : { ok: true, value: job }),
			{ maxConcurrent: 1 },
		);
		expect((await result).map(({ kind }) => kind)).toEqual(Array(3).fill('accepted'));
		expect(clock.now()).toBeGreaterThan(900_000);
	});

	it.each([
		['a time-out', noAnswer('ECONNABORTED')],
		['a reset', noAnswer('ECONNRESET')],
		['a gateway', answer(504)],
		['a refusal', answer(400)],
	])('never happens after %s', async (_what, fault) => {
		const { sent, result } = submission(['a'], () => fault);
		await result;
		expect(sent).toHaveLength(1);
	});
});

describe('the turns of a batch', () => {
	it('tell how far it is as soon as something waits', async () => {
		const { progress, result } = submission(
			['a', 'b'],
			(job, attempt) => (attempt === 1 ? answer(429) : { ok: true, value: job }),
			{ maxConcurrent: 1 },
		);
		await result;
		expect(progress[0]).toEqual({ accepted: 0, total: 2, waits: true });
		expect(progress.at(-1)).toEqual({ accepted: 2, total: 2, waits: false });
	});

	it('that do not come in time are said to have not come', async () => {
		const clock = new FakeClock();
		const limiter = newLimiter(clock, 1);
		await limiter.acquire({ caller: {} });
		const submissions = await clock.until(
			submitAll({
				jobs: ['a'],
				submit: async () => ({ ok: true, value: 'a' }),
				ledger: openLedger<string>(),
				maxConcurrent: 1,
				limiter,
				keepTryingMs: 60_000,
				random: evenly,
				stopAtFirstFault: true,
				clock,
			}),
		);
		expect(submissions).toEqual([{ kind: 'turnNotCome', waitedMs: 60_000 }]);
	});

	it('hold no claim while they wait, and claim before each send', async () => {
		const { ledger, result } = submission(
			['a'],
			(job, attempt) => (attempt <= 2 ? answer(429) : { ok: true, value: job }),
			{ maxConcurrent: 1 },
		);
		await result;
		expect(ledger.events.map(([event]) => event)).toEqual([
			'claim',
			'release',
			'claim',
			'release',
			'claim',
			'accepted',
		]);
	});

	it('are left at once when the batch ends', async () => {
		const { sent, clock, result } = submission(
			['a', 'b', 'c'],
			async (job) => {
				if (job === 'a') return answer(429, { 'retry-after': '50' });
				await clock.sleep(1000);
				return answer(400);
			},
			{ maxConcurrent: 2 },
		);
		expect((await result).map(({ kind }) => kind)).toEqual(['notSent', 'faulty', 'notSent']);
		expect(sent).toHaveLength(2);
		expect(clock.now()).toBe(1000);
	});
});

describe('a batch', () => {
	it('has no more requests in memory than may be under way', async () => {
		let underWay = 0;
		let most = 0;
		const { result } = submission(
			['a', 'b', 'c', 'd', 'e'],
			async (job) => {
				most = Math.max(most, ++underWay);
				for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
				underWay--;
				return { ok: true, value: job };
			},
			{ maxConcurrent: 2 },
		);
		expect((await result).every(({ kind }) => kind === 'accepted')).toBe(true);
		expect(most).toBe(2);
	});

	it('waits for what is under way when it ends, so that no accepted task is lost', async () => {
		let accept = (_result: ApiResult<string>): void => {};
		const { ledger, result } = submission(
			['slow', 'bad', 'later'],
			async (job) => {
				if (job === 'slow') return await new Promise((resolve) => (accept = resolve));
				setImmediate(() => accept({ ok: true, value: 'slow' }));
				return answer(400);
			},
			{ maxConcurrent: 2 },
		);
		expect((await result).map(({ kind }) => kind)).toEqual(['accepted', 'faulty', 'notSent']);
		expect(ledger.acceptances).toEqual([['slow', 'slow']]);
	});

	it('goes on past a job that can not be loaded when it should', async () => {
		const { result } = submission(['gone', 'b'], (job) => ({ ok: true, value: job }), {
			stopAtFirstFault: false,
		});
		expect((await result).map(({ kind }) => kind)).toEqual(['unloadable', 'accepted']);
	});

	it('sends nothing more once it is stopped, not even what it was to send again', async () => {
		const stop = new AbortController();
		const { sent, result } = submission(
			['a', 'b'],
			() => {
				stop.abort();
				return answer(503);
			},
			{ maxConcurrent: 1, signal: stop.signal },
		);
		expect((await result).map(({ kind }) => kind)).toEqual(['notSent', 'notSent']);
		expect(sent).toHaveLength(1);
	});
});
