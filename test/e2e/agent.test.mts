import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { INodeProperties, INodeType } from 'n8n-workflow';
import { VeoLiteExtendVideo } from '../../nodes/VeoLiteExtendVideo/VeoLiteExtendVideo.node.ts';
import { VeoLiteFirstLastFrame } from '../../nodes/VeoLiteFirstLastFrame/VeoLiteFirstLastFrame.node.ts';
import { VeoLiteImageToVideo } from '../../nodes/VeoLiteImageToVideo/VeoLiteImageToVideo.node.ts';
import { VeoLiteTextToVideo } from '../../nodes/VeoLiteTextToVideo/VeoLiteTextToVideo.node.ts';
import { fields as waitFields } from '../../nodes/WaitForTask/fields.ts';
import type { Credential } from '../../scripts/start/n8n-client.mts';
import { checkVideo } from '../../scripts/start/video-check.mts';
import {
	agentNodes,
	filledByModel,
	toolNames,
	videoAgent,
	type VideoAgent,
} from '../support/agent.mts';
import { startChatModel, type ChatModel, type Turn } from '../support/chatModel.mts';
import { until } from '../support/crowd.mts';
import { draw, node, ours } from '../support/drafts.mts';
import { items, Workshop } from '../support/workshop.mts';

const fieldsOf = (Node: new () => INodeType) => new Node().description.properties;
const veoFields = fieldsOf(VeoLiteFirstLastFrame);

const PROMPT = 'Night falls over the bay';

/** The fields of each tool that are the model's, by their key there. */
const generateInputs = {
	First_Frame_URL: 'firstFrameUrl',
	Last_Frame_URL: 'lastFrameUrl',
	Prompt: 'prompt',
};
const waitInputs = { Task_ID: 'taskId' };

/** What is in an agent's context stays there, and is paid for with each further step. */
const MOST_CHARACTERS = 2000;

/** Waits for the task of the tool that was called last. */
const waitForIt: Turn = ({ toolResults }) => ({
	tool: toolNames.wait,
	arguments: { Task_ID: firstItem(toolResults.at(-1)).task_id },
});

const answerWithLink: Turn = ({ toolResults }) =>
	`Here it is: ${String(firstItem(toolResults.at(-1)).video_url)}`;

let shop: Workshop;
before(async () => void (shop = await Workshop.start()));
after(async () => await shop?.close());

/** What was paid for, and how many requests there were, before the test. */
let [paidBefore, requestsBefore] = [0, 0];
beforeEach(() => {
	shop.sandbox.behave();
	paidBefore = shop.paid;
	requestsBefore = shop.sandbox.requests.length;
});
const paid = () => shop.sandbox.tasks.slice(paidBefore);
const requests = () => shop.sandbox.requests.slice(requestsBefore);
const submissions = () => requests().filter(({ method }) => method === 'POST');
const videosFetched = () => requests().filter(({ host }) => host === 'videos').length;

