import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CONCURRENT, retryWhatFailed, startBatch, stopInTheMiddle } from '../support/batches.mts';
import { call, makeVideo, probe, publish, until } from '../support/crowd.mts';
import {
	failuresOf,
	startQueueN8n,
	statusCounts,
	whyNoQueue,
	type QueueN8n,
} from '../support/queueN8n.mts';
import type { N8nProcess } from '../support/realN8n.mts';
import { atOnce, Workshop } from '../support/workshop.mts';

/** Far more than a worker can run at the same time, and few enough for a test. */
const EXECUTIONS = 20;
const CONCURRENCY = 5;

describe('in queue mode', { skip: whyNoQueue() ?? false }, () => {
	let n8n: QueueN8n;
	let shop: Workshop;
	let worker: N8nProcess;
	before(async () => {
		const sandbox = { longRunning: false, ...atOnce };
		n8n = await startQueueN8n({ binaryMode: 'database', concurrency: CONCURRENCY, sandbox });
		shop = new Workshop(n8n.prepared, n8n.main, n8n.sandbox, n8n.credential);
		worker = await n8n.startWorker();
	});
	after(async () => await n8n?.close());

	it('Stop in the middle of submitting loses no id', async () => {
		await stopInTheMiddle(shop);
	});

	it('kill -9 of the worker in the middle of submitting loses no id, and nobody submits again', async () => {
		shop.sandbox.misbehave({ on: 'submit', after: 5, do: { kind: 'hangAfter' } });
		const batch = await startBatch(shop, 'kill-submitting');
		await batch.accepted(5 + CONCURRENT);
		await worker.kill();
		shop.sandbox.behave();
		worker = await n8n.startWorker();
		await n8n.main.client.ended(batch.id);
		assert.equal(batch.tasks().length, 5 + CONCURRENT, 'what was under way, and nothing else');
		batch.expectPaidOnce();
		await batch.expectLogged(CONCURRENT);
	});

	it('suspended executions go on through the crash of a worker and of Redis, and hold nobody up', async () => {
		const { main, receiver, frame, credential } = n8n;
		const unfinished = { kind: 'taskStatus', status: 'TASK_STATUS_PROCESSING' } as const;
		shop.sandbox.misbehave({ on: 'poll', do: unfinished });
		const video = { operation: 'suspend', frame, credential, receiver, path: 'make' } as const;
		const { id } = await publish(main.client, makeVideo(video));
		await publish(main.client, probe('probe'));
		for (let index = 0; index < EXECUTIONS; index++)
			await call(main.url, 'make', { prompt: `suspended ${index}` });
		const areParked = async () => {
			assert.deepEqual(await failuresOf(n8n, id), []);
			// None may be about to go on when its worker is killed.
			const [parked] = await n8n.database.query<{ count: string }>(
				`SELECT count(*) FROM execution_entity WHERE "workflowId" = '${id}'
				AND status = 'waiting' AND "waitTill" > now() + interval '20 seconds'`,
			);
			return Number(parked?.count) === EXECUTIONS;
		};
		await until('all are parked', areParked);

		await worker.kill();
		await n8n.redis.restart();
		worker = await n8n.startWorker();
		// Many more are parked than it runs at a time.
		await call(main.url, 'probe', {});
		await until('all are parked still', areParked);

		shop.sandbox.behave();
		const isDone = async () => (await statusCounts(n8n, id)).success === EXECUTIONS;
		await until('all have succeeded', isDone, 300_000);
		const { deliveries } = receiver;
		assert.equal(shop.tasksOf('suspended').length, EXECUTIONS);
		assert.equal(deliveries.length, EXECUTIONS);
		assert.equal(new Set(deliveries.map(({ taskId }) => taskId)).size, EXECUTIONS);
		assert.ok(deliveries.every(({ bytes }) => bytes > 10_000));
	});

	it('a retry by any of two workers pays only for what is missing', async () => {
		await n8n.startWorker();
		await retryWhatFailed(shop, 1);
	});
});
