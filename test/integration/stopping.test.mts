import type { ServerResponse } from 'node:http';
import { start, withNode } from './support/execute.mts';
import { closesServers, httpServer, until } from './support/servers.mts';
import { useSandbox } from './support/useSandbox.mts';
import { startWaiting, tasksFor } from './support/waiting.mts';
import { workflow } from './support/workflows.mts';

const sandbox = useSandbox();

describe('stopping the execution', () => {
	it('ends the polling', async () => {
		const ids = await tasksFor(sandbox.current, { prompt: '[sandbox: endless]' });
		const running = await startWaiting(sandbox.current, ids, {
			parameters: { options: { pollInterval: 30 } },
		});
		await until(() => sandbox.current.polls() === 1);
		running.stop();
		const { run } = await running.finished;

		expect(run.status).toBe('canceled');
		expect(sandbox.current.polls()).toBe(1);
	});

	it('ends a single check between two tries', async () => {
		sandbox.current.misbehave({ on: 'poll', do: { kind: 'html' } });
		const running = await startWaiting(sandbox.current, ['some-task'], {
			parameters: { operation: 'check' },
		});
		await until(() => sandbox.current.polls() === 1);
		running.stop();
		const stoppedAt = performance.now();
		const { run } = await running.finished;

		expect(run.status).toBe('canceled');
		expect(performance.now() - stoppedAt).toBeLessThan(1000);
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
			parameters: { timeoutMinutes: 60, options: { pollInterval: 600 } },
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

describe('stopping while a request is under way', () => {
	closesServers();

	/** A service that keeps its answers back, and knows of each request whether it was cut. */
	const holding = async () => {
		const held: ServerResponse[] = [];
		const ends: string[] = [];
		const baseUrl = await httpServer((request, response) => {
			request.resume().on('end', () => held.push(response));
			response.on('close', () => ends.push(response.writableFinished ? 'answered' : 'cut'));
		});
		return { credential: { apiKey: 'some key', baseUrl }, held, ends };
	};

	it('does not cut a submission: the service may have accepted it', async () => {
		const { credential, held, ends } = await holding();
		const frame = 'https://frames.example/dawn.png';
		const running = await start({
			workflow: withNode(workflow('submit'), 'Veo', { firstFrameUrl: frame, lastFrameUrl: frame }),
			credential,
		});
		await until(() => held.length === 1);
		running.stop();
		await new Promise((resolve) => setTimeout(resolve, 500));
		expect(ends).toEqual([]);

		held[0]?.setHeader('Content-Type', 'application/json').end('{"task_id":"abc"}');
		await until(() => ends.length === 1);
		expect(ends).toEqual(['answered']);
		expect((await running.finished).run.status).toBe('canceled');
	});

	it('cuts a look at a task within a second', async () => {
		const { credential, held, ends } = await holding();
		const running = await start({
			workflow: workflow('wait'),
			items: [{ json: { task_id: 'some-task' } }],
			credential,
		});
		await until(() => held.length === 1);
		running.stop();
		const stoppedAt = performance.now();
		await until(() => ends.length === 1);
		expect(ends).toEqual(['cut']);
		expect(performance.now() - stoppedAt).toBeLessThan(1000);
		await running.finished;
	});
});