describe('an AI agent that has the nodes as its tools', () => {
	let model: ChatModel;
	let openAi: Credential;
	before(async () => {
		model = await startChatModel();
		const data = { apiKey: 'none', url: model.url };
		openAi = await shop.credential('Scripted model', 'openAiApi', data);
	});
	after(async () => await model?.close());

	/** What the agent answers when it is asked for a video. */
	const ask = async (
		script: Turn[],
		options: { wait?: object; describe?: boolean } & Omit<VideoAgent, 'generate' | 'wait'> = {},
	): Promise<string> => {
		const { wait, describe, ...rest } = options;
		model.play(...script);
		const draft = videoAgent(shop.shipped('ai-agent', [openAi]), {
			generate: filledIn(veoFields, Object.values(generateInputs), describe),
			wait: { ...filledIn(waitFields, Object.values(waitInputs), describe), ...wait },
			...rest,
		});
		const execution = await shop.run(await shop.create(draft), agentNodes.trigger);
		return String(items(execution, agentNodes.agent).at(-1)?.json.output);
	};

	const frame = (name: string) => `${shop.sandbox.url}/frames/${name}.png`;
	/** The turn that starts a video, by default with two pictures that are there. */
	const start =
		(firstFrame?: string): Turn =>
		() => ({
			tool: toolNames.generate,
			arguments: {
				First_Frame_URL: firstFrame ?? frame('dawn'),
				Last_Frame_URL: frame('night'),
				Prompt: PROMPT,
			},
		});

	const toolResults = () => model.questions.at(-1)?.toolResults ?? [];
	const expectLink = (answer: string) => assert.ok(answer.includes(shop.sandbox.videoUrl), answer);
	const expectSmallText = (): void => {
		for (const result of toolResults()) {
			assert.ok(result.length < MOST_CHARACTERS, `${result.length} characters: ${result}`);
			assert.doesNotMatch(result, /mimeType|base64|[\w+/]{200}/);
		}
	};

	it('starts one video, waits for it and answers with its link', async () => {
		expectLink(await ask([start(), waitForIt, answerWithLink]));
		const [submission, ...others] = submissions();
		assert.deepEqual(others, []);
		const { prompt, image } = submission?.body as Record<string, unknown>;
		assert.deepEqual([prompt, image], [PROMPT, frame('dawn')]);
		assert.equal(toolResults().length, 2);
		expectSmallText();
		assert.equal(videosFetched(), 0);
	});

	it('makes a video from text, from an image, and longer, with all five tools', async () => {
		const tool = (name: string, type: string, Node: new () => INodeType, fields: string[]) =>
			ours(name, `${type}Tool`, shop.highway, filledIn(fieldsOf(Node), fields));
		const [text, image, extend] = ['Text to Video', 'Image to Video', 'Extend Video'] as const;
		const veo = (name: string) => `Veo Lite ${name}`;
		const more = [
			tool(veo(text), 'veoLiteTextToVideo', VeoLiteTextToVideo, ['prompt']),
			tool(veo(image), 'veoLiteImageToVideo', VeoLiteImageToVideo, ['imageUrl', 'prompt']),
			tool(veo(extend), 'veoLiteExtendVideo', VeoLiteExtendVideo, ['videoUrl', 'prompt']),
		];
		const use = (name: string, inputs: object) => ({
			tool: veo(name).replaceAll(' ', '_'),
			arguments: { Prompt: PROMPT, ...inputs },
		});
		const script: Turn[] = [
			() => use(text, {}),
			waitForIt,
			() => use(image, { Image_URL: frame('dawn') }),
			waitForIt,
			({ toolResults }) => use(extend, { Video_URL: firstItem(toolResults.at(-1)).video_url }),
			waitForIt,
			answerWithLink,
		];
		expectLink(await ask(script, { more }));
		assert.deepEqual(
			paid().map(({ model }) => model.name.split('-').at(-1)),
			['t2v', 'i2v', 'extend'],
		);
		assert.equal(model.questions[0]?.tools?.length, 5);
		await checkVideo(paid().at(-1)?.files[0] ?? '', 15, new AbortController().signal);
		expectSmallText();
	});

	it('tells the model what each input is, and asks it for nothing else', async () => {
		await ask([() => 'No']);
		const inputsOf = (name: string) => {
			const tool = model.questions[0]?.tools.find((offered) => offered.name === name);
			return { properties: tool?.parameters.properties, required: tool?.parameters.required };
		};
		const expected = (fields: INodeProperties[], inputs: Record<string, string>) => ({
			properties: Object.fromEntries(
				Object.entries(inputs).map(([key, name]) => [
					key,
					{ type: 'string', description: field(fields, name).description },
				]),
			),
			required: Object.keys(inputs),
		});
		assert.deepEqual(inputsOf(toolNames.generate), expected(veoFields, generateInputs));
		assert.deepEqual(inputsOf(toolNames.wait), expected(waitFields, waitInputs));
	});

	it('tells the model what to do with which tool, where a builder describes nothing', async () => {
		await ask([() => 'No'], { describe: false });
		const { tools = [] } = model.questions[0] ?? {};
		const about = (name: string) => tools.find((tool) => tool.name === name)?.description ?? '';
		const generate = /video.*first and a last image.*task_id.*Wait for Task/;
		assert.match(about(toolNames.generate), generate);
		assert.match(about(toolNames.wait), /wait for videos.*task_id.*video_url/);
		const inputs = tools.flatMap(({ parameters }) => Object.keys(parameters.properties));
		assert.deepEqual(inputs.sort(), Object.keys({ ...generateInputs, ...waitInputs }));
	});

	it('keeps the bytes of a downloaded video from the model', async () => {
		expectLink(await ask([start(), waitForIt, answerWithLink], { wait: { downloadFiles: true } }));
		assert.equal(videosFetched(), 1);
		expectSmallText();
	});

	it('learns from a refused input what to correct', async () => {
		expectLink(await ask([start('dawn.png'), start(), waitForIt, answerWithLink]));
		const refusal =
			/'First Frame URL' must be one web URL.*Enter the full URL.*Nothing was submitted/;
		assert.match(toolResults()[0] ?? '', refusal);
		assert.equal(submissions().length, 1);
		expectSmallText();
	});

	it('learns why a task has brought no video', async () => {
		const fails = { kind: 'fails', reason: 'The prompt was refused by a filter.' } as const;
		shop.sandbox.misbehave({ on: 'submit', do: fails });
		await ask([start(), waitForIt, () => 'It may not be']);
		const said = /ended without a file.*refused by a filter.*change what was refused/;
		assert.match(toolResults()[1] ?? '', said);
	});

	it('pays once where a connection breaks, even if the model tries again', async () => {
		shop.sandbox.misbehave({ on: 'submit', do: { kind: 'resetAfter' } });
		await ask([start(), start(), () => 'I do not know what became of it']);
		assert.equal(toolResults().length, 2);
		for (const result of toolResults()) assert.match(result, /video may have been started/);
		assert.equal(submissions().length, 1);
	});

	// The model of such an agent gets nothing at all of a tool that throws, whichever tool it is.
	it('does the same in an older agent, with tools that continue on error', async () => {
		const answer = await ask([start('dawn.png'), start(), waitForIt, answerWithLink], {
			wait: { downloadFiles: true },
			versions: { agent: 2.2 },
			onError: 'continueRegularOutput',
		});
		assert.match(toolResults()[0] ?? '', /must be one web URL.*Enter the full URL/);
		expectLink(answer);
		assert.equal(submissions().length, 1);
		assert.equal(videosFetched(), 1);
		expectSmallText();
	});
});

