import { start } from './support/execute.mts';
import { until } from './support/servers.mts';
import { idsOf, made, manyPrompts, order, orderOf, posted } from './support/submitting.mts';
import { useSandbox } from './support/useSandbox.mts';

describe('a limit by the minute', () => {
	const sandbox = useSandbox({ maxRpm: 10, limit: 'submissions' });

	it('is shared by all executions, none of which fails', async () => {
		const counts = [12, 1, 1];
		const orders = counts.map(async (count) => await order(manyPrompts(count)));
		const executions = await Promise.all(orders);
		expect(executions.map((execution) => idsOf(execution).length)).toEqual(counts);
		expect(made()).toHaveLength(14);
		// Each execution for itself would have been refused many times more.
		expect(posted().length).toBeLessThan(14 + 15);
	});

	it('that the credential sets holds back what the service would take', async () => {
		sandbox.credential.submissionsPerMinute = 3;
		const from = Date.now();
		await order(manyPrompts(5));
		expect(Date.now() - from).toBeGreaterThan(59_000);
		expect([made().length, posted().length]).toEqual([5, 5]);
	});
});

describe('a limit on running tasks', () => {
	const sandbox = useSandbox({ maxRunning: 2, taskSeconds: 20 });

	it('works as a queue', async () => {
		expect(idsOf(await order(manyPrompts(4)))).toHaveLength(4);
	});

	it('is left at once by an execution that is stopped', async () => {
		sandbox.misbehave({ on: 'submit', do: { kind: 'error', reason: 'RATE_LIMIT_EXCEEDED' } });
		const running = await start(orderOf(manyPrompts(3)));
		await until(() => posted().length >= 3);
		const before = performance.now();
		running.stop();
		expect((await running.finished).run.status).toBe('canceled');
		expect(performance.now() - before).toBeLessThan(1000);
		const { length } = posted();
		await new Promise((resolve) => setTimeout(resolve, 60_000));
		expect(posted()).toHaveLength(length);
	});
});
