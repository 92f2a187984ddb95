import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { INodeProperties, INodeType } from 'n8n-workflow';
import { VeoLiteExtendVideo } from '../../nodes/VeoLiteExtendVideo/VeoLiteExtendVideo.node.ts';
import { VeoLiteFirstLastFrame } from '../../nodes/VeoLiteFirstLastFrame/VeoLiteFirstLastFrame.node.ts';
import { VeoLiteImageToVideo } from '../../nodes/VeoLiteImageToVideo/VeoLiteImageToVideo.node.ts';
import { VeoLiteTextToVideo } from '../../nodes/VeoLiteTextToVideo/VeoLiteTextToVideo.node.ts';
import { fields as waitFields } from '../../nodes/WaitForTask/fields.ts';
import { keepCredential } from '../../scripts/start/credential.mts';
import type { Credential } from '../../scripts/start/n8n-client.mts';
import { checkVideo } from '../../scripts/start/video-check.mts';
import { agentNodes, filledByModel, toolNames, videoAgent } from '../support/agent.mts';
import { startChatModel, type ChatModel, type Turn } from '../support/chatModel.mts';
import { until } from '../support/crowd.mts';
import { startRealN8n, type RealN8n } from '../support/realN8n.mts';

const fieldsOf = (Node: new () => INodeType) => new Node().description.properties;

const PROMPT = 'Night falls over the bay';

/** The fields of each tool that are the model's, by their key there. */
const generateInputs = {
	First_Frame_URL: 'firstFrameUrl',
	Last_Frame_URL: 'lastFrameUrl',
	Prompt: 'prompt',
};
const waitInputs = { Task_ID: 'taskId' };

/** The other tools, by the name of the node. */
const otherTools = {
	'Veo Lite Text to Video': {
		type: 'n8n-nodes-highwayapi.veoLiteTextToVideo',
		parameters: filledIn(fieldsOf(VeoLiteTextToVideo), ['prompt']),
	},
	'Veo Lite Image to Video': {
		type: 'n8n-nodes-highwayapi.veoLiteImageToVideo',
		parameters: filledIn(fieldsOf(VeoLiteImageToVideo), ['imageUrl', 'prompt']),
	},
	'Veo Lite Extend Video': {
		type: 'n8n-nodes-highwayapi.veoLiteExtendVideo',
		parameters: filledIn(fieldsOf(VeoLiteExtendVideo), ['videoUrl', 'prompt']),
	},
};

/** What is in an agent's context stays there, and is paid for with each further step. */
const MOST_CHARACTERS = 2000;

