import type { INodeExecutionData } from 'n8n-workflow';
import { execute, start, withNode, type Execution } from './support/execute.mts';
import { useFastClock } from './support/fastClock.mts';
import { until } from './support/servers.mts';
import { atOnce, useSandbox, type SandboxInUse } from './support/useSandbox.mts';
import { workflow } from './support/workflows.mts';

useFastClock(20);

const items = (count: number): INodeExecutionData[] =>
	Array.from({ length: count }, (_none, index) => ({ json: { prompt: `item ${index}` } }));

function run({ url, credential }: SandboxInUse, count: number) {
	return {
		workflow: withNode(workflow('submit'), 'Veo', {
			firstFrameUrl: `${url}/frames/dawn.png`,
			lastFrameUrl: `${url}/frames/night.png`,
			prompt: '={{ $json.prompt }}',
		}),
		items: items(count),
		credential,
	};
}

const taskIds = ({ output }: Execution) => output('Next').map(({ json }) => json.task_id);

/** What was answered to submissions, as the sandbox's tasks and requests show it. */
const counts = ({ submitted, tasks }: SandboxInUse) => ({
	accepted: tasks.length,
	refused: submitted().length - tasks.length,
});

describe('a limit by the minute', () => {
	const limited = useSandbox({ maxRpm: 10, limit: 'submissions' });

	it('is shared by all executions, none of which fails', async () => {
		const executions = await Promise.all(
			[12, 1, 1].map(async (count) => await execute(run(limited.current, count))),
		);
		expect(executions.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
		expect(executions.map((execution) => taskIds(execution).length)).toEqual([12, 1, 1]);
		const { accepted, refused } = counts(limited.current);
		expect(accepted).toBe(14);
		// Each execution for itself would have been refused many times more.
		expect(refused).toBeLessThan(15);
	});
});

describe('a limit that the credential sets', () => {
	const sandbox = useSandbox();

	it('holds back what the service would take', async () => {
		const from = Date.now();
		const { error } = await execute({
			...run(sandbox.current, 5),
			credential: { ...sandbox.current.credential, submissionsPerMinute: 3 },
		});
		expect(error).toBeUndefined();
		expect(Date.now() - from).toBeGreaterThan(59_000);
		expect(counts(sandbox.current)).toEqual({ accepted: 5, refused: 0 });
	});
});

describe('a limit on running tasks', () => {
	const busy = useSandbox({ ...atOnce, maxRunning: 2, taskSeconds: 20 });

	it('works as a queue', async () => {
		const execution = await execute(run(busy.current, 4));
		expect(execution.error).toBeUndefined();
		expect(taskIds(execution)).toHaveLength(4);
	});

	it('is left at once by an execution that is stopped', async () => {
		busy.current.misbehave({ on: 'submit', do: { kind: 'error', reason: 'RATE_LIMIT_EXCEEDED' } });
		const running = await start(run(busy.current, 3));
		await until(() => busy.current.submitted().length >= 3);
		const before = performance.now();
		running.stop();
		const stopped = await running.finished;
		expect(stopped.run.status).toBe('canceled');
		expect(performance.now() - before).toBeLessThan(1000);
		const { length } = busy.current.submitted();
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect(busy.current.submitted()).toHaveLength(length);
	});
});
