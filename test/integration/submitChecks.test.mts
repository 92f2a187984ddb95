import type { IBinaryData, INodeParameters } from 'n8n-workflow';
import { DAWN, GIF, inMemory, JPEG, PNG, pngOfSize, stored } from './support/pictures.mts';
import { acceptsAnything, submit } from './support/submitting.mts';
import { useSandbox } from './support/useSandbox.mts';

const sandbox = useSandbox();
const MAX_BYTES = 20 * 1024 * 1024;

/** Values as an expression of the first item gives them. */
const expression = (value: unknown) => `={{ ${JSON.stringify(value)} }}`;

describe('a check before anything is submitted', () => {
	it.each<[string, INodeParameters, string]>([
		['a blank prompt', { prompt: ' \n ' }, "'Prompt' is empty"],
		['a prompt that is nothing', { prompt: '={{ undefined }}' }, "'Prompt' is empty"],
		['a seed that is no number', { options: { seed: '={{ NaN }}' } }, "'Seed' must be"],
		['another encoding', { options: { imageEncoding: 'hex' } }, "'Image Encoding' must be"],
		['a blank pay-once key', { options: { payOnceKey: '={{ null }}' } }, "'Pay Once Key'"],
		['another source', { firstFrameSource: expression('disk') }, "'First Frame Source' must be"],
		['no last URL', { lastFrameUrl: ' ' }, "'Last Frame URL' is empty"],
		['a file URL', { lastFrameUrl: 'file:///etc/passwd' }, "'Last Frame URL' must be one web URL"],
		['no Base64', { firstFrameSource: 'base64' }, "'First Frame Base64' is empty"],
		[
			'no file name',
			{ firstFrameSource: 'binary', firstFrameBinaryProperty: '' },
			'does not name a file',
		],
	])('refuses %s', async (_what, parameters, message) => {
		const { error } = await submit(parameters);

		expect(error?.name).toBe('NodeOperationError');
		expect(error?.message).toContain(message);
		expect(error?.message).toMatch(/ \[item 0\]$/);
		expect(error?.context.itemIndex).toBe(0);
		expect(error?.description).toMatch(/^\w.*\.$/);
		expect(sandbox.requests).toHaveLength(0);
	});

	it.each([
		['a GIF by the name of a PNG', GIF, 'is a GIF, not a JPEG or PNG'],
		['an empty file', Buffer.alloc(0), 'is empty, not a JPEG or PNG'],
		['a JPEG header that was cut off', JPEG.subarray(0, 2), 'is an unknown kind of file'],
		['a larger PNG without its end', DAWN.subarray(0, 200_000), 'is incomplete'],
		['a PNG of 20 MB without its end', pngOfSize(MAX_BYTES).fill(0, 60), 'is incomplete'],
		['a file of one byte too many', pngOfSize(MAX_BYTES + 1), 'is larger than 20 MB'],
	])('refuses %s, in the store, in memory and as Base64', async (_what, content, message) => {
		const base64 = content.toString('base64');
		const sources: Array<[INodeParameters, IBinaryData?]> = [
			[{ lastFrameSource: 'binary' }, await stored(content)],
			[{ lastFrameSource: 'binary' }, inMemory(content)],
			[{ lastFrameSource: 'base64', lastFrameBase64: '={{ $json.base64 }}' }],
		];
		for (const [parameters, lastFrame] of base64 === '' ? sources.slice(0, 2) : sources) {
			const files = lastFrame === undefined ? {} : { binary: { lastFrame } };
			const { error } = await submit(parameters, { items: [{ json: { base64 }, ...files }] });
			expect(error?.message).toMatch(/^'Last Frame (Field Name|Base64)' /);
			expect(error?.message).toContain(message);
		}
		expect(sandbox.requests).toHaveLength(0);
	});

	it('lets a file of exactly 20 MB pass', async () => {
		const lastFrame = await stored(pngOfSize(MAX_BYTES));
		acceptsAnything();
		const items = [{ json: {}, binary: { lastFrame } }];
		expect((await submit({ lastFrameSource: 'binary' }, { items })).error).toBeUndefined();
	});

	it.each(['={{ null }}', '={{ undefined }}', '={{ "" }}', ' '])(
		'counts an option of which the expression gives nothing as not added: %j',
		async (nothing) => {
			const names = ['enhancePrompt', 'imageEncoding', 'maxVideosPerExecution', 'negativePrompt'];
			const all = [...names, 'personGeneration', 'sampleCount', 'seed'];
			const options = Object.fromEntries(all.map((name) => [name, nothing]));
			const { error } = await submit({ options });
			expect(error).toBeUndefined();
			expect(Object.keys(sandbox.submitted()[0] ?? {})).toHaveLength(7);
		},
	);

	it('refuses a file whose data is gone', async () => {
		const id = 'filesystem-v2:workflows/x/executions/y/binary_data/z';
		const binary = { firstFrame: { ...(await stored(PNG)), id } };
		const items = [{ json: {}, binary }];
		const { error } = await submit({ firstFrameSource: 'binary' }, { items });
		expect(error?.message).toBe("'First Frame Field Name' names a file that is gone [item 0]");
		expect(sandbox.requests).toHaveLength(0);
	});

	it('covers every item: a bad one among good ones costs nothing', async () => {
		const items = ['one', '', 'three', ''].map((prompt) => ({ json: { prompt } }));
		const { error } = await submit({ prompt: '={{ $json.prompt }}' }, { items });

		expect(error?.message).toBe("'Prompt' is empty [item 1]");
		expect(error?.description).toContain('Nothing was submitted; to correct: item 1, 3.');
		expect(sandbox.requests).toHaveLength(0);
	});
});

