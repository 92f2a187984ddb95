import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { keepCredential } from '../../scripts/start/credential.mts';
import { filledByModel, toolNames } from '../support/agent.mts';
import { publish, until } from '../support/crowd.mts';
import { startRealN8n, type RealN8n } from '../support/realN8n.mts';
import { workflowNode as node } from '../support/workflowNode.mts';

const PATH = 'highway';

/** The other nodes that start videos: name, type, and what they are given beside a prompt. */
const family: Array<[name: string, type: string, parameters: object]> = [
	['Veo Lite Text to Video', 'veoLiteTextToVideo', {}],
	['Veo Lite Image to Video', 'veoLiteImageToVideo', { imageUrl: filledByModel('Image') }],
	['Veo Lite Extend Video', 'veoLiteExtendVideo', { videoUrl: filledByModel('Video') }],
];

/** Stands for the minute after which clients give up. */
const PATIENCE_MS = 2000;

describe('the nodes as tools of the MCP Server Trigger', () => {
	let n8n: RealN8n;
	let client: Client;
	before(async () => {
		n8n = await startRealN8n();
		const { key, url } = n8n.sandbox;
		const credential = await keepCredential(n8n.client, {
			name: 'Sandbox',
			apiKey: key,
			baseUrl: url,
		});
		const credentials = { credentials: { highwayApi: credential } };
		const frame = `${url}/frames/dawn.png`;
		const toTrigger = { ai_tool: [[{ node: 'MCP', type: 'ai_tool', index: 0 }]] };
		await publish(n8n.client, {
			name: 'Videos by MCP',
			nodes: [
				node(
					'MCP',
					'@n8n/n8n-nodes-langchain.mcpTrigger',
					2,
					[0, 0],
					{ authentication: 'none', path: PATH },
					{ webhookId: PATH },
				),
				node(
					'Veo Lite First/Last Frame',
					'n8n-nodes-highwayapi.veoLiteFirstLastFrameTool',
					1,
					[0, 220],
					{
						firstFrameUrl: frame,
						lastFrameUrl: frame,
						prompt: filledByModel('Prompt'),
						options: { payOnceKey: filledByModel('Key') },
					},
					credentials,
				),
				node(
					'Wait for Task',
					'n8n-nodes-highwayapi.waitForTaskTool',
					1,
					[220, 220],
					{ taskId: filledByModel('Task_ID'), downloadFiles: false, pollInterval: 1 },
					credentials,
				),
				...family.map(([name, type, parameters], index) =>
					node(
						name,
						`n8n-nodes-highwayapi.${type}Tool`,
						1,
						[440 + 220 * index, 220],
						{ ...parameters, prompt: filledByModel('Prompt') },
						credentials,
					),
				),
			],
			connections: Object.fromEntries(
				['Veo Lite First/Last Frame', 'Wait for Task', ...family.map(([name]) => name)].map(
					(name) => [name, toTrigger],
				),
			),
			settings: { executionOrder: 'v1' },
		});
		client = await connected(n8n.url);
	});
	after(async () => {
		await client?.close();
		await n8n?.close();
	});

	let paidBefore = 0;
	beforeEach(() => {
		n8n.sandbox.behave();
		paidBefore = n8n.sandbox.tasks.length;
	});
	const paid = () => n8n.sandbox.tasks.slice(paidBefore);
	const log = () =>
		readdirSync(n8n.logs)
			.map((file) => readFileSync(join(n8n.logs, file), 'utf8'))
			.join('\n');

	const callTool = async (
		name: string,
		args: Record<string, string>,
		timeout = 60_000,
	): Promise<string> =>
		JSON.stringify(await client.callTool({ name, arguments: args }, undefined, { timeout }));
	const generate = async (prompt: string, key: string, timeout?: number) =>
		await callTool(toolNames.generate, { Prompt: prompt, Key: key }, timeout);

	it('make a video and answer with its link', async () => {
		await generate('Night falls', 'link');
		const [task] = paid();
		assert.ok(task);
		const answer = await callTool(toolNames.wait, { Task_ID: task.id });
		assert.ok(answer.includes(n8n.sandbox.videoUrl), answer);
		assert.ok(log().includes(task.id), 'the id is in the log of n8n');
	});

	it('make a video from text, from an image, and longer', async () => {
		const made = async (tool: string, args: Record<string, string>): Promise<string> => {
			await callTool(tool, { Prompt: 'Night falls', ...args });
			const answer = await callTool(toolNames.wait, { Task_ID: paid().at(-1)?.id ?? '' });
			return /http[^"\\]+\/videos\/[^"\\]+/.exec(answer)?.[0] ?? answer;
		};
		await made('Veo_Lite_Text_to_Video', {});
		const Image = `${n8n.sandbox.url}/frames/dawn.png`;
		const Video = await made('Veo_Lite_Image_to_Video', { Image });
		const longer = await made('Veo_Lite_Extend_Video', { Video });
		assert.ok(longer.startsWith(n8n.sandbox.videoUrl), longer);
		assert.deepEqual(
			paid().map(({ model }) => model.name.split('-').at(-1)),
			['t2v', 'i2v', 'extend'],
		);
	});

	it('do not submit again what may have been accepted, when the client calls again', async () => {
		n8n.sandbox.misbehave({ on: 'submit', do: { kind: 'resetAfter' } });
		assert.match(await generate('Fog', 'fog'), /video may have been started/);
		assert.match(await generate('Fog', 'fog'), /video may have been started/);
		assert.equal(paid().length, 1);
	});

	it('write the id down where the client gives up, and pay once for the same key', async () => {
		n8n.sandbox.misbehave({ on: 'submit', do: { kind: 'delay', seconds: 4 } });
		await assert.rejects(generate('Rain', 'row 7', PATIENCE_MS), /timed out/i);
		await until('it has been accepted', () => paid().length === 1, 30_000);
		const [task] = paid();
		assert.ok(task);
		await until('its id is in the log', () => log().includes(task.id), 10_000);

		n8n.sandbox.behave();
		const again = await generate('Rain', 'row 7');
		assert.ok(again.includes(task.id), again);
		assert.equal(paid().length, 1);
	});

	it('let a client wait again for a task for which it gave up waiting', async () => {
		n8n.sandbox.misbehave({ on: 'submit', do: { kind: 'takes', seconds: 6 } });
		await generate('Snow', 'snow');
		const [task] = paid();
		assert.ok(task);
		await assert.rejects(callTool(toolNames.wait, { Task_ID: task.id }, PATIENCE_MS), /timed out/i);
		const answer = await callTool(toolNames.wait, { Task_ID: task.id });
		assert.ok(answer.includes(n8n.sandbox.videoUrl), answer);
		assert.equal(paid().length, 1);
	});
});

async function connected(n8nUrl: string): Promise<Client> {
	let client: Client | undefined;
	// n8n registers the trigger a moment after it has published the workflow.
	await until(
		'n8n answers under the path of the trigger',
		async () => {
			client = new Client({ name: 'tests', version: '1.0.0' });
			try {
				await client.connect(new StreamableHTTPClientTransport(new URL(`${n8nUrl}/mcp/${PATH}`)));
				return true;
			} catch {
				return false;
			}
		},
		30_000,
	);
	assert.ok(client);
	return client;
}
