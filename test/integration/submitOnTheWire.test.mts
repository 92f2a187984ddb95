import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { DAWN, inMemory, JPEG, stored } from './support/pictures.mts';
import { acceptsAnything, submit } from './support/submitting.mts';
import { useSandbox } from './support/useSandbox.mts';

const sandbox = useSandbox();

async function wireBodyOf(parameters: INodeParameters, item?: INodeExecutionData) {
	const { error } = await submit(parameters, item && { items: [item] });
	expect(error).toBeUndefined();
	expect(sandbox.submitted()).toHaveLength(1);
	return sandbox.submitted()[0];
}

describe('a submission on the wire', () => {
	it('holds the seven fields that are always sent, and nothing that was not added', async () => {
		const { url, key } = sandbox;
		expect(await wireBodyOf({})).toEqual({
			image: `${url}/frames/dawn.png`,
			last_frame_image: `${url}/frames/night.png`,
			prompt: 'The sun goes down',
			duration: 8,
			resolution: '720p',
			aspect_ratio: '16:9',
			generate_audio: false,
		});
		const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
		expect(sandbox.requests[0]?.headers).toMatchObject(headers);
	});

	it('holds a seed of 0 and a prompt enhancement that is turned off', async () => {
		const body = await wireBodyOf({ options: { seed: 0, enhancePrompt: false } });
		expect(body).toMatchObject({ seed: 0, enhance_prompt: false });
	});

	it('takes numbers and truth values that an expression gives as text', async () => {
		const body = await wireBodyOf({
			prompt: '={{ 5 }}',
			duration: '={{ " 6 " }}',
			generateAudio: '={{ " TRUE " }}',
			options: { seed: '={{ " 12.00 " }}', sampleCount: '2', enhancePrompt: '={{ "false" }}' },
		});
		const others = { prompt: '5', generate_audio: true, enhance_prompt: false };
		expect(body).toMatchObject({ ...others, duration: 6, seed: 12, sample_count: 2 });
	});
});

describe('a frame on the wire', () => {
	const base64 = DAWN.toString('base64');
	const file = (name: string) => ({ firstFrameSource: 'binary', firstFrameBinaryProperty: name });
	const text = (value: string) => ({ firstFrameSource: 'base64', firstFrameBase64: value });
	const lines = base64.replace(/(.{76})/g, '$1\r\n');

	it.each<[string, INodeParameters]>([
		['a file in n8n’s store', file('stored')],
		['a file in memory', file('kept')],
		['a file that an expression takes from elsewhere', file('={{ $("Start").item.binary.kept }}')],
		['Base64 with a prefix and line breaks', text(`data:image/png;base64,${lines}`)],
	])('may be %s', async (_what, parameters) => {
		const binary = { stored: await stored(DAWN), kept: inMemory(DAWN) };
		const body = await wireBodyOf(parameters, { json: {}, binary });
		// A comparison that fails would print megabytes.
		expect(body?.image === base64).toBe(true);
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