/** What the node says of a value that an expression gives for a field. */
async function saidOf(field: string, value: unknown, isOption = false) {
	const expression = { [field]: '={{ $json.value }}' };
	const items = [{ json: { value: value as never } }];
	const { error } = await submit(isOption ? { options: expression } : expression, { items });
	return error === undefined
		? undefined
		: [error.message, error.description?.split(' Nothing was')[0]];
}

describe('a refused value is shown back', () => {
	const THEN = 'Enter one that fits, or an expression that returns one.';
	it.each([
		['prompt', true, "'Prompt' must be text", `Its value is true. ${THEN}`],
		[
			'generateAudio',
			'yes',
			"'Generate Audio' must be one of: true, false",
			`Its value is "yes". ${THEN}`,
		],
		['generateAudio', 1, "'Generate Audio' must be one of: true, false", `Its value is 1. ${THEN}`],
		['duration', 5, "'Duration' must be one of: 4, 6, 8", `Its value is 5. ${THEN}`],
		[
			'resolution',
			'x'.repeat(70),
			"'Resolution' must be one of: 720p, 1080p",
			`Its value is "${'x'.repeat(59)}…. ${THEN}`,
		],
	])('%s: %j', async (field, value, message, advice) => {
		expect(await saidOf(field, value)).toEqual([`${message} [item 0]`, advice]);
	});

	it('as an option', async () => {
		for (const [value, shown] of [
			[1.5, '1.5'],
			['1x', '"1x"'],
			['1.', '"1."'],
			[-1, '-1'],
		]) {
			expect(await saidOf('seed', value, true)).toEqual([
				"'Seed' must be a whole number, 0 to 4294967295 [item 0]",
				`Its value is ${shown}. ${THEN}`,
			]);
		}
	});

	it.each([
		['prompt', 5],
		['generateAudio', ' TRUE '],
		['generateAudio', 'false'],
		['duration', ' 6 '],
	])('unless it can only mean one thing: %s %j', async (field, value) => {
		expect(await saidOf(field, value)).toBeUndefined();
	});

	it.each(['12', ' 12.00 ', 12])('nor where a number comes as text: %j', async (value) => {
		expect(await saidOf('seed', value, true)).toBeUndefined();
	});
});
