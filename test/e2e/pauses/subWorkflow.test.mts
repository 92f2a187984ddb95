import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { keepCredential } from '../../../scripts/start/credential.mts';
import { call, makeVideo, publish, startReceiver, until, webhook } from '../../support/crowd.mts';
import { startRealN8n, type RealN8n } from '../../support/realN8n.mts';
import { workflowNode as node } from '../../support/workflowNode.mts';

const to = (name: string) => ({ node: name, type: 'main', index: 0 });

/** The first is there when the execution is resumed for the first time, the other one not yet. */
const PROMPTS = ['[sandbox: slow 20]', '[sandbox: slow 90]'];

describe('a sub-workflow with a suspended wait', () => {
	let n8n: RealN8n;
	before(async () => {
		n8n = await startRealN8n();
	});
	after(async () => await n8n.close());

	it('gives its parent every video, when the last is there', async (context) => {
		const { client, sandbox } = n8n;
		const receiver = await startReceiver();
		context.after(async () => await receiver.close());
		const credential = await keepCredential(client, {
			name: 'Sandbox',
			apiKey: sandbox.key,
			baseUrl: sandbox.url,
		});
		const frame = `${sandbox.url}/frames/dawn.png`;
		const made = makeVideo({ operation: 'suspend', frame, credential, receiver, path: 'unused' });
		const { Webhook, ...connections } = made.connections;
		const child = await publish(client, {
			...made,
			name: 'Child',
			nodes: [
				...made.nodes.filter(({ name }) => name !== 'Webhook' && name !== 'Deliver'),
				node('Called', 'n8n-nodes-base.executeWorkflowTrigger', 1.1, [0, 0], {
					inputSource: 'passthrough',
				}),
				node('Deliver', 'n8n-nodes-base.noOp', 1, [660, -200], {}),
			],
			connections: { ...connections, Called: Webhook },
		});
		const prompts = PROMPTS.map((prompt) => ({ body: { prompt } }));
		const parent = await publish(client, {
			name: 'Parent',
			nodes: [
				webhook('parent', 'onReceived'),
				node('Prompts', 'n8n-nodes-base.set', 3.4, [200, 0], {
					mode: 'raw',
					jsonOutput: JSON.stringify({ prompts }),
				}),
				node('Each', 'n8n-nodes-base.splitOut', 1, [400, 0], {
					fieldToSplitOut: 'prompts',
					options: {},
				}),
				node('Call', 'n8n-nodes-base.executeWorkflow', 1.2, [600, 0], {
					workflowId: { __rl: true, mode: 'id', value: child.id },
					options: {},
				}),
				node('Received', 'n8n-nodes-base.noOp', 1, [800, 0], {}),
			],
			connections: {
				Webhook: { main: [[to('Prompts')]] },
				Prompts: { main: [[to('Each')]] },
				Each: { main: [[to('Call')]] },
				Call: { main: [[to('Received')]] },
			},
			settings: { executionOrder: 'v1' },
		});
		await call(n8n.url, 'parent', {});
		const newest = async () => {
			const [id] = await client.executions(parent.id);
			return id === undefined ? undefined : await client.execution(id);
		};
		const hasEnded = async () => ['success', 'error'].includes((await newest())?.status ?? '');
		await until('the parent has ended', hasEnded, 300_000);

		const { status, result } = (await newest()) ?? {};
		assert.equal(status, 'success', result?.error?.message);
		const runs = result?.runData.Received ?? [];
		assert.equal(runs.length, 1);
		const received = runs[0]?.data?.main?.[0] ?? [];
		assert.deepEqual(
			received.map(({ json }) => json.task_id),
			sandbox.tasks.map(({ id }) => id),
		);
		assert.equal(sandbox.tasks.length, PROMPTS.length);
	});
});
