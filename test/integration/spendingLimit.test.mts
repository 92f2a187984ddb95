import type { INode, INodeParameters } from 'n8n-workflow';
import { execute, type Execution, type WorkflowJson } from './support/execute.mts';
import { CHANGE_TYPE } from './support/nodeTypes.mts';
import { ordered, promptItems, submittingPrompts } from './support/submitting.mts';
import { useSandbox } from './support/useSandbox.mts';

const sandbox = useSandbox();

const items = promptItems;
const submitting = (options?: INodeParameters, settings?: Partial<INode>): WorkflowJson =>
	submittingPrompts(sandbox.current, options, settings);

async function submit(
	prompts: string[],
	options: INodeParameters,
	settings: Partial<INode> = {},
): Promise<Execution> {
	return await execute({
		workflow: submitting(options, settings),
		items: items(...prompts),
		credential: sandbox.current.credential,
	});
}

/** A workflow in which the node runs twice, the second time on changed items. */
function twice(options: INodeParameters, settings: Partial<INode> = {}): WorkflowJson {
	const { nodes, connections } = submitting(
		{ ...options },
		{ onError: 'continueRegularOutput', ...settings },
	);
	const veo = nodes.find(({ name }) => name === 'Veo') as INode;
	// A model that repeats a request gets the task of the first.
	veo.parameters.prompt = '={{ $json.prompt }}{{ $json.changed ? " changed" : "" }}';
	const next = nodes.find(({ name }) => name === 'Next') as INode;
	const to = (node: string) => ({ node, type: 'main', index: 0 }) as const;
	return {
		nodes: [...nodes, { ...next, id: '9', name: 'Again', type: CHANGE_TYPE, position: [0, 200] }],
		connections: {
			...connections,
			Start: { main: [[to('Veo'), to('Again')]] },
			Again: { main: [[to('Veo')]] },
		},
	};
}

const refuseOnce = (matching: string) =>
	sandbox.current.misbehave({
		on: 'submit',
		matching,
		times: 1,
		do: { kind: 'answer', status: 409 },
	});
const posts = () => sandbox.current.submitted().length;

describe('the limit on the videos of an execution', () => {
	it('refuses a batch that would exceed it as a whole, before anything is sent', async () => {
		const { error } = await submit(['a', 'b', 'c'], { maxVideosPerExecution: 2 });
		expect(posts()).toBe(0);
		expect(error?.message).toBe("A batch of 3 videos would exceed 'Max Videos per Execution'");
		expect(error?.description).toContain('The limit is 2, of which this execution has used 0');
	});

	it('lets a batch pass that just reaches it', async () => {
		const { error } = await submit(['a', 'b'], { maxVideosPerExecution: 2 });
		expect(error).toBeUndefined();
		expect(posts()).toBe(2);
	});

	it('is 100 where nobody has set one', async () => {
		const prompts = (count: number) => Array.from({ length: count }, (_none, item) => `${item}`);
		expect((await submit(prompts(101), {})).error?.description).toContain('The limit is 100');
		expect(posts()).toBe(0);
	});

	it('counts samples', async () => {
		const options = { maxVideosPerExecution: 7, sampleCount: 4 };
		expect((await submit(['a', 'b'], options)).error?.message).toContain('A batch of 8 videos');
		expect((await submit(['a'], options)).error).toBeUndefined();
	});

	it.each([
		['a node', 'n8n-nodes-highwayapi.veoLiteFirstLastFrame'],
		['a tool', 'n8n-nodes-highwayapi.veoLiteFirstLastFrameTool'],
	])('holds over all runs of %s in an execution', async (_what, type) => {
		const { output } = await execute({
			workflow: twice({ maxVideosPerExecution: 3 }, { type }),
			items: items('a', 'b'),
			credential: sandbox.current.credential,
		});
		expect(posts()).toBe(2);
		expect(output('Veo', 0, 1).map(({ json }) => json.error)).toEqual(
			Array.from({ length: 2 }, () => expect.stringContaining('A batch of 2 videos')),
		);
	});

	it('counts what may have been accepted, and not what was refused', async () => {
		const lost = { kind: 'resetAfter' } as const;
		sandbox.current.misbehave({ on: 'submit', matching: 'unsure', times: 1, do: lost });
		refuseOnce('refused');
		const { output } = await execute({
			workflow: twice({ maxVideosPerExecution: 3 }),
			// The second run would make three more, of which two are left.
			items: items('unsure', 'refused', 'fine'),
			credential: sandbox.current.credential,
		});
		expect(posts()).toBe(3);
		expect(output('Veo', 0, 1)[2]?.json.message).toContain('this execution has used 2');
	});

	it('holds in a retry, which returns what was accepted and counts it once', async () => {
		refuseOnce('c');
		const first = await submit(['a', 'b', 'c'], { maxVideosPerExecution: 3 });
		expect(first.error?.message).toContain('[item 2]');
		const retry = async (limit: number) =>
			await execute({
				workflow: submitting({ maxVideosPerExecution: limit }),
				credential: sandbox.current.credential,
				retryOf: first.run,
			});

		const tooLow = await retry(2);
		expect(tooLow.error?.description).toContain(
			'The limit is 2, of which this execution has used 2',
		);
		expect(tooLow.error?.description).toContain('Accepted before, and not paid for again');
		const enough = await retry(3);
		expect(enough.output('Veo')).toHaveLength(3);
		expect(sandbox.current.tasks).toHaveLength(3);
	});

	it('returns what was accepted beside the error items of what exceeds it', async () => {
		refuseOnce('b');
		const first = await submit(['a', 'b'], { maxVideosPerExecution: 2 });
		const { output } = await execute({
			workflow: submitting({ maxVideosPerExecution: 1 }, { onError: 'continueRegularOutput' }),
			credential: sandbox.current.credential,
			retryOf: first.run,
		});
		expect(output('Veo').map(({ json }) => json)).toEqual([
			ordered(sandbox.current.tasks[0]?.id),
			expect.objectContaining({ error: expect.stringContaining('A batch of 1 video would') }),
		]);
	});

	it('has to be the same for all items', async () => {
		const { error } = await submit(['1', '2'], {
			maxVideosPerExecution: '={{ Number($json.prompt) + 10 }}',
		});
		expect(error?.message).toBe("'Max Videos per Execution' must be the same for all items");
		expect(posts()).toBe(0);
	});
});
