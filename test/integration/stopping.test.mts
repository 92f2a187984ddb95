import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { start } from './support/execute.mts';
import { closesServers, httpServer, until } from './support/servers.mts';
import { orderOf } from './support/submitting.mts';
import { useSandbox } from './support/useSandbox.mts';
import { startWaiting, tasksFor } from './support/waiting.mts';

const sandbox = useSandbox({}, 'real');

/** A second is promised; a machine that has others to serve may take ten times as long. */
const SOON_MS = 10_000;

const endless = { prompt: '[sandbox: endless]' };
const failing = { on: 'poll', do: { kind: 'html' } } as const;

it.each([
	['between two polls', 'wait', endless, undefined],
	['between two tries', 'wait', endless, failing],
	['between two tries of a single check', 'check', endless, failing],
	['during a poll', 'wait', {}, { on: 'poll', do: { kind: 'hang' } }],
	['during a poll of a suspended wait', 'suspend', {}, { on: 'poll', do: { kind: 'hang' } }],
	['during a download', 'wait', {}, { on: 'download', do: { kind: 'hangInBody' } }],
] as const)('a stop %s is felt at once, and leaves nothing running', async (...drawn) => {
	const [, operation, body, rule] = drawn;
	const ids = await tasksFor(body);
	if (rule !== undefined) sandbox.misbehave(rule);
	const before = underWay();
	const { requests } = sandbox;
	const reached = requests.length + (rule?.on === 'download' ? 2 : 1);
	const parameters = { operation, timeoutMinutes: 60, options: { pollInterval: 600 } };
	const running = await startWaiting(ids, { parameters });
	await until(() => requests.length === reached);
	running.stop();
	const stoppedAt = performance.now();
	const { run } = await running.finished;
	expect(run.status).toBe('canceled');
	expect(performance.now() - stoppedAt).toBeLessThan(SOON_MS);

	// The one timer that nodes may use can't be cancelled; its slices end by themselves.
	await until(() => underWay().every((kind) => before.includes(kind)) && sockets() === 0);
	expect(requests).toHaveLength(reached);
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
		const running = await start(orderOf(['x'], { credential }));
		await until(() => held.length === 1);
		running.stop();
		await delay(500);
		expect(ends).toEqual([]);

		held[0]?.setHeader('Content-Type', 'application/json').end('{"task_id":"abc"}');
		await until(() => ends.length === 1);
		expect(ends).toEqual(['answered']);
		expect((await running.finished).run.status).toBe('canceled');
	});

	it('cuts a look at a task within a second', async () => {
		const { credential, held, ends } = await holding();
		const running = await startWaiting(['some-task'], { credential });
		await until(() => held.length === 1);
		running.stop();
		const stoppedAt = performance.now();
		await until(() => ends.length === 1);
		expect(ends).toEqual(['cut']);
		expect(performance.now() - stoppedAt).toBeLessThan(SOON_MS);
		await running.finished;
	});
});
