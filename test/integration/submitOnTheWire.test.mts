import type {
	INodeExecutionData,
	INodeParameters,
	INodeProperties,
	NodeParameterValue,
} from 'n8n-workflow';
import { execute, withNode, type Execution } from './support/execute.mts';
import { options } from './support/fieldsOfVeo.mts';
import { DAWN, inMemory, JPEG, PNG, stored } from './support/pictures.mts';
import { ordered } from './support/submitting.mts';
import { useSandbox } from './support/useSandbox.mts';
import { workflow } from './support/workflows.mts';

const sandbox = useSandbox();
const pngBase64 = PNG.toString('base64');

async function submit(
	parameters: INodeParameters,
	item: INodeExecutionData = { json: {} },
): Promise<Execution> {
	const { url, credential } = sandbox.current;
	const frames = {
		firstFrameUrl: `${url}/frames/dawn.png`,
		lastFrameUrl: `${url}/frames/night.png`,
	};
	return await execute({
		workflow: withNode(workflow('submit'), 'Veo', { ...frames, ...parameters }),
		items: [item],
		credential,
	});
}

async function wireBodyOf(
	parameters: INodeParameters,
	item?: INodeExecutionData,
): Promise<Record<string, unknown>> {
	const { error } = await submit(parameters, item);
	expect(error).toBeUndefined();
	expect(sandbox.current.submitted()).toHaveLength(1);
	return sandbox.current.submitted()[0] as Record<string, unknown>;
}

const ALWAYS_SENT = [
	'image',
	'last_frame_image',
	'prompt',
	'duration',
	'resolution',
	'aspect_ratio',
	'generate_audio',
];

/** Options that say something about this node, and nothing to the service. */
const OWN_OPTIONS = ['imageEncoding', 'maxVideosPerExecution', 'payOnceKey'];

const optionsOfTheModel = options().filter(({ name }) => !OWN_OPTIONS.includes(name));

/** What a builder could enter into a field. */
function sampleOf(field: INodeProperties): NodeParameterValue {
	switch (field.type) {
		case 'boolean':
			return field.default !== true;
		case 'number':
			return field.typeOptions?.maxValue ?? 1;
		case 'options':
			return (field.options?.at(-1) as { value: string }).value;
		default:
			return 'some text';
	}
}

describe('a submission on the wire', () => {
	it('goes to the documented path with the key, and its answer is the item', async () => {
		const { output } = await submit({});

		const { method, path, headers } =
			sandbox.current.requests.find(({ method }) => method === 'POST') ?? {};
		expect({ method, path }).toEqual({
			method: 'POST',
			path: '/v3/async/veo-3.1-lite-firstlastframe',
		});
		expect(headers).toMatchObject({
			authorization: `Bearer ${sandbox.current.key}`,
			'content-type': 'application/json',
		});
		expect(output('Next')).toEqual([
			{ json: ordered(sandbox.current.tasks[0]?.id), pairedItem: { item: 0 } },
		]);
	});

	it('holds the seven fields that are always sent, and nothing that was not added', async () => {
		const { url } = sandbox.current;
		expect(await wireBodyOf({})).toEqual({
			image: `${url}/frames/dawn.png`,
			last_frame_image: `${url}/frames/night.png`,
			prompt: 'The sun goes down',
			duration: 8,
			resolution: '720p',
			aspect_ratio: '16:9',
			generate_audio: false,
		});
	});

	it('holds every field in its place and of its type', async () => {
		const body = await wireBodyOf({
			prompt: 'Night falls',
			duration: 4,
			resolution: '1080p',
			aspectRatio: '9:16',
			generateAudio: true,
			options: {
				negativePrompt: 'rain',
				sampleCount: 3,
				seed: 4294967295,
				enhancePrompt: true,
				personGeneration: 'dont_allow',
			},
		});
		expect(body).toEqual({
			image: expect.any(String),
			last_frame_image: expect.any(String),
			prompt: 'Night falls',
			duration: 4,
			resolution: '1080p',
			aspect_ratio: '9:16',
			generate_audio: true,
			negative_prompt: 'rain',
			sample_count: 3,
			seed: 4294967295,
			enhance_prompt: true,
			person_generation: 'dont_allow',
		});
	});

	it('holds a seed of 0 and a prompt enhancement that is turned off', async () => {
		const body = await wireBodyOf({ options: { seed: 0, enhancePrompt: false } });
		expect(body).toMatchObject({ seed: 0, enhance_prompt: false });
	});

	it.each(optionsOfTheModel)(
		'holds "$displayName" once it was added, as it was entered',
		async (option) => {
			const value = sampleOf(option);
			const body = await wireBodyOf({ options: { [option.name]: value } });
			const added = Object.keys(body).filter((name) => !ALWAYS_SENT.includes(name));
			expect(added).toHaveLength(1);
			expect(body[added[0] ?? '']).toBe(value);
		},
	);

	it('leaves out a negative prompt that was added and left empty', async () => {
		expect(await wireBodyOf({ options: { negativePrompt: ' ' } })).not.toHaveProperty(
			'negative_prompt',
		);
	});

	it('takes numbers and truth values that an expression gives as text', async () => {
		const body = await wireBodyOf(
			{
				duration: '={{ $json.seconds }}',
				generateAudio: '={{ $json.sound }}',
				options: { seed: '={{ $json.seed }}', sampleCount: '={{ $json.samples }}' },
			},
			{ json: { seconds: '6', sound: 'true', seed: '7', samples: ' 2 ' } },
		);
		expect(body).toMatchObject({ duration: 6, generate_audio: true, seed: 7, sample_count: 2 });
	});

	it('bears no slash too many when the base URL ends with one', async () => {
		sandbox.current.credential.baseUrl += '/';
		await wireBodyOf({});
	});
});

