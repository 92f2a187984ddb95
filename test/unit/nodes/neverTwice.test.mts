// Jest's expect takes longer than the cases themselves.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { highwayApiClient } from '../../../nodes/shared/api/highwayApiClient.ts';
import type { HttpResult } from '../../../nodes/shared/api/http.ts';
import { submitAll } from '../../../nodes/shared/submitting/submitAll.ts';
import { evenly, newLimiter } from './support/limiter.mts';
import { openLedger } from './support/openLedger.mts';
import { FakeClock } from './support/fakeClock.mts';
import { generation } from './support/generation.mts';

/** What becomes of one POST: what the service does with it, and what gets back. */
interface Fate {
	accepted: boolean;
	/** Seconds until something comes back. */
	seconds: number;
	/** `task` is the answer to an accepted request, as it should be. */
	answer: 'task' | HttpResult;
}

const answered = (status: number, body: unknown, headers = {}): HttpResult => ({
	answered: true,
	status,
	body,
	headers,
});

const seconds = fc.integer({ min: 0, max: 300 });

/** A service that took a request may still answer anything, or nothing. */
const nonsense = fc.oneof(
	fc.constantFrom(400, 408, 500, 502, 503, 504).map((status) => answered(status, '<html>')),
	fc.constantFrom({}, [], '', null, { task_id: {} }).map((body) => answered(200, body)),
	fc
		.constantFrom('ECONNRESET', 'ETIMEDOUT', 'ECONNABORTED', 'EPIPE', '')
		.map((code): HttpResult => ({ answered: false, code })),
);

/** A service says so only where it did not take the request, or it was never reached. */
const refusals = fc.oneof(
	fc
		.tuple(
			fc.constantFrom(400, 401, 403, 404, 409, 413, 422, 429, 429, 503, 503),
			fc.constantFrom(undefined, '0', '1', '30', '3600', 'soon', 'Wed, 21 Oct 2015 07:28:00 GMT'),
		)
		.map(([status, after]) =>
			answered(
				status,
				status === 503 ? { reason: 'SERVICE_NOT_AVAILABLE' } : {},
				after ? { 'retry-after': after } : {},
			),
		),
	fc
		.constantFrom('ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN')
		.map((code): HttpResult => ({ answered: false, code })),
);

const fate: fc.Arbitrary<Fate> = fc.oneof(
	seconds.map((s): Fate => ({ accepted: true, seconds: s, answer: 'task' })),
	fc.tuple(seconds, nonsense).map(([s, answer]): Fate => ({ accepted: true, seconds: s, answer })),
	fc.tuple(seconds, nonsense).map(([s, answer]): Fate => ({ accepted: false, seconds: s, answer })),
	fc.tuple(seconds, refusals).map(([s, answer]): Fate => ({ accepted: false, seconds: s, answer })),
);

/** The fates of the POSTs in the order of their arrival; after the last one all goes well. */
const schedule = fc.record({
	items: fc.integer({ min: 1, max: 6 }),
	fates: fc.array(fate, { maxLength: 12 }),
	maxConcurrent: fc.integer({ min: 1, max: 5 }),
	stopAtFirstFault: fc.boolean(),
	stopAfterSeconds: fc.option(fc.integer({ min: 0, max: 200 }), { nil: undefined }),
});

const RUNS = 10_000;

describe('whatever a service and a network do', () => {
	it('no item is accepted twice, no accepted task that is known gets lost, and it ends', async () => {
		await fc.assert(
			fc.asyncProperty(schedule, async ({ items, fates, stopAfterSeconds, ...options }) => {
				const clock = new FakeClock(Date.UTC(2026, 10, 23));
				const acceptances = new Map<string, number>();
				const known = new Set<string>();
				const unsure = new Set<string>();
				let posts = 0;
				const api = highwayApiClient(
					async ({ body }) => {
						const { prompt } = JSON.parse(Buffer.from(body ?? []).toString()) as {
							prompt: string;
						};
						// Once it may have been accepted, nothing more is sent for this item.
						assert(!unsure.has(prompt), `${prompt} was sent again`);
						const { accepted, answer, ...rest }: Fate = fates[posts++] ?? {
							accepted: true,
							seconds: 1,
							answer: 'task',
						};
						if (accepted) acceptances.set(prompt, (acceptances.get(prompt) ?? 0) + 1);
						await clock.sleep(rest.seconds * 1000);
						if (answer !== 'task') return answer;
						known.add(`task of ${prompt}`);
						return answered(200, { task_id: `task of ${prompt}` });
					},
					() => clock.now(),
				);
				const stop = new AbortController();
				if (stopAfterSeconds !== undefined) {
					void clock.sleep(stopAfterSeconds * 1000).then(() => stop.abort());
				}
				const ledger = openLedger<string>();
				const jobs = Array.from({ length: items }, (_none, index) => `item ${index}`);
				const submissions = await clock.until(
					submitAll({
						...options,
						jobs,
						submit: async (prompt) => {
							const result = await api.submit(generation(prompt));
							if (!result.ok && result.fault.verdict === 'inDoubt') unsure.add(prompt);
							return result;
						},
						ledger,
						limiter: newLimiter(clock),
						keepTryingMs: 900_000,
						random: evenly,
						clock,
						signal: stop.signal,
					}),
				);
				assert([...acceptances.values()].every((count) => count === 1));
				assert.deepEqual(new Set(ledger.acceptances.map(([, taskId]) => taskId)), known);
				const handedOn = submissions.flatMap((submission) =>
					submission.kind === 'accepted' ? [submission.taskId] : [],
				);
				assert.deepEqual(new Set(handedOn), known);
				assert.equal(submissions.length, items);
			}),
			{ numRuns: RUNS },
		);
	}, 120_000);
});