describe('an AI agent that has the nodes as its tools', () => {
	let n8n: RealN8n;
	let model: ChatModel;
	let highway: Credential;
	let openAi: Credential;
	before(async () => {
		n8n = await startRealN8n();
		model = await startChatModel();
		const { key, url } = n8n.sandbox;
		highway = await keepCredential(n8n.client, { name: 'Sandbox', apiKey: key, baseUrl: url });
		openAi = await n8n.client.createCredential({
			name: 'Scripted model',
			type: 'openAiApi',
			data: { apiKey: 'none', url: model.url },
		});
	});
	after(async () => {
		await model?.close();
		await n8n?.close();
	});

	/** What the agent answers when it is asked for a video. */
	const ask = async (options: {
		wait?: object;
		describe?: boolean;
		more?: typeof otherTools;
		agentVersion?: number;
		onError?: 'continueRegularOutput';
	}): Promise<unknown> => {
		const draft = videoAgent({
			highway,
			openAi,
			generate: filledIn(
				fieldsOf(VeoLiteFirstLastFrame),
				Object.values(generateInputs),
				options.describe,
			),
			wait: {
				...filledIn(waitFields, Object.values(waitInputs), options.describe),
				...options.wait,
			},
			...(options.more === undefined ? {} : { more: options.more }),
			...(options.agentVersion === undefined ? {} : { version: options.agentVersion }),
			...(options.onError === undefined ? {} : { onError: options.onError }),
		});
		const { client } = n8n;
		const id = await client.run(await client.createWorkflow(draft), agentNodes.trigger);
		const status = async () => (await client.execution(id)).status;
		await until(
			'the agent has ended',
			async () => !['new', 'running', 'waiting'].includes(await status()),
			90_000,
		);
		const execution = await client.execution(id);
		assert.equal(execution.status, 'success', execution.result?.error?.message);
		const [run] = execution.result?.runData[agentNodes.agent]?.slice(-1) ?? [];
		return run?.data?.main?.[0]?.[0]?.json.output;
	};

	/** The turn that starts a video, by default with two pictures that are there. */
	const start =
		(firstFrame = frame('dawn')): Turn =>
		() => ({
			tool: toolNames.generate,
			arguments: { First_Frame_URL: firstFrame, Last_Frame_URL: frame('night'), Prompt: PROMPT },
		});
	const frame = (name: string) => `${n8n.sandbox.url}/frames/${name}.png`;

	/** The requests that a test has made the sandbox get. */
	const submissions = () =>
		n8n.sandbox.requests.slice(seen).filter(({ method }) => method === 'POST');
	const videosFetched = () =>
		n8n.sandbox.requests.slice(seen).filter(({ host }) => host === 'videos');
	let seen = 0;
	const play = (...script: Turn[]): void => {
		n8n.sandbox.behave();
		seen = n8n.sandbox.requests.length;
		model.play(...script);
	};
	const toolResults = () => model.questions.at(-1)?.toolResults ?? [];
	const expectSmallText = (): void => {
		for (const result of toolResults()) {
			assert.ok(result.length < MOST_CHARACTERS, `${result.length} characters: ${result}`);
			assert.doesNotMatch(result, /mimeType|base64|[\w+/]{200}/);
		}
	};

	it('starts one video, waits for it and answers with its link', async () => {
		play(start(), waitForIt, answerWithLink);
		const answer = await ask({ wait: { downloadFiles: false } });

		assert.ok(String(answer).includes(n8n.sandbox.videoUrl), String(answer));
		const [submission, ...others] = submissions();
		assert.deepEqual(others, []);
		const { prompt, image } = submission?.body as Record<string, unknown>;
		assert.deepEqual([prompt, image], [PROMPT, frame('dawn')]);
		assert.equal(toolResults().length, 2);
		expectSmallText();
		assert.deepEqual(videosFetched(), []);
	});

	it('makes a video from text, from an image, and longer, with all five tools', async () => {
		const text: Turn = () => ({ tool: 'Veo_Lite_Text_to_Video', arguments: { Prompt: PROMPT } });
		const image: Turn = () => ({
			tool: 'Veo_Lite_Image_to_Video',
			arguments: { Image_URL: frame('dawn'), Prompt: PROMPT },
		});
		const extend: Turn = ({ toolResults }) => ({
			tool: 'Veo_Lite_Extend_Video',
			arguments: { Video_URL: firstItem(toolResults.at(-1)).video_url, Prompt: 'And on it goes' },
		});
		play(text, waitForIt, image, waitForIt, extend, waitForIt, answerWithLink);
		const answer = await ask({ wait: { downloadFiles: false }, more: otherTools });

		assert.ok(String(answer).includes(n8n.sandbox.videoUrl), String(answer));
		assert.deepEqual(
			submissions().map(({ path }) => path.split('-').at(-1)),
			['t2v', 'i2v', 'extend'],
		);
		assert.equal(model.questions[0]?.tools?.length, 5);
		const [file = ''] = n8n.sandbox.tasks.at(-1)?.files ?? [];
		await checkVideo(file, 15, new AbortController().signal);
		expectSmallText();
	});

	it('tells the model what each input is, and asks it for nothing else', async () => {
		play(start(), waitForIt, answerWithLink);
		await ask({});

		const { tools = [] } = model.questions[0] ?? {};
		const inputsOf = (name: string) => tools.find((tool) => tool.name === name)?.parameters;
		const expected = (fields: INodeProperties[], inputs: Record<string, string>) => ({
			properties: Object.fromEntries(
				Object.entries(inputs).map(([key, name]) => [
					key,
					{ type: 'string', description: field(fields, name).description },
				]),
			),
			required: Object.keys(inputs),
		});
		assert.deepEqual(
			inputsOf(toolNames.generate),
			expected(fieldsOf(VeoLiteFirstLastFrame), generateInputs),
		);
		assert.deepEqual(inputsOf(toolNames.wait), expected(waitFields, waitInputs));
		const { First_Frame_URL, Last_Frame_URL, Prompt } =
			inputsOf(toolNames.generate)?.properties ?? {};
		assert.match(First_Frame_URL?.description ?? '', /starts with.*JPEG or PNG.*internet/);
		assert.match(Last_Frame_URL?.description ?? '', /ends with.*JPEG or PNG.*internet/);
		assert.match(Prompt?.description ?? '', /happens.*first frame.*last/);
		assert.match(inputsOf(toolNames.wait)?.properties.Task_ID?.description ?? '', /task_id/);
	});

	it('tells the model what to do with which tool, where a builder describes nothing', async () => {
		play(start(), waitForIt, answerWithLink);
		await ask({ describe: false });

		const { tools = [] } = model.questions[0] ?? {};
		const about = (name: string) => tools.find((tool) => tool.name === name)?.description ?? '';
		assert.match(
			about(toolNames.generate),
			/video.*first and a last image.*task_id.*Wait for Task/,
		);
		assert.match(about(toolNames.wait), /wait for videos.*task_id.*video_url/);
		const inputs = tools.map(({ parameters }) => Object.keys(parameters.properties));
		assert.deepEqual(inputs.flat().sort(), Object.keys({ ...generateInputs, ...waitInputs }));
	});

	it('keeps the bytes of a downloaded video from the model', async () => {
		play(start(), waitForIt, answerWithLink);
		const answer = await ask({ wait: { downloadFiles: true } });

		assert.ok(String(answer).includes(n8n.sandbox.videoUrl), String(answer));
		assert.equal(videosFetched().length, 1);
		expectSmallText();
	});

	it('learns from a refused input what to correct', async () => {
		play(start('dawn.png'), start(), waitForIt, answerWithLink);
		const answer = await ask({});

		assert.match(toolResults()[0] ?? '', /'First Frame URL' must be one web URL/);
		assert.match(toolResults()[0] ?? '', /Enter the full URL.*Nothing was submitted/);
		assert.ok(String(answer).includes(n8n.sandbox.videoUrl), String(answer));
		assert.equal(submissions().length, 1);
		expectSmallText();
	});

	it('learns what the service does not like', async () => {
		play(start(frame('noon')), () => 'I have no such picture');
		await ask({});

		assert.match(toolResults()[0] ?? '', /\\"image\\" could not be fetched: HTTP 404/);
		expectSmallText();
	});

	it('learns why a task has brought no video', async () => {
		play(start(), waitForIt, () => 'It may not be');
		const reason = 'The prompt was refused by a filter.';
		n8n.sandbox.misbehave({ on: 'submit', do: { kind: 'fails', reason } });
		await ask({});

		assert.match(toolResults()[1] ?? '', /ended without a file.*refused by a filter/);
		assert.match(toolResults()[1] ?? '', /change what was refused/);
	});

	it('pays once where a connection breaks, even if the model tries again', async () => {
		play(start(), start(), () => 'I do not know what became of it');
		n8n.sandbox.misbehave({ on: 'submit', do: { kind: 'resetAfter' } });
		await ask({});

		assert.equal(toolResults().length, 2);
		for (const result of toolResults()) {
			assert.match(result, /video may have been started/);
		}
		assert.equal(submissions().length, 1);
	});

	// The model of such an agent gets nothing at all of a tool that throws, whichever tool it is.
	it('does the same in an older agent, with tools that continue on error', async () => {
		play(start('dawn.png'), start(), waitForIt, answerWithLink);
		const answer = await ask({
			wait: { downloadFiles: true },
			agentVersion: 2.2,
			onError: 'continueRegularOutput',
		});

		assert.match(toolResults()[0] ?? '', /must be one web URL.*Enter the full URL/);
		assert.ok(String(answer).includes(n8n.sandbox.videoUrl), String(answer));
		assert.equal(submissions().length, 1);
		assert.equal(videosFetched().length, 1);
		expectSmallText();
	});
});

/** Waits for the task of the tool that was called last. */
const waitForIt: Turn = ({ toolResults }) => ({
	tool: toolNames.wait,
	arguments: { Task_ID: firstItem(toolResults.at(-1)).task_id },
});

const answerWithLink: Turn = ({ toolResults }) =>
	`Here it is: ${String(firstItem(toolResults.at(-1)).video_url)}`;

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
