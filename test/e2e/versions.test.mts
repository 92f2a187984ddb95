import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import { packageName } from '../../scripts/start/project.mts';
import type { Credential } from '../../scripts/start/n8n-client.mts';
import { WorkflowDraft, type Workflow } from '../../scripts/start/workflow.mts';
import { agentNodes, filledByModel, toolNames, videoAgent } from '../support/agent.mts';
import { makeBatch } from '../support/batch.mts';
import { startChatModel } from '../support/chatModel.mts';
import { call, makeVideo, publish, startReceiver, until } from '../support/crowd.mts';
import { example } from '../support/examples.mts';
import { prepareN8n, type PreparedN8n, type RunningN8n } from '../support/realN8n.mts';
import { noteOutcome } from '../versions/outcomes.mts';
import {
	checks,
	definitionOf,
	isOlder,
	nodeFor,
	wantedVersions,
	type Check,
} from '../versions/versions.mts';

const GENERATE = 'Generate';

const NODES = [
	'veoLiteFirstLastFrame',
	'veoLiteTextToVideo',
	'veoLiteImageToVideo',
	'veoLiteExtendVideo',
	'waitForTask',
];

for (const version of wantedVersions(process.env)) {
	describe(`the packed package in n8n ${version}`, () => {
		let prepared: PreparedN8n;
		let n8n: RunningN8n;
		let sandbox: Sandbox;
		let credential: Credential;
		before(async () => {
			prepared = await prepareN8n({ definition: definitionOf(version) });
			n8n = await prepared.start();
			sandbox = await startSandbox({ speed: 20 });
			credential = await n8n.client.createCredential({
				name: 'Sandbox',
				type: 'highwayApi',
				data: { apiKey: sandbox.key, baseUrl: sandbox.url },
			});
		});
		after(async () => {
			await n8n?.close();
			await sandbox?.close();
			await prepared?.remove();
		});

		const note = async (check: Check, works: boolean) => {
			// Only the command that writes the table names versions.
			if (process.env.HIGHWAY_N8N_VERSIONS === undefined) return;
			await noteOutcome(version, { node: nodeFor(version), check, works });
		};
		/** A test whose outcome goes into the table of versions, and may fail where n8n is too old for it. */
		const check = (name: Check, does: string, test: () => Promise<void>): void => {
			const { since, brokenIn } = checks[name];
			const isTooOld = since !== undefined && isOlder(version, since);
			const todo = isTooOld ? `needs n8n ${since}` : brokenIn === version && 'n8n itself is broken';
			it(does, { todo }, async () => {
				sandbox.behave();
				await note(name, false);
				await test();
				await note(name, true);
			});
		};
		const frame = () => `${sandbox.url}/frames/dawn.png`;
		const status = async (id: string) => (await n8n.client.execution(id)).status;
		const ended = async (id: string): Promise<string> => {
			// n8n 2.20 answers with 500 while it writes an execution down.
			const now = async () => await status(id).catch(() => 'running');
			const isEnd = async () => !['new', 'running', 'waiting'].includes(await now());
			await until('the execution has ended', isEnd, 180_000);
			return await status(id);
		};
		/** Calls the webhook of a workflow. @returns the execution, which some versions list only a moment later */
		const start = async ({ id }: Workflow, path: string, body: object): Promise<string> => {
			const newest = async () => (await n8n.client.executions(id))[0];
			const last = await newest();
			await call(n8n.url, path, body);
			await until('there is an execution', async () => (await newest()) !== last, 30_000);
			return (await newest()) ?? '';
		};
		const run = async (draft: WorkflowDraft, trigger: string) => {
			const id = await n8n.client.run(await n8n.client.createWorkflow(draft), trigger);
			await ended(id);
			return await n8n.client.execution(id);
		};
		/** A workflow for batches of two videos, and what the service got for them. */
		const batchOf = async (path: string, options: { payOnceKey?: string } = {}) => {
			const draft = makeBatch({ frame: frame(), credential, path, ...options });
			const workflow = await publish(n8n.client, draft);
			const before = sandbox.tasks.length;
			return {
				start: async () => await start(workflow, path, { prompts: ['one', 'two'] }),
				paid: () =>
					sandbox.tasks
						.slice(before)
						.map(({ generation }) => String(generation.prompt))
						.sort(),
			};
		};

		check('loads', 'brings all of its nodes, and has its credential tested green', async () => {
			assert.equal(await n8n.client.version(), version);
			const loaded = (await n8n.client.nodeDescriptions()).map(({ name }) => name);
			for (const name of NODES) assert.ok(loaded.includes(`${packageName}.${name}`), name);
			const { id, name, type } = credential;
			const data = { apiKey: sandbox.key, baseUrl: sandbox.url };
			const tested = await n8n.client.testCredential({ id, name, type, data });
			assert.equal(tested.status, 'OK', tested.message);
		});

		check('firstVideo', 'makes the videos of the examples, by each model', async () => {
			const made = async (draft: WorkflowDraft, wait: string): Promise<void> => {
				const { status: end, result } = await run(draft, 'Start Here');
				assert.equal(end, 'success', result?.error?.message);
				const [item] = result?.runData[wait]?.[0]?.data?.main?.[0] ?? [];
				assert.ok(item?.binary?.data, 'the video is there');
			};
			await made(example('first-video', { sandbox, credential }), 'Wait for Video');
			await made(example('longer-video', { sandbox, credential }), 'Wait for 22 Seconds');
			const fromImage = example('text-to-video', { sandbox, credential });
			for (const node of fromImage.nodes) {
				if (node.name !== 'Generate Video') continue;
				node.type = `${packageName}.veoLiteImageToVideo`;
				node.parameters = { ...node.parameters, imageUrl: frame() };
			}
			await made(fromImage, 'Wait for Video');
			const models = new Set(sandbox.tasks.map(({ model }) => model.name));
			assert.equal(models.size, 4);
		});

		check('errorOutput', 'sends an item that failed through the error output', async () => {
			const draft = makeBatch({ frame: frame(), credential, path: 'errors' });
			const node = draft.nodes.find(({ name }) => name === GENERATE);
			Object.assign(node ?? {}, { onError: 'continueErrorOutput' });
			const workflow = await publish(n8n.client, draft);
			const prompts = ['a good one', '[sandbox: refuse]'];
			const id = await start(workflow, 'errors', { prompts });
			assert.equal(await ended(id), 'success');
			const { result } = await n8n.client.execution(id);
			const [good = [], failed = []] = result?.runData[GENERATE]?.[0]?.data?.main ?? [];
			assert.deepEqual([good?.length, failed?.length], [1, 1]);
			assert.ok(failed?.[0]?.json.error, 'it says why');
		});

		check('suspended', 'parks an execution and delivers its video once', async () => {
			const receiver = await startReceiver();
			try {
				const wanted = { operation: 'suspend', frame: frame(), credential, receiver } as const;
				const workflow = await publish(n8n.client, makeVideo({ ...wanted, path: 'suspended' }));
				const before = sandbox.tasks.length;
				const id = await start(workflow, 'suspended', { prompt: '[sandbox: slow 20]' });
				await until('it is parked', async () => (await status(id)) === 'waiting', 60_000);
				assert.deepEqual(receiver.deliveries, []);

				assert.equal(await ended(id), 'success');
				const submitted = sandbox.tasks.slice(before).map((task) => task.id);
				assert.equal(submitted.length, 1);
				assert.deepEqual(
					receiver.deliveries.map(({ taskId }) => taskId),
					submitted,
				);
				assert.ok(receiver.deliveries.every(({ bytes }) => bytes > 10_000));
			} finally {
				await receiver.close();
			}
		});

		check('retry', 'pays only for what is missing when a failed execution is retried', async () => {
			const refusal = { kind: 'error', reason: 'NOT_ENOUGH_BALANCE' } as const;
			sandbox.misbehave({ on: 'submit', matching: 'two', do: refusal });
			const { start, paid } = await batchOf('retry');
			const id = await start();
			assert.equal(await ended(id), 'error');
			assert.deepEqual(paid(), ['one']);
			sandbox.behave();
			assert.equal(await ended(await n8n.client.retry(id)), 'success');
			assert.deepEqual(paid(), ['one', 'two']);
		});

		check('payOnceKey', 'pays once for a key that two executions have', async () => {
			const { start, paid } = await batchOf('once', { payOnceKey: '={{ $json.prompt }}' });
			assert.equal(await ended(await start()), 'success');
			assert.equal(await ended(await start()), 'success');
			assert.deepEqual(paid(), ['one', 'two']);
		});

		check('tool', 'makes a video as the tool of an AI Agent', async () => {
			const model = await startChatModel();
			try {
				const { client } = n8n;
				const data = { apiKey: 'none', url: model.url };
				const openAi = await client.createCredential({ name: 'Model', type: 'openAiApi', data });
				const [firstFrameUrl, lastFrameUrl] = [frame(), frame()];
				const prompt = filledByModel('Prompt');
				const draft = videoAgent({
					highway: credential,
					openAi,
					generate: { firstFrameUrl, lastFrameUrl, prompt },
					wait: { taskId: filledByModel('Task ID'), downloadFiles: false },
					version: 1.7,
					modelVersion: 1.2,
				});
				const before = sandbox.tasks.length;
				const task = () => sandbox.tasks.at(-1)?.id ?? '';
				model.play(
					() => ({ tool: 'Veo_Lite', arguments: { Prompt: 'Night falls' } }),
					() => ({ tool: toolNames.wait, arguments: { Task_ID: task() } }),
					({ toolResults }) => toolResults.at(-1) ?? '',
				);
				// Older versions call a tool as its node is called, but models take no slash.
				const text = JSON.stringify(draft).replaceAll(agentNodes.generate, 'Veo Lite');
				const renamed = WorkflowDraft.parse(JSON.parse(text));
				const { status: end, result } = await run(renamed, agentNodes.trigger);
				assert.equal(end, 'success', result?.error?.message);
				assert.equal(sandbox.tasks.length, before + 1, JSON.stringify(model.questions.at(-1)));
				const [answer] = result?.runData[agentNodes.agent]?.at(-1)?.data?.main?.[0] ?? [];
				assert.match(String(answer?.json.output), /video_url/);
			} finally {
				await model.close();
			}
		});

		check('customData', 'names the tasks in the list of executions', async () => {
			const { start, paid } = await batchOf('named');
			const id = await start();
			assert.equal(await ended(id), 'success');
			const named = JSON.stringify((await n8n.client.execution(id)).customData);
			assert.equal(paid().length, 2);
			for (const task of sandbox.tasks.slice(-2)) assert.ok(named.includes(task.id), named);
		});
	});
}
