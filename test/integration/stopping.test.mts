import { useSandbox } from './support/useSandbox.mts';
import { startWaiting, tasksFor } from './support/waiting.mts';

const sandbox = useSandbox();

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

describe('after a stop', () => {
	it.each([
		['polling', { prompt: '[sandbox: endless]' }, undefined],
		['backing off', { prompt: '[sandbox: endless]' }, { on: 'poll', do: { kind: 'html' } }],
		['downloading', {}, { on: 'download', do: { kind: 'hangInBody' } }],
		['waiting for an answer', {}, { on: 'poll', do: { kind: 'hang' } }],
	] as const)('of %s, nothing is left running', async (_what, body, rule) => {
		const ids = await tasksFor(sandbox.current, body);
		if (rule !== undefined) sandbox.current.misbehave(rule);
		const before = underWay();
		const running = await startWaiting(sandbox.current, ids, {
			parameters: { pollInterval: 600, timeoutMinutes: 60 },
		});
		await until(() => sandbox.current.polls() === 1);
		await new Promise((resolve) => setTimeout(resolve, 100));
		running.stop();
		await running.finished;

		// The one timer that nodes may use can't be cancelled; its slices end by themselves.
		await until(() => underWay().every((kind) => before.includes(kind)) && sockets() === 0);
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect(sandbox.current.polls()).toBe(1);
	});
});

/** Timers and connections that keep this process busy, the connections of the sandbox included. */
const underWay = () =>
	process.getActiveResourcesInfo().filter((kind) => /Timeout|TCPSocketWrap/.test(kind));

const sockets = () => underWay().filter((kind) => kind === 'TCPSocketWrap').length;

/** Waits until something is true; jest's own limit ends it if it never is. */
async function until(isTrue: () => boolean): Promise<void> {
	while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 10));
}
