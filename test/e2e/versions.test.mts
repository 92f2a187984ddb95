import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { packageName } from '../../scripts/start/project.mts';
import { WorkflowDraft } from '../../scripts/start/workflow.mts';
import { agentNodes, filledByModel, toolNames, videoAgent } from '../support/agent.mts';
import { startChatModel } from '../support/chatModel.mts';
import { makeVideo, startReceiver, until } from '../support/crowd.mts';
import { change, makeBatch } from '../support/drafts.mts';
import { items, Workshop } from '../support/workshop.mts';
import { noteOutcome } from '../versions/outcomes.mts';
import {
	checks,
	definitionOf,
	isOlder,
	nodeFor,
	wantedVersions,
	type Check,
} from '../versions/versions.mts';

const TYPES = [
	'veoLiteFirstLastFrame',
	'veoLiteTextToVideo',
	'veoLiteImageToVideo',
	'veoLiteExtendVideo',
	'waitForTask',
];

for (const version of wantedVersions(process.env)) {
	describe(`the packed package in n8n ${version}`, () => {
		let shop: Workshop;
		before(async () => void (shop = await Workshop.start({ definition: definitionOf(version) })));
		after(async () => await shop?.close());

		const note = async (check: Check, works: boolean) => {
			// Only the command that writes the table names versions.
			if (process.env.HIGHWAY_N8N_VERSIONS === undefined) return;
			await noteOutcome(version, { node: nodeFor(version), check, works });
		};
		/** A test whose outcome goes into the table of versions, and may fail where n8n is too old for it. */
		type Test = (context: TestContext) => Promise<void>;
		const check = (name: Check, does: string, test: Test): void => {
			const { since } = checks[name];
			const todo = since !== undefined && isOlder(version, since) && `needs n8n ${since}`;
			it(does, { todo }, async (context) => {
				shop.sandbox.behave();
				await note(name, false);
				await test(context);
				await note(name, true);
			});
		};
		/** A workflow for batches of two videos, and what the service got for them. */
		const batchOf = async (path: string, payOnceKey?: string) => {
			const { frame, highway: credential, paid: before } = shop;
			const options = payOnceKey === undefined ? {} : { payOnceKey };
			const workflow = await shop.publish(makeBatch({ frame, credential, path, ...options }));
			return {
				start: async () => await shop.call(workflow, path, { prompts: ['one', 'two'] }),
				paid: () =>
					shop.sandbox.tasks
						.slice(before)
						.map(({ generation }) => String(generation.prompt))
						.sort(),
			};
		};

		check('loads', 'brings all of its nodes, and has its credential tested green', async () => {
			assert.equal(await shop.n8n.client.version(), version);
			const loaded = (await shop.n8n.client.nodeDescriptions()).map(({ name }) => name);
			for (const name of TYPES) assert.ok(loaded.includes(`${packageName}.${name}`), name);
			const data = { apiKey: shop.sandbox.key, baseUrl: shop.sandbox.url };
			const tested = await shop.n8n.client.testCredential({ ...shop.highway, data });
			assert.equal(tested.status, 'OK', tested.message);
		});

		check('firstVideo', 'makes the videos of the examples, by each model', async () => {
			const fromImage = shop.shipped('text-to-video');
			const type = `${packageName}.veoLiteImageToVideo`;
			change(fromImage, 'Generate Video', { imageUrl: shop.frame }, { type });
			const examples: Array<[WorkflowDraft, string]> = [
				[shop.shipped('first-video'), 'Wait for Video'],
				[shop.shipped('longer-video'), 'Wait for 22 Seconds'],
				[fromImage, 'Wait for Video'],
			];
			for (const [draft, wait] of examples) {
				const execution = await shop.run(await shop.create(draft), 'Start Here');
				const [item] = items(execution, wait);
				assert.ok(item && 'binary' in item, 'the video is there');
			}
			assert.equal(new Set(shop.sandbox.tasks.map(({ model }) => model.name)).size, 4);
		});

		check('errorOutput', 'sends an item that failed through the error output', async () => {
			const { frame, highway: credential } = shop;
			const draft = makeBatch({ frame, credential, path: 'errors' });
			change(draft, 'Generate', {}, { onError: 'continueErrorOutput' });
			const prompts = ['a good one', '[sandbox: refuse]'];
			const id = await shop.call(await shop.publish(draft), 'errors', { prompts });
			const execution = await shop.ended(id);
			assert.equal(items(execution, 'Generate').length, 1);
			const [failed, ...others] = items(execution, 'Generate', 1);
			assert.deepEqual(others, []);
			assert.ok(failed?.json.error, 'it says why');
		});

		check('suspended', 'parks an execution and delivers its video once', async (context) => {
			const receiver = await startReceiver();
			context.after(receiver.close);
			const { frame, highway: credential } = shop;
			const path = 'suspended';
			const draft = makeVideo({ operation: 'suspend', frame, credential, receiver, path });
			const workflow = await shop.publish(draft);
			const id = await shop.call(workflow, path, { prompt: 'parked [sandbox: slow 20]' });
			await until('it is parked', async () => (await shop.status(id)) === 'waiting');
			assert.deepEqual(receiver.deliveries, []);
			await shop.ended(id);
			assert.deepEqual(
				receiver.deliveries.map(({ taskId }) => taskId),
				shop.tasksOf('parked').map((task) => task.id),
			);
			assert.equal(receiver.deliveries.length, 1);
			assert.ok(receiver.deliveries.every(({ bytes }) => bytes > 10_000));
		});

		check('retry', 'pays only for what is missing when a failed execution is retried', async () => {
			const refusal = { kind: 'error', reason: 'NOT_ENOUGH_BALANCE' } as const;
			shop.sandbox.misbehave({ on: 'submit', matching: 'two', do: refusal });
			const { start, paid } = await batchOf('retry');
			const id = await start();
			await shop.ended(id, 'error');
			assert.deepEqual(paid(), ['one']);
			shop.sandbox.behave();
			await shop.ended(await shop.n8n.client.retry(id));
			assert.deepEqual(paid(), ['one', 'two']);
		});

		check('payOnceKey', 'pays once for a key that two executions have', async () => {
			const { start, paid } = await batchOf('once', '={{ $json.prompt }}');
			await shop.ended(await start());
			await shop.ended(await start());
			assert.deepEqual(paid(), ['one', 'two']);
		});

		check('tool', 'makes a video as the tool of an AI Agent', async (context) => {
			const model = await startChatModel();
			context.after(model.close);
			const data = { apiKey: 'none', url: model.url };
			const openAi = await shop.credential('Model', 'openAiApi', data);
			const frames = { firstFrameUrl: shop.frame, lastFrameUrl: shop.frame };
			const draft = videoAgent(shop.shipped('ai-agent', [openAi]), {
				generate: { ...frames, prompt: filledByModel('Prompt') },
				wait: { taskId: filledByModel('Task ID'), downloadFiles: false },
				versions: { agent: 1.7, model: 1.2 },
			});
			const before = shop.paid;
			const task = () => shop.sandbox.tasks.at(-1)?.id ?? '';
			model.play(
				() => ({ tool: 'Veo_Lite', arguments: { Prompt: 'Night falls' } }),
				() => ({ tool: toolNames.wait, arguments: { Task_ID: task() } }),
				({ toolResults }) => toolResults.at(-1) ?? '',
			);
			// Older versions call a tool as its node is called, but models take no slash.
			const text = JSON.stringify(draft).replaceAll(agentNodes.generate, 'Veo Lite');
			const renamed = await shop.create(WorkflowDraft.parse(JSON.parse(text)));
			const execution = await shop.run(renamed, agentNodes.trigger);
			assert.equal(shop.paid, before + 1, JSON.stringify(model.questions.at(-1)));
			const answer = items(execution, agentNodes.agent).at(-1)?.json.output;
			assert.match(String(answer), /video_url/);
		});

		check('customData', 'names the tasks in the list of executions', async () => {
			const { start, paid } = await batchOf('named');
			const execution = await start();
			await shop.ended(execution);
			assert.equal(paid().length, 2);
			const named = await shop.customDataOf(execution);
			assert.ok(shop.sandbox.tasks.slice(-2).every(({ id }) => named.includes(id)));
		});
	});
}
