import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Fault } from '../../../nodes/shared/api/fault.ts';
import { CONSEQUENCES, isPolledAgain } from '../../../nodes/shared/api/verdict.ts';
import { highwayApiClient, type ApiResult } from '../../../nodes/shared/api/highwayApiClient.ts';
import type { Task } from '../../../nodes/shared/api/task.ts';
import type { HttpResult } from '../../../nodes/shared/api/http.ts';
import { waitForTasks, type WaitEnd } from '../../../nodes/shared/waiting/waitForTasks.ts';
import type { Answer } from '../../../nodes/shared/waiting/rateLimiter.ts';
import { FakeClock } from './support/fakeClock.mts';
import { evenly, newLimiter } from './support/limiter.mts';
import { generation } from './support/generation.mts';

const TASKS = 10_000;
const HOUR = 3_600_000;
const ALLOWED_PER_SECOND = 25;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapMegabytes(): number {
	collectGarbage();
	return process.memoryUsage().heapUsed / 1024 ** 2;
}

/** Chance that is the same in every run: numbers from 0 to 99. */
function chances(seed: number): () => number {
	let state = seed;
	return () => {
		// The constants of Numerical Recipes for a linear congruential generator.
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * 100);
	};
}

/** Faults that leave no doubt that a submission was not accepted, and some that do. */
const faults: HttpResult[] = [
	{ answered: true, status: 503, headers: {}, body: { reason: 'SERVICE_NOT_AVAILABLE' } },
	{ answered: true, status: 200, headers: {}, body: '{"task": {"sta' },
	{ answered: true, status: 502, headers: {}, body: '<html>' },
	{ answered: false, code: 'ECONNRESET' },
	{ answered: false, code: 'ECONNREFUSED', neverSent: true },
];

const limiterAnswer = (result: ApiResult<string>): Answer => {
	if (result.ok) return { kind: 'accepted' };
	const { verdict } = result.fault;
	return { kind: verdict === 'tooMany' || verdict === 'unavailable' ? verdict : 'other' };
};

it('ten thousand tasks, with a fault in every fifth answer, are all accounted for', async () => {
	const clock = new FakeClock(Date.UTC(2026, 10, 23));
	const chance = chances(7);
	const doneAt = new Map<string, number>();
	const lastSecond: number[] = [];
	const isTooFast = () => {
		while ((lastSecond[0] ?? Infinity) <= clock.now() - 1000) lastSecond.shift();
		return lastSecond.push(clock.now()) > ALLOWED_PER_SECOND;
	};
	const api = highwayApiClient(
		async ({ method, query, body }) => {
			if (isTooFast()) return { answered: true, status: 429, headers: {}, body: {} };
			await clock.sleep(100);
			const fault = chance() < 20 ? faults[chance() % faults.length] : undefined;
			if (fault !== undefined) return fault;
			if (method === 'POST') {
				const { prompt } = JSON.parse(Buffer.from(body ?? []).toString()) as { prompt: string };
				doneAt.set(prompt, clock.now() + (20 + 6 * chance()) * 1000);
				return { answered: true, status: 200, headers: {}, body: { task_id: prompt } };
			}
			const id = String(query?.task_id);
			const done = clock.now() >= (doneAt.get(id) ?? Infinity);
			const status = done ? 'TASK_STATUS_SUCCEED' : 'TASK_STATUS_PROCESSING';
			const videos = done ? [{ video_url: `https://videos.example/${id}` }] : [];
			const task = { task_id: id, status };
			return { answered: true, status: 200, headers: {}, body: { task, videos } };
		},
		() => clock.now(),
	);

	const limiter = newLimiter(clock);
	const caller = {};
	const taskIds: string[] = [];
	let failed = 0;
	const submit = async (prompt: string): Promise<void> => {
		for (;;) {
			const post = async () => await api.submit(generation(prompt));
			const result = await limiter.send({ caller }, post, limiterAnswer);
			if (result?.ok === true) return void taskIds.push(result.value);
			if (CONSEQUENCES[result?.fault.verdict ?? 'refused'].submission !== 'again') {
				failed++;
				return;
			}
		}
	};
	await clock.until(
		Promise.all(
			Array.from({ length: TASKS }, async (_none, index) => await submit(`task ${index}`)),
		),
	);
	// Each was accepted and is known, or failed and says whether it may have been accepted.
	expect(taskIds.length + failed).toBe(TASKS);
	expect(new Set(taskIds)).toEqual(new Set(doneAt.keys()));
	// Three of the five faults leave it open: 12 % of what was sent.
	expect(failed / TASKS).toBeLessThan(0.14);

	const ends = new Map<string, WaitEnd<Task, Fault>['kind']>();
	const heap: number[] = [];
	await clock.until(
		waitForTasks({
			taskIds,
			poll: async (taskId) => await api.readTask(taskId),
			isTransient: (fault) => isPolledAgain(fault, HOUR),
			clock,
			random: evenly,
			limiter: newLimiter(clock),
			answerOf: (result) => ({
				kind: result.ok ? 'accepted' : result.fault.verdict === 'tooMany' ? 'tooMany' : 'other',
			}),
			lateFilesMs: 60_000,
			retries: 0,
			signal: new AbortController().signal,
			pollIntervalMs: 60_000,
			timeoutMs: () => HOUR,
			onEnd: (taskId, { kind }) => {
				ends.set(taskId, kind);
				if (ends.size % 2000 === 0) heap.push(heapMegabytes());
			},
		}),
	);
	expect(ends.size).toBe(taskIds.length);
	expect(new Set(ends.values())).toEqual(new Set(['finished']));
	// Flat: what is kept of ten thousand tasks, and nothing of forty thousand answers. It falls where
	// what an earlier test file of this process has left is collected late.
	const rises = heap.map((now, index) => now - Math.min(...heap.slice(0, index + 1)));
	expect(Math.max(...rises)).toBeLessThan(20);
}, 120_000);
