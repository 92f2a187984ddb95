import { faultOf } from '../../../nodes/shared/api/fault.ts';
import type { ApiResult } from '../../../nodes/shared/api/highwayApi.ts';
import { submitAll, type Submission } from '../../../nodes/shared/submitting/submitAll.ts';
import { RequestPace } from '../../../nodes/shared/waiting/requestPace.ts';
import { openLedger } from './support/openLedger.mts';
import { FakeClock } from './support/fakeClock.mts';

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
	} = {},
) {
	const clock = new FakeClock();
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
		pace: new RequestPace(50),
		stopAtFirstFault,
		clock,
		...(signal ? { signal } : {}),
	});
	return { clock, sent, ledger, result: clock.until(promise) };
}

describe('sending again', () => {
	it('waits longer each time, until a budget of two minutes is used up', async () => {
		const { sent, result } = submission(['a'], () => answer(503));
		expect(await result).toEqual([{ kind: 'faulty', fault: expect.anything() }]);
		expect(sent.map(({ at }) => at / 1000)).toEqual([0, 1, 3, 7, 15, 31, 61, 91]);
	});

	it('gives up earlier where nothing answers at all', async () => {
		const { sent, result } = submission(['a'], () => noAnswer('ECONNREFUSED'));
		await result;
		expect(sent.map(({ at }) => at / 1000)).toEqual([0, 1, 3, 7]);
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

	it.each([
		['429 sends more slowly from then on', 429, 40],
		['503 goes on as fast as before', 503, 20],
	])('after a %s', async (_what, status, gap) => {
		const { sent, result } = submission(
			['a', 'b'],
			(job, attempt) => (job === 'a' && attempt === 1 ? answer(status) : { ok: true, value: job }),
			{ maxConcurrent: 1 },
		);
		await result;
		const [, again, next] = sent.map(({ at }) => at);
		expect((next ?? 0) - (again ?? 0)).toBe(gap);
	});

	it('does not wait for a service that asks for an hour', async () => {
		const { sent, result } = submission(['a'], () => answer(429, { 'retry-after': '3600' }));
		await result;
		expect(sent).toHaveLength(1);
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
