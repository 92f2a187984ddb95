import type { INodeExecutionData, INodeParameters, NodeApiError } from 'n8n-workflow';
import { execute, type Execution } from './support/execute.mts';
import { useSandbox } from './support/useSandbox.mts';
import { wait } from './support/waiting.mts';
import { withNode, workflow } from './support/workflows.mts';

const sandbox = useSandbox();

async function submit(
	parameters: INodeParameters,
	item: INodeExecutionData = { json: {} },
): Promise<Execution> {
	const { url, credential } = sandbox;
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

describe('what stands between n8n and the service says so', () => {
	const check = async (credential: Record<string, unknown>) => {
		Object.assign(sandbox.credential, credential);
		const { error } = await wait(['a'], { parameters: { operation: 'check' } });
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
		expect(error?.message).toBe(
			"No server was reached at 'Base URL' of the Highway API credential [item 0]",
		);
		expect(error?.description).toContain('that n8n can reach it from its network');
	});

	it('a status and a reason, in the details', async () => {
		const error = (await check({ apiKey: 'wrong' })) as NodeApiError;
		expect(error.httpCode).toBe('401');
		expect(error.context.itemIndex).toBe(0);
		expect(error.messages.join() + JSON.stringify(error)).toContain('FAILED_TO_AUTH');
	});
});
