import type { IBinaryData, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { DAWN, inMemory, JPEG, PNG, stored } from './support/pictures.mts';
import { acceptsAnything, ordered, submit } from './support/submitting.mts';
import { useSandbox } from './support/useSandbox.mts';

const sandbox = useSandbox();
const pngBase64 = PNG.toString('base64');

async function wireBodyOf(
	parameters: INodeParameters,
	item?: INodeExecutionData,
): Promise<Record<string, unknown>> {
	const { error } = await submit(parameters, item && { items: [item] });
	expect(error).toBeUndefined();
	expect(sandbox.submitted()).toHaveLength(1);
	return sandbox.submitted()[0] as Record<string, unknown>;
}

describe('a submission on the wire', () => {
	it('goes to the documented path with the key, and its answer is the item', async () => {
		const { output } = await submit({});

		const { method, path, headers } =
			sandbox.requests.find(({ method }) => method === 'POST') ?? {};
		expect({ method, path }).toEqual({
			method: 'POST',
			path: '/v3/async/veo-3.1-lite-firstlastframe',
		});
		expect(headers).toMatchObject({
			authorization: `Bearer ${sandbox.key}`,
			'content-type': 'application/json',
		});
		expect(output('Next')).toEqual([
			{ json: ordered(sandbox.tasks[0]?.id), pairedItem: { item: 0 } },
		]);
	});

	it('holds the seven fields that are always sent, and nothing that was not added', async () => {
		const { url } = sandbox;
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

	it('holds a seed of 0 and a prompt enhancement that is turned off', async () => {
		const body = await wireBodyOf({ options: { seed: 0, enhancePrompt: false } });
		expect(body).toMatchObject({ seed: 0, enhance_prompt: false });
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
		sandbox.credential.baseUrl += '/';
		await wireBodyOf({});
	});
});

describe('a frame on the wire', () => {
	const file = (name: string) => ({
		firstFrameSource: 'binary',
		firstFrameBinaryProperty: name,
	});
	const stands: Array<[string, INodeParameters, () => Promise<Record<string, IBinaryData>>]> = [
		['a file in n8n’s store', file('data'), async () => ({ data: await stored(PNG) })],
		['a file in memory', file('data'), async () => ({ data: inMemory(PNG) })],
		[
			'a file that an expression takes from elsewhere',
			file('={{ $("Start").item.binary.far }}'),
			async () => ({ far: await stored(PNG) }),
		],
		[
			'Base64 with a prefix and line breaks',
			{
				firstFrameSource: 'base64',
				firstFrameBase64: `data:image/png;base64,${pngBase64.replace(/(.{20})/g, '$1\r\n')}`,
			},
			async () => ({}),
		],
	];
	it.each(stands)('may be %s', async (_what, parameters, files) => {
		const body = await wireBodyOf(parameters, { json: {}, binary: await files() });
		expect(body.image).toBe(pngBase64);
	});

	it('is the whole of a file of megabytes', async () => {
		const lastFrame = await stored(DAWN);
		const body = await wireBodyOf(
			{ lastFrameSource: 'binary' },
			{ json: {}, binary: { lastFrame } },
		);
		expect(body.last_frame_image).toBe(DAWN.toString('base64'));
	});

	it('is a data URI of its real type when that encoding is chosen, unless it is a URL', async () => {
		acceptsAnything();
		const firstFrame = await stored(JPEG, { mimeType: 'image/png' });
		const body = await wireBodyOf(
			{ firstFrameSource: 'binary', options: { imageEncoding: 'dataUri' } },
			{ json: {}, binary: { firstFrame } },
		);
		expect(body).toMatchObject({
			image: `data:image/jpeg;base64,${JPEG.toString('base64')}`,
			last_frame_image: `${sandbox.url}/frames/night.png`,
		});
	});
});
