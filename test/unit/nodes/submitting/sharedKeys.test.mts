import {
	enterSubmission,
	findSubmission,
} from '../../../../nodes/shared/submitting/processMemory.ts';
import type { ApiResult } from '../../../../nodes/shared/api/highwayApiClient.ts';
import { DeduplicationDatabase } from '../../../support/deduplication.mts';
import { FakeClock } from '../support/fakeClock.mts';
import { busy, down, runNode, silence } from './support/runNode.mts';

const MINUTE = 60_000;

let executions = 0;

/** Executions of one node in one process, on a clock of their own. */
function oneProcess(
	submit: (prompt: string, clock: FakeClock) => Promise<ApiResult<string>> | ApiResult<string>,
) {
	const clock = new FakeClock(Date.UTC(2026, 10, 30));
	const startedAt = clock.now();
	const database = new DeduplicationDatabase(async () => await clock.sleep(5));
	const process = `process ${executions++}`;
	const sent: string[] = [];
	const since = () => clock.now() - startedAt;
	const execute = async (
		prompts: readonly string[],
		{ isKeyed = true, stop = new AbortController().signal } = {},
	) => {
		const output = await runNode({
			...{ prompts, isKeyed, stop, clock, database, process, continues: true },
			executionId: String(executions++),
			submit: async ({ settings }) => {
				const prompt = String(settings.prompt);
				sent.push(prompt);
				return await submit(prompt, clock);
			},
		});
		return { results: output.map(({ json }) => json), endedAt: since() };
	};
	return { clock, execute, sent, since };
}

// The nodes give way to others by real time, in which the clock of the test would run on.
beforeEach(() => void jest.spyOn(performance, 'now').mockReturnValue(0));

describe('patience', () => {
	it.each([
		['429', busy, 35 * MINUTE],
		['its own 503', down, 15 * MINUTE],
		['nobody, since no server answers', silence('ECONNREFUSED', { neverSent: true }), 10_000],
	])(
		'with a service that answers %s ends for the whole batch',
		async (_what, refusal, patience) => {
			const { clock, execute, sent, since } = oneProcess(() => refusal);
			const keys = Array.from({ length: 200 }, (_none, index) => `${index}`);
			const { results } = await clock.until(execute(keys, { isKeyed: false }));
			expect(results.filter(({ error }) => error !== undefined)).toHaveLength(200);
			expect(since()).toBeGreaterThanOrEqual(patience);
			expect(since()).toBeLessThan(patience + 2 * MINUTE);
			// It is not asked by each item in turn.
			expect(sent.length).toBeLessThan(patience / 5000 + 20);
		},
	);

	it('pauses for longer after each 503', async () => {
		jest.spyOn(Math, 'random').mockReturnValue(0.5);
		const at: number[] = [];
		const { clock, execute, since } = oneProcess((value) =>
			at.push(since()) < 4 ? down : { ok: true, value },
		);
		await clock.until(execute(['x'], { isKeyed: false }));
		expect(at).toEqual([0, 1000, 3000, 7000]);
	});

	it('starts again with each submission that is accepted', async () => {
		const { clock, execute, since } = oneProcess(async (prompt) =>
			since() < Number(prompt) * 30 * MINUTE ? busy : { ok: true, value: prompt },
		);
		const { results } = await clock.until(execute(['1', '2', '3'], { isKeyed: false }));
		expect(results.map(({ task_id }) => task_id)).toEqual(['1', '2', '3']);
		expect(since()).toBeGreaterThan(90 * MINUTE);
	});
});

describe('a key that two executions share', () => {
	it('takes no place where it hangs: five repeats of one order hold up nobody else', async () => {
		const { clock, execute, sent } = oneProcess(async (prompt, time) => {
			if (prompt === 'order-17') await time.sleep(290_000);
			return { ok: true, value: prompt };
		});
		const repeats = Array.from({ length: 6 }, async () => await execute(['order-17']));
		const unrelated = execute(['other'], { isKeyed: false });
		const { endedAt } = await clock.until(unrelated);
		expect(endedAt).toBeLessThan(1000);
		const ended = await clock.until(Promise.all(repeats));
		expect(ended.map(({ results: [first] }) => first?.task_id)).toEqual(Array(6).fill('order-17'));
		expect(sent.filter((prompt) => prompt === 'order-17')).toHaveLength(1);
	});

	it('is left at once by an execution that is stopped', async () => {
		const { clock, execute } = oneProcess(async (_prompt, time) => {
			await time.sleep(290_000);
			return { ok: true, value: 'task' };
		});
		const stop = new AbortController();
		const first = execute(['x']);
		const second = clock.sleep(1000).then(async () => await execute(['x'], { stop: stop.signal }));
		void clock.sleep(2000).then(() => stop.abort());
		expect((await clock.until(second)).endedAt).toBe(2000);
		await clock.until(first);
	});
});

it('the process remembers the newest 10,000 submissions, and none that was refused', async () => {
	enterSubmission('refused')();
	for (let key = 0; key <= 10_000; key++)
		enterSubmission(`${key}`)({ request: '', claim: undefined });
	await new Promise((resolve) => setImmediate(resolve));
	const known = ['refused', '0', '1', '10000'].map((key) => findSubmission(key) !== undefined);
	expect(known).toEqual([false, false, true, true]);
});
