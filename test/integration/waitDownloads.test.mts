import { useSandbox } from './support/useSandbox.mts';
import { startWaiting, tasksFor, wait } from './support/waiting.mts';

const sandbox = useSandbox();

describe('a download', () => {
	it.each([
		['an expired link', { kind: 'answer', status: 403 }],
		['a connection that is cut', { kind: 'reset' }],
		['a video that is cut short', { kind: 'cutBody' }],
	] as const)('is tried again with a fresh link after %s', async (_what, misdeed) => {
		sandbox.current.misbehave({ on: 'download', times: 1, do: misdeed });
		const ids = await tasksFor(sandbox.current, {});
		const { error, output } = await wait(sandbox.current, ids);

		expect(error).toBeUndefined();
		expect(output('Next')[0]?.binary?.data?.bytes).toBe(`video 0 of ${ids[0]}`.length);
		const downloads = sandbox.current.requests.filter(({ host }) => host === 'videos');
		expect(downloads).toHaveLength(2);
		expect(downloads[0]?.query).not.toEqual(downloads[1]?.query);
	});

	it('that fails in the end says that the task is not lost, and shows no signed link', async () => {
		sandbox.current.misbehave({ on: 'download', do: { kind: 'answer', status: 403 } });
		const ids = await tasksFor(sandbox.current, {});
		const { error, run } = await wait(sandbox.current, ids);

		expect(error?.message).toBe(`Video 0 of task ${ids[0]} could not be downloaded [item 0]`);
		expect(error?.description).toContain('wait for the same ID again');
		expect(JSON.stringify(run)).not.toContain('signature=');
	});
});

describe('stopping the execution', () => {
	it('ends the polling', async () => {
		const ids = await tasksFor(sandbox.current, { prompt: '[sandbox: endless]' });
		const running = await startWaiting(sandbox.current, ids, {
			parameters: { pollInterval: 30 },
		});
		await until(() => sandbox.current.polls() === 1);
		running.stop();
		const { run } = await running.finished;

		expect(run.status).toBe('canceled');
		expect(sandbox.current.polls()).toBe(1);
	});

	it('cuts off a download', async () => {
		sandbox.current.misbehave({ on: 'download', do: { kind: 'hangInBody' } });
		const ids = await tasksFor(sandbox.current, {});
		const running = await startWaiting(sandbox.current, ids);
		await until(() => sandbox.current.requests.some(({ host }) => host === 'videos'));
		running.stop();
		const { run } = await running.finished;

		expect(run.status).toBe('canceled');
	});
});

/** Waits until something is true; jest's own limit ends it if it never is. */
async function until(isTrue: () => boolean): Promise<void> {
	while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 10));
}
