import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox.mts';
import { keepCredential } from '../../../scripts/start/credential.mts';
import type { N8nClient } from '../../../scripts/start/n8n-client.mts';
import {
	call,
	makeVideo,
	publish,
	startReceiver,
	until,
	type Receiver,
} from '../../support/crowd.mts';
import { prepareN8n, type PreparedN8n } from '../../support/realN8n.mts';

const EXECUTIONS = 10;

describe('suspended executions and a crash of n8n', () => {
	let n8n: PreparedN8n;
	let sandbox: Sandbox;
	let receiver: Receiver;
	before(async () => {
		n8n = await prepareN8n();
		sandbox = await startSandbox({ longRunning: true });
		receiver = await startReceiver();
	});
	after(async () => {
		await receiver.close();
		await sandbox.close();
		await n8n.remove();
	});

	const statuses = async (client: N8nClient, workflowId: string) => {
		const ids = await client.executions(workflowId);
		return await Promise.all(ids.map(async (id) => (await client.execution(id)).status));
	};

	it('all go on after the next start, and deliver each video once', async (context) => {
		const { key, url } = sandbox;
		const first = await n8n.start();
		context.after(first.close);
		const credential = await keepCredential(first.client, {
			name: 'Sandbox',
			apiKey: key,
			baseUrl: url,
		});
		const frame = `${url}/frames/dawn.png`;
		const workflow = await publish(
			first.client,
			makeVideo({ operation: 'suspend', frame, credential, receiver, path: 'make' }),
		);
		for (let index = 0; index < EXECUTIONS; index++) {
			// Slow enough that none is ready before all are parked, on a busy machine too.
			await call(first.url, 'make', { prompt: `[sandbox: slow ${90 + index * 5}]` });
		}
		await until(
			'all are parked',
			async () => {
				const now = await statuses(first.client, workflow.id);
				return now.length === EXECUTIONS && now.every((status) => status === 'waiting');
			},
			80_000,
		);
		await first.kill();
		assert.equal(receiver.deliveries.length, 0);

		const second = await n8n.start();
		context.after(second.close);
		await until('all are delivered', () => receiver.deliveries.length >= EXECUTIONS, 240_000);
		await until(
			'all have succeeded',
			async () =>
				(await statuses(second.client, workflow.id)).every((status) => status === 'success'),
			60_000,
		);
		const submitted = sandbox.requests.filter(({ method }) => method === 'POST');
		assert.equal(submitted.length, EXECUTIONS);
		assert.equal(receiver.deliveries.length, EXECUTIONS);
		assert.equal(new Set(receiver.deliveries.map(({ taskId }) => taskId)).size, EXECUTIONS);
		assert.equal(new Set(receiver.deliveries.map(({ execution }) => execution)).size, EXECUTIONS);
		assert.ok(receiver.deliveries.every(({ bytes }) => bytes > 10_000));
	});
});
