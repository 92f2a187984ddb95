import type { IBinaryData, INodeParameters } from 'n8n-workflow';
import { GIF, inMemory, PNG, pngOfSize, stored } from './support/pictures.mts';
import { acceptsAnything, order, posted, submit } from './support/submitting.mts';
import { useSandbox } from './support/useSandbox.mts';

const sandbox = useSandbox();
const MAX_BYTES = 20 * 1024 * 1024;

describe('a check before anything is submitted', () => {
	it.each<[string, INodeParameters, string]>([
		['a prompt that is nothing', { prompt: '={{ undefined }}' }, "'Prompt' is empty"],
		['another encoding', { options: { imageEncoding: 'hex' } }, "'Image Encoding' must be"],
		['another source', { firstFrameSource: '={{ "disk" }}' }, "'First Frame Source' must be"],
		['no number', { prompt: '={{ NaN }}' }, "'Prompt' must be text"],
		['a list', { duration: '={{ [8] }}' }, "'Duration' must be one of"],
		['no last URL', { lastFrameUrl: ' ' }, "'Last Frame URL' is empty"],
		['no Base64', { firstFrameSource: 'base64' }, "'First Frame Base64' is empty"],
		['no file', { firstFrameSource: 'binary', firstFrameBinaryProperty: '' }, 'does not name'],
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
		['an empty file', Buffer.alloc(0), 'is empty'],
		['a PNG of 20 MB without its end', pngOfSize(MAX_BYTES).fill(0, 60), 'is incomplete'],
		['a file of one byte too many', pngOfSize(MAX_BYTES + 1), 'is larger than 20 MB'],
	])('refuses %s, in the store, in memory and as Base64', async (_what, content, message) => {
		const lastFrameBase64 = '={{ $json.base64 }}';
		const json = { base64: content.toString('base64') };
		for (const [lastFrameSource, binary] of [
			['binary', { lastFrame: await stored(content) }],
			['binary', { lastFrame: inMemory(content) }],
			['base64', {} as Record<string, IBinaryData>],
		] as const) {
			const items = [{ json, binary }];
			const { error } = await submit({ lastFrameSource, lastFrameBase64 }, { items });
			expect(error?.message).toMatch(/^'Last Frame (Field Name|Base64)' /);
			expect(error?.message).toContain(message);
		}
		expect(sandbox.requests).toHaveLength(0);
	});

	it('lets a prompt pass that speaks of nothing', async () => {
		await order(['null and void', 'a value undefined']);
		expect(posted()).toHaveLength(2);
	});

	it('lets a file of exactly 20 MB pass', async () => {
		acceptsAnything();
		const items = [{ json: {}, binary: { lastFrame: await stored(pngOfSize(MAX_BYTES)) } }];
		expect((await submit({ lastFrameSource: 'binary' }, { items })).error).toBeUndefined();
	});

	it.each(['={{ null }}', '={{ undefined }}', '={{ "" }}', ' '])(
		'counts an option of which the expression gives nothing as not added: %j',
		async (nothing) => {
			const names = ['enhancePrompt', 'imageEncoding', 'maxVideosPerExecution', 'negativePrompt'];
			const all = [...names, 'personGeneration', 'sampleCount', 'seed'];
			const options = Object.fromEntries(all.map((name) => [name, nothing]));
			expect((await submit({ options })).error).toBeUndefined();
			expect(Object.keys(sandbox.submitted()[0] ?? {})).toHaveLength(7);
		},
	);

	it('refuses a file whose data is gone', async () => {
		const id = 'filesystem-v2:workflows/x/executions/y/binary_data/z';
		const items = [{ json: {}, binary: { firstFrame: { ...(await stored(PNG)), id } } }];
		const { error } = await submit({ firstFrameSource: 'binary' }, { items });
		expect(error?.message).toBe("'First Frame Field Name' names a file that is gone [item 0]");
		expect(sandbox.requests).toHaveLength(0);
	});

	it('covers every item: a bad one among good ones costs nothing', async () => {
		const { error } = await order(['one', '', 'three', '']);
		expect(error?.message).toBe("'Prompt' is empty [item 1]");
		expect(error?.description).toContain('Nothing was submitted; to correct: item 1, 3.');
		expect(sandbox.requests).toHaveLength(0);
	});
});

describe('a refused value is shown back', () => {
	const wholeNumber = "'Seed' must be a whole number, 0 to 4294967295";
	const long = 'x'.repeat(59);
	it.each([
		['prompt', true, "'Prompt' must be text", 'true'],
		['generateAudio', 'yes', "'Generate Audio' must be one of: true, false", '"yes"'],
		['generateAudio', 1, "'Generate Audio' must be one of: true, false", '1'],
		['duration', 5, "'Duration' must be one of: 4, 6, 8", '5'],
		['resolution', `${long}xx`, "'Resolution' must be one of: 720p, 1080p", `"${long}…`],
		['seed', 1.5, wholeNumber, '1.5'],
		['seed', '1x', wholeNumber, '"1x"'],
		['seed', '1.', wholeNumber, '"1."'],
		['seed', -1, wholeNumber, '-1'],
	])('%s: %j', async (field, value, message, shown) => {
		const set = { [field]: '={{ $json.value }}' };
		const items = [{ json: { value } }];
		const { error } = await submit(field === 'seed' ? { options: set } : set, { items });
		expect(error?.message).toBe(`${message} [item 0]`);
		expect(error?.description).toContain(
			`Its value is ${shown}. Enter one that fits, or an expression that returns one.`,
		);
	});
});