/** Stands for the minute after which MCP clients give up. */
const PATIENCE_MS = 2000;

describe('the nodes as tools of the MCP Server Trigger', () => {
	const path = 'highway';
	let client: Client;
	before(async () => {
		const nodes = [
			node(
				'MCP',
				'@n8n/n8n-nodes-langchain.mcpTrigger',
				2,
				{ authentication: 'none', path },
				{ webhookId: path },
			),
			ours(agentNodes.generate, 'veoLiteFirstLastFrameTool', shop.highway, {
				firstFrameUrl: shop.frame,
				lastFrameUrl: shop.frame,
				prompt: filledByModel('Prompt'),
				options: { payOnceKey: filledByModel('Key') },
			}),
			ours(agentNodes.wait, 'waitForTaskTool', shop.highway, {
				taskId: filledByModel('Task_ID'),
				downloadFiles: false,
				options: { pollInterval: 1 },
			}),
		];
		const tools = [agentNodes.generate, agentNodes.wait];
		const chains = tools.map((name) => `${name}.ai_tool > MCP`);
		await shop.publish(draw('Videos by MCP', nodes, chains));
		// n8n registers the trigger a moment after it has published the workflow.
		client = await until('n8n answers under the path of the trigger', async () => {
			const fresh = new Client({ name: 'tests', version: '1.0.0' });
			const transport = new StreamableHTTPClientTransport(new URL(`${shop.n8n.url}/mcp/${path}`));
			return await fresh.connect(transport).then(
				() => fresh,
				() => undefined,
			);
		});
	});
	after(async () => await client?.close());

	const callTool = async (name: string, args: Record<string, string>, timeout = 120_000) =>
		JSON.stringify(await client.callTool({ name, arguments: args }, undefined, { timeout }));
	const generate = async (Prompt: string, timeout?: number): Promise<string> =>
		await callTool(toolNames.generate, { Prompt, Key: `the key of ${Prompt}` }, timeout);

	it('do not submit again what may have been accepted, when the client calls again', async () => {
		shop.sandbox.misbehave({ on: 'submit', do: { kind: 'resetAfter' } });
		assert.match(await generate('Fog'), /video may have been started/);
		assert.match(await generate('Fog'), /video may have been started/);
		assert.equal(paid().length, 1);
	});

	it('write the id down where the client gives up, and pay once for the same key', async () => {
		shop.sandbox.misbehave({ on: 'submit', do: { kind: 'delay', seconds: 4 } });
		await assert.rejects(generate('Rain', PATIENCE_MS), /timed out/i);
		const task = await until('it has been accepted', () => paid()[0]);
		await until('its id is in the log', () => shop.log().includes(task.id));
		shop.sandbox.behave();
		assert.match(await generate('Rain'), new RegExp(task.id));
		assert.equal(paid().length, 1);
	});

	it('let a client wait again for a task for which it gave up waiting', async () => {
		const unfinished = { kind: 'taskStatus', status: 'TASK_STATUS_PROCESSING' } as const;
		shop.sandbox.misbehave({ on: 'poll', do: unfinished });
		await generate('Snow');
		const Task_ID = paid()[0]?.id ?? '';
		await assert.rejects(callTool(toolNames.wait, { Task_ID }, PATIENCE_MS), /timed out/i);
		shop.sandbox.behave();
		const answer = await callTool(toolNames.wait, { Task_ID });
		assert.ok(answer.includes(shop.sandbox.videoUrl), answer);
		assert.equal(paid().length, 1);
	});
});

function firstItem(toolResult = '[]'): Record<string, unknown> {
	const [item] = JSON.parse(toolResult) as Array<Record<string, unknown>>;
	return item ?? {};
}

function field(fields: INodeProperties[], name: string) {
	const found = fields.find((candidate) => candidate.name === name);
	assert.ok(found, `The node has no field ${name}`);
	return found;
}

/** Parameters that the model fills in, with the descriptions of the fields unless they are left out. */
function filledIn(fields: INodeProperties[], names: string[], describe = true): object {
	return Object.fromEntries(
		names.map((name) => {
			const { displayName, description } = field(fields, name);
			return [name, filledByModel(displayName, describe ? description : '')];
		}),
	);
}
