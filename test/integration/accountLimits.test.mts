import { promptItems, useSubmitting } from './support/submitting.mts';
import { atOnce } from './support/useSandbox.mts';

const items = (count: number) =>
	promptItems(...Array.from({ length: count }, (_none, index) => `item ${index}`));

describe('a limit by the minute', () => {
	const { sandbox, run, submitting, posted, made, ids } = useSubmitting({
		maxRpm: 10,
		limit: 'submissions',
	});

	it('is shared by all executions, none of which fails', async () => {
		const executions = await Promise.all(
			[12, 1, 1].map(async (count) => await run({ workflow: submitting(), items: items(count) })),
		);
		expect(executions.map((execution) => ids(execution).length)).toEqual([12, 1, 1]);
		expect(made()).toHaveLength(14);
		// Each execution for itself would have been refused many times more.
		expect(posted().length).toBeLessThan(14 + 15);
	});

	it('that the credential sets holds back what the service would take', async () => {
		sandbox.current.credential.submissionsPerMinute = 3;
		const from = Date.now();
		await run({ workflow: submitting(), items: items(5) });
		expect(Date.now() - from).toBeGreaterThan(59_000);
		expect([made().length, posted().length]).toEqual([5, 5]);
	});
});

describe('a limit on running tasks', () => {
	const { sandbox, run, begin, submitting, posted, ids, until } = useSubmitting({
		...atOnce,
		maxRunning: 2,
		taskSeconds: 20,
	});

	it('works as a queue', async () => {
		expect(ids(await run({ workflow: submitting(), items: items(4) }))).toHaveLength(4);
	});

	it('is left at once by an execution that is stopped', async () => {
		sandbox.current.misbehave({
			on: 'submit',
			do: { kind: 'error', reason: 'RATE_LIMIT_EXCEEDED' },
		});
		const running = await begin({ workflow: submitting(), items: items(3) });
		await until(() => posted().length >= 3);
		const before = performance.now();
		running.stop();
		expect((await running.finished).run.status).toBe('canceled');
		expect(performance.now() - before).toBeLessThan(1000);
		const { length } = posted();
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect(posted()).toHaveLength(length);
	});
});
