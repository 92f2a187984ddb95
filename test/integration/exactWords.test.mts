import type { INodeExecutionData, INodeParameters, NodeApiError } from 'n8n-workflow';
import { execute, withNode, type Execution } from './support/execute.mts';
import { inMemory, PNG } from './support/pictures.mts';
import { useSandbox } from './support/useSandbox.mts';
import { wait } from './support/waiting.mts';
import { workflow } from './support/workflows.mts';

const sandbox = useSandbox();

async function submit(
	parameters: INodeParameters,
	item: INodeExecutionData = { json: {} },
): Promise<Execution> {
	const { url, credential } = sandbox.current;
	const frame = `${url}/frames/dawn.png`;
	const frames = { firstFrameUrl: frame, lastFrameUrl: frame };
	return await execute({
		workflow: withNode(workflow('submit'), 'Veo', { ...frames, ...parameters }),
		items: [item],
		credential,
	});
}

/** What the node says of a value that an expression gives for a field. */
async function saidOf(field: string, value: unknown, isOption = false) {
	const expression = { [field]: '={{ $json.value }}' };
	const { error } = await submit(isOption ? { options: expression } : expression, {
		json: { value: value as never },
	});
	return error === undefined
		? undefined
		: [error.message, error.description?.split(' Nothing was')[0]];
}

describe('a refused value is shown back', () => {
	it.each([
		[
			'prompt',
			{ a: 1 },
			"'Prompt' must be text",
			'Its value is {"a":1}. Use an expression that returns text.',
		],
		[
			'prompt',
			true,
			"'Prompt' must be text",
			'Its value is true. Use an expression that returns text.',
		],
		[
			'prompt',
			'x\ud800',
			"'Prompt' contains half a character",
			'Text that is cut by its length, e.g. with slice(), can end in the middle of an emoji. Cut it elsewhere.',
		],
		[
			'generateAudio',
			'yes',
			"'Generate Audio' must be true or false",
			'Its value is "yes". Turn it on or off.',
		],
		[
			'generateAudio',
			1,
			"'Generate Audio' must be true or false",
			'Its value is 1. Turn it on or off.',
		],
		[
			'duration',
			5,
			"'Duration' must be one of: 4, 6, 8",
			'Its value is 5. Use one of these values.',
		],
		[
			'resolution',
			'x'.repeat(70),
			"'Resolution' must be one of: 720p, 1080p",
			`Its value is "${'x'.repeat(59)}…. Use one of these values.`,
		],
		[
			'resolution',
			'x'.repeat(58),
			"'Resolution' must be one of: 720p, 1080p",
			`Its value is "${'x'.repeat(58)}". Use one of these values.`,
		],
	])('%s: %j', async (field, value, message, advice) => {
		expect(await saidOf(field, value)).toEqual([`${message} [item 0]`, advice]);
	});

	it.each([
		[1.5, '1.5'],
		['1x', '"1x"'],
		['x1', '"x1"'],
		['1.', '"1."'],
		['', '""'],
		[-1, '-1'],
		[[7], '[7]'],
	])('with what to do instead, where it is an option: %j', async (value, shown) => {
		expect(await saidOf('seed', value, true)).toEqual([
			"'Seed' must be a whole number, 0 to 4294967295 [item 0]",
			`Its value is ${shown}. Enter a number within these limits. You can also remove the option.`,
		]);
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

describe('a frame that can’t be used says why', () => {
	it.each([
		['xhttp://a.example/b.png', "'First Frame URL' must be a web URL (http or https)"],
		['httpx://a.example/b.png', "'First Frame URL' must be a web URL (http or https)"],
		['https://user@a.example/b.png', "'First Frame URL' contains a user name or password"],
		['https://:secret@a.example/b.png', "'First Frame URL' contains a user name or password"],
	])('as an address: %s', async (url, message) => {
		expect((await submit({ firstFrameUrl: url })).error?.message).toBe(`${message} [item 0]`);
	});

	it('as a file that the item does not have, with those that it has', async () => {
		const parameters = { firstFrameSource: 'binary', firstFrameBinaryProperty: 'other' };
		const none = await submit(parameters);
		expect(none.error?.description).toContain('The item has no files.');
		const binary = { a: inMemory(PNG), b: inMemory(PNG) };
		const some = await submit(parameters, { json: {}, binary });
		expect(some.error?.description).toContain(
			'The item has no file "other". Enter one that it has: a, b.',
		);
	});

	it('as a file that is too large, with its size', async () => {
		const large = Buffer.concat([PNG, Buffer.alloc(21 * 1024 * 1024 - PNG.length)]);
		const { error } = await submit({
			firstFrameSource: 'base64',
			firstFrameBase64: large.toString('base64'),
		});
		expect(error?.description).toContain('It has 21.0 MB (22020096 bytes).');
	});
});

describe('what stands between n8n and the service says so', () => {
	const check = async (credential: Record<string, unknown>) => {
		Object.assign(sandbox.current.credential, credential);
		const { error } = await wait(sandbox.current, ['a'], { parameters: { operation: 'check' } });
		return error;
	};

	it.each([
		['highway', "'Base URL' of the Highway API credential is not a web URL"],
		[
			'http://192.168.0.9',
			"'Base URL' of the Highway API credential would send the API key unencrypted",
		],
	])('a base URL such as %s', async (baseUrl, message) => {
		expect((await check({ baseUrl, allowHttp: 'true' }))?.message).toBe(message);
	});

	it('nobody at the base URL', async () => {
		const error = await check({ baseUrl: 'http://127.0.0.1:9' });
		expect(error?.message).toBe('No server answers at the base URL of the Highway API [item 0]');
		expect(error?.description).toContain('that n8n can reach it from its network');
	});

	it('a status and a reason, in the details', async () => {
		const error = (await check({ apiKey: 'wrong' })) as NodeApiError;
		expect(error.httpCode).toBe('401');
		expect(error.context.itemIndex).toBe(0);
		expect(error.messages.join() + JSON.stringify(error)).toContain('FAILED_TO_AUTH');
	});
});