describe('a frame on the wire', () => {
	it.each(['first', 'last'])('is the Base64 of a stored file (%s frame)', async (which) => {
		const body = await wireBodyOf(
			{ [`${which}FrameSource`]: 'binary' },
			{ json: {}, binary: { [`${which}Frame`]: await stored(DAWN) } },
		);
		expect(body[which === 'first' ? 'image' : 'last_frame_image']).toBe(DAWN.toString('base64'));
	});

	it('is the Base64 of a file that n8n keeps in memory', async () => {
		const body = await wireBodyOf(
			{ firstFrameSource: 'binary', firstFrameBinaryProperty: 'data' },
			{ json: {}, binary: { data: inMemory(PNG) } },
		);
		expect(body.image).toBe(pngBase64);
	});

	it('may be a file that an expression takes from elsewhere', async () => {
		const body = await wireBodyOf(
			{ firstFrameSource: 'binary', firstFrameBinaryProperty: '={{ $("Start").item.binary.far }}' },
			{ json: {}, binary: { far: await stored(PNG) } },
		);
		expect(body.image).toBe(pngBase64);
	});

	it('is plain Base64 whatever form the Base64 was given in', async () => {
		const withPrefix = `data:image/png;base64,${pngBase64}`;
		const withBreaks = pngBase64.replace(/(.{20})/g, '$1\r\n');
		const body = await wireBodyOf({
			firstFrameSource: 'base64',
			firstFrameBase64: withPrefix,
			lastFrameSource: 'base64',
			lastFrameBase64: withBreaks,
		});
		expect(body).toMatchObject({ image: pngBase64, last_frame_image: pngBase64 });
	});

	it('is a data URI of its real type when that encoding is chosen', async () => {
		sandbox.current.misbehave({
			on: 'submit',
			do: { kind: 'answer', status: 200, body: { task_id: 'any' } },
		});
		const body = await wireBodyOf(
			{
				firstFrameSource: 'binary',
				lastFrameSource: 'base64',
				lastFrameBase64: `data:image/jpeg;base64,${pngBase64}`,
				options: { imageEncoding: 'dataUri' },
			},
			{ json: {}, binary: { firstFrame: await stored(JPEG, { mimeType: 'image/png' }) } },
		);
		expect(body).toMatchObject({
			image: `data:image/jpeg;base64,${JPEG.toString('base64')}`,
			last_frame_image: `data:image/png;base64,${pngBase64}`,
		});
	});

	it('stays a URL when a data URI is chosen for the other frame', async () => {
		const body = await wireBodyOf({
			firstFrameSource: 'base64',
			firstFrameBase64: pngBase64,
			options: { imageEncoding: 'dataUri' },
		});
		expect(body).toMatchObject({
			image: `data:image/png;base64,${pngBase64}`,
			last_frame_image: `${sandbox.current.url}/frames/night.png`,
		});
	});
});
