import type {
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import { execute, hintsOf, type Execution } from './support/execute.mts';
import { family, useClip, type Sibling } from './support/family.mts';
import { published } from './support/published.mts';
import { promptItems } from './support/submitting.mts';
import { useDeduplication } from './support/useDeduplication.mts';
import { useSandbox } from './support/useSandbox.mts';
import { withNode, workflow } from './support/workflows.mts';

const sandbox = useSandbox();
useClip();
useDeduplication();

interface Asked {
	items?: INodeExecutionData[];
	/** Of the node. */
	parameters?: INodeParameters;
	settings?: Partial<INode>;
}

/** Makes a video of the prompt of each item. */
async function run(sibling: Sibling, asked: Asked = {}): Promise<Execution> {
	const { items = promptItems('The sun goes down'), parameters, settings } = asked;
	const type = `n8n-nodes-highwayapi.${sibling.name.replace('Veo', 'veo')}`;
	const filled = { prompt: '={{ $json.prompt }}', ...sibling.fill(sandbox), ...parameters };
	const json = withNode(workflow('submit'), 'Veo', filled, { type, ...settings });
	return await execute({ workflow: json, items });
}

const fieldsOf = ({ name }: Sibling): INodeProperties[] => {
	const { properties } = new published[name]().description;
	return properties.flatMap((field) =>
		field.type === 'collection' ? ((field.options ?? []) as INodeProperties[]) : [field],
	);
};

/** What is said to the service: by the name of the field, the name on the wire. */
const SETTINGS: Record<string, string> = {
	prompt: 'prompt',
	duration: 'duration',
	resolution: 'resolution',
	aspectRatio: 'aspect_ratio',
	generateAudio: 'generate_audio',
	negativePrompt: 'negative_prompt',
	sampleCount: 'sample_count',
	seed: 'seed',
	enhancePrompt: 'enhance_prompt',
	personGeneration: 'person_generation',
};

/** The last value that a field takes, and some that it doesn't. */
function valuesOf({ type, options, typeOptions, default: standard }: INodeProperties) {
	switch (type) {
		case 'boolean':
			return { good: standard !== true, bad: ['yes'] };
		case 'number':
			const { minValue = 0, maxValue = 100 } = typeOptions ?? {};
			return { good: maxValue, bad: [minValue - 1, maxValue + 1, minValue + 0.5, 'many'] };
		case 'options':
			return { good: (options?.at(-1) as INodePropertyOptions).value, bad: ['other', 5] };
		default:
			return { good: 'some text', bad: ['={{ [1] }}'] };
	}
}

describe.each(family)('$name', (sibling) => {
	const { model, without } = sibling;
	const ordered = {
		...(!without.includes('duration') && { duration: 8 }),
		...{ resolution: '720p', aspect_ratio: '16:9', generate_audio: false },
	};

	it('sends what is always sent to its own path, and returns what was ordered', async () => {
		const { output } = await run(sibling);
		const [request] = sandbox.requests;
		expect(request?.path).toBe(`/v3/async/${model}`);
		const prompt = 'The sun goes down';
		expect(request?.body).toEqual({ prompt, ...ordered, ...sibling.wire(sandbox) });
		const json = { task_id: sandbox.tasks[0]?.id, model, videos: 1, ...ordered };
		expect(output('Next')).toEqual([{ json, pairedItem: { item: 0 } }]);
	});

	it('has the fields of its page and no other', () => {
		const all = [...Object.keys(SETTINGS), 'imageEncoding', 'maxVideosPerExecution', 'payOnceKey'];
		const own = fieldsOf(sibling).map(({ name }) => name);
		expect(all.filter((name) => !own.includes(name)).sort()).toEqual([...without].sort());
		expect(own).toContain('operation');
	});

	it('sends each setting as it was entered, and refuses what is not among its values', async () => {
		for (const field of fieldsOf(sibling).filter(({ name }) => name in SETTINGS)) {
			const { good, bad } = valuesOf(field);
			// n8n drops it where the node has no such field.
			const set = (value: unknown) =>
				({ [field.name]: value, options: { [field.name]: value } }) as INodeParameters;
			await run(sibling, { parameters: set(good) });
			const sent = sandbox.submitted().at(-1);
			expect(sent?.[SETTINGS[field.name] ?? '']).toBe(good);

			const before = sandbox.submitted().length;
			for (const value of bad) {
				const { error } = await run(sibling, { parameters: set(value) });
				expect(error?.message).toMatch(new RegExp(`^'${field.displayName}' (must be|contains) `));
			}
			expect(sandbox.submitted()).toHaveLength(before);
		}
	});

	it('submits nothing while an item is wrong, and the others where it continues', async () => {
		const three = promptItems('one', ' ', 'three');
		const stopped = await run(sibling, { items: three });
		expect(stopped.error?.message).toBe("'Prompt' is empty [item 1]");
		expect(sandbox.requests).toEqual([]);

		const onError = 'continueRegularOutput';
		const { output } = await run(sibling, { items: three, settings: { onError } });
		expect(output('Next').map(({ json }) => 'error' in json)).toEqual([false, true, false]);
		expect(sandbox.tasks).toHaveLength(2);
	});

	it('pays once for a key, in whichever execution', async () => {
		const parameters = { options: { payOnceKey: 'row 7' } };
		const first = await run(sibling, { parameters });
		const { output } = await run(sibling, { parameters });
		expect(output('Next')[0]?.json).toMatchObject({
			task_id: first.output('Next')[0]?.json.task_id,
			already_submitted: true,
		});
		expect(sandbox.tasks).toHaveLength(1);
	});

	it('refuses an item that waits in a loop', async () => {
		const looping = [{ json: { prompt: 'x', wait_for_task: { status: 'TASK_STATUS_QUEUED' } } }];
		const { error } = await run(sibling, { items: looping });
		expect(error?.message).toContain('still in the loop');
		expect(sandbox.requests).toEqual([]);
	});
});

it('each model has its own limit by the minute', async () => {
	sandbox.credential = { ...sandbox.credential, submissionsPerMinute: 1 } as never;
	for (const sibling of family) expect((await run(sibling)).error).toBeUndefined();
	const models = sandbox.tasks.map(({ model }) => model.name);
	expect(models).toEqual(family.map(({ model }) => model));
});

it.each([
	['Prompt', (length: number) => ({ prompt: 'x'.repeat(length) })],
	['Negative Prompt', (length: number) => ({ options: { negativePrompt: 'x'.repeat(length) } })],
])('a text of more than 2048 characters is refused as %s', async (label, of) => {
	expect((await run(family[1] as Sibling, { parameters: of(2048) })).error).toBeUndefined();
	const { error } = await run(family[1] as Sibling, { parameters: of(2049) });
	expect(error?.message).toBe(`'${label}' must be text of at most 2048 characters [item 0]`);
	expect(error?.description).toContain('2049');
	expect(sandbox.tasks).toHaveLength(1);
});

describe('the video to extend', () => {
	const extend = family[3] as Sibling;
	const of = async (json: INodeExecutionData['json']) =>
		await run(extend, {
			items: [{ json: { prompt: 'on it goes', ...json } }],
			parameters: { videoUrl: '={{ $json.video_url }}' },
		});

	const link = 'https://files.example/v.mp4';
	it.each<[string, INodeExecutionData['json']]>([
		['says so itself', { video_url: `${link}?Expires=1700000000` }],
		['its item says so', { video_url: link, video_url_expires_at: '2026-01-01T00:00:00.000Z' }],
	])('is refused where its link has expired and %s', async (_how, json) => {
		const { error } = await of(json);
		expect(error?.message).toBe("'Video URL' is a link that has expired [item 0]");
		expect(error?.description).toContain('Wait for the same task ID again to get a new video_url');
		expect(JSON.stringify([error?.message, error?.description])).not.toContain('files.example');
		expect(sandbox.requests).toEqual([]);
	});

	it('is sent while its link is valid, or where the time is that of another link', async () => {
		const { videoUrl } = extend.fill(sandbox);
		const until = (time: number) => new Date(Date.now() + time).toISOString();
		for (const json of [
			{ video_url: videoUrl, video_url_expires_at: until(60_000) },
			{ video_url: videoUrl, image_url: link, image_url_expires_at: until(-60_000) },
			{ video_url: videoUrl, video_url_expires_at: 'soon' },
		]) {
			expect((await of(json as INodeExecutionData['json'])).error).toBeUndefined();
		}
	});

	it.each([
		['', "'Video URL' is empty"],
		['data:video/mp4;base64,AAAA', "'Video URL' must be one web URL"],
		['my video', "'Video URL' must be one web URL"],
		['https://drive.google.com/file/d/1/view', 'a page of Google Drive'],
	])('is refused as %j', async (videoUrl, message) => {
		const { error } = await of({ video_url: videoUrl });
		expect(error?.message).toContain(message);
		expect(sandbox.requests).toEqual([]);
	});

	it.each([
		['Затем восходит солнце', true],
		['然后太阳升起', true],
		['Then the sun rises over the Zürichsee, “slowly” …', false],
	])('goes on by a prompt in any script, with a hint if not Latin: %s', async (prompt, hinted) => {
		const hints = hintsOf(await run(extend, { items: promptItems(prompt) }), 'Veo');
		expect(hints.join().includes('English only')).toBe(hinted);
		expect(sandbox.tasks).toHaveLength(1);
	});
});
