import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Workflow } from '../../../scripts/start/workflow.mts';
import { call, makeVideo, publish, startProbing, until } from '../../support/crowd.mts';
import {
	failuresOf,
	startQueueN8n,
	statusCounts,
	whyNoQueue,
	type QueueN8n,
} from '../../support/queueN8n.mts';

const missing = await whyNoQueue();

/** Far more than the worker can run at the same time, and few enough for a test. */
const EXECUTIONS = 20;
const CONCURRENCY = 5;
/** Of the loop, as the documents have it. */
const PAUSE_SECONDS = 70;

describe('suspended executions in queue mode', { skip: missing ?? false }, () => {
	let n8n: QueueN8n;
	let workflow: Workflow;
	before(async () => {
		n8n = await startQueueN8n({ binaryMode: 'database', concurrency: CONCURRENCY });
		const { frame, credential, receiver, main } = n8n;
		workflow = await publish(
			main.client,
			makeVideo({ operation: 'suspend', frame, credential, receiver, path: 'make' }),
		);
	});
	after(async () => await n8n.close());

	it('all finish, through the crash of a worker and of Redis, and hold nobody up', async () => {
		const { main, redis, receiver, sandbox } = n8n;
		const worker = await n8n.startWorker();
		const slowest = 90;
		const begun = Date.now();
		await Promise.all(
			Array.from({ length: EXECUTIONS }, async (_none, index) => {
				const duration = 40 + ((slowest - 40) * index) / (EXECUTIONS - 1);
				await call(main.url, 'make', { prompt: `[sandbox: slow ${duration}]` });
			}),
		);
		const parked = async () => {
			const { waiting, error = 0 } = await statusCounts(n8n, workflow.id);
			assert.equal(error, 0, (await failuresOf(n8n, workflow.id)).join('; '));
			return waiting === EXECUTIONS;
		};
		await until('all are parked', parked, 60_000);

		await worker.kill();
		await redis.restart();
		await n8n.startWorker();
		const probing = await startProbing(main.client, main.url);

		// And a minute for a busy machine.
		const patience = (slowest + 2 * PAUSE_SECONDS + 60) * 1000 - (Date.now() - begun);
		const isDone = async () => (await statusCounts(n8n, workflow.id)).success === EXECUTIONS;
		await until('all have succeeded', isDone, patience);

		const probes = await probing.stop();
		assert.ok(Math.max(...probes) < 5, `the slowest probe took ${Math.max(...probes)} s`);
		const submitted = sandbox.requests.filter(({ method }) => method === 'POST');
		assert.equal(submitted.length, EXECUTIONS);
		const { deliveries } = receiver;
		assert.equal(deliveries.length, EXECUTIONS);
		assert.equal(new Set(deliveries.map(({ taskId }) => taskId)).size, EXECUTIONS);
		assert.ok(deliveries.every(({ bytes }) => bytes > 10_000));
	});
});
