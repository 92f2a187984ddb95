import { CHANGE_TYPE } from './support/nodeTypes.mts';
import {
	callingPrompts,
	LOST,
	made,
	ordered,
	posted,
	promptItems as items,
	REFUSED,
	retry,
	spoil,
	submittingPrompts,
	taskOf,
	TOOL,
} from './support/submitting.mts';
import { withNode } from './support/workflows.mts';
import { execute } from './support/execute.mts';
import { useSandbox } from './support/useSandbox.mts';

useSandbox();

const continues = { onError: 'continueRegularOutput' } as const;
const limitedTo = (maxVideosPerExecution: number | string, settings = {}) =>
	submittingPrompts({ maxVideosPerExecution }, settings);
const prompts = (count: number) => Array.from({ length: count }, (_none, item) => `${item}`);

/** Runs the node twice, on these items, and then on the same in capitals. */
async function twice(type: string | undefined, ...texts: string[]) {
	const { nodes, connections } = callingPrompts(
		['', ''],
		{ maxVideosPerExecution: 3 },
		type === undefined ? {} : { type },
	);
	const prompt = '={{ $runIndex === 0 ? $json.prompt : $json.prompt.toUpperCase() }}';
	const workflow = withNode({ nodes, connections }, 'Veo', { prompt });
	return await execute({
		workflow: withNode(workflow, 'Call 1', {}, { type: CHANGE_TYPE }),
		items: items(...texts),
	});
}

describe('the limit on the videos of an execution', () => {
	it('refuses a batch that would exceed it as a whole, before anything is sent', async () => {
		const { error } = await execute({ workflow: limitedTo(2), items: items('a', 'b', 'c') });
		expect(posted()).toEqual([]);
		expect(error?.message).toBe("3 videos would exceed 'Max Videos per Execution'");
		expect(error?.description).toContain('The limit is 2, of which this execution has used 0');
	});

	it.each<[string, object, string[], string | undefined]>([
		['lets a batch pass that just reaches it', { maxVideosPerExecution: 2 }, ['a', 'b'], undefined],
		['is 100 where nobody has set one', {}, prompts(101), 'The limit is 100'],
		['counts samples', { maxVideosPerExecution: 7, sampleCount: 4 }, ['a', 'b'], 'The limit is 7'],
		[
			'is the lowest of all items',
			{ maxVideosPerExecution: '={{ $json.prompt }}' },
			['1', '2'],
			'The limit is 1',
		],
	])('%s', async (_what, options, texts, refusal) => {
		const { error } = await execute({
			workflow: submittingPrompts({ ...options }),
			items: items(...texts),
		});
		expect(error?.description?.slice(0, refusal?.length)).toBe(refusal);
		expect(posted()).toHaveLength(refusal === undefined ? texts.length : 0);
	});

	it.each([
		['a node', undefined],
		['a tool', TOOL],
	])('holds over all runs of %s in an execution', async (_what, type) => {
		const { output } = await twice(type, 'a', 'b');
		expect(posted()).toEqual(['a', 'b']);
		const refused = expect.stringContaining('2 videos would exceed');
		expect(output('Veo', 0, 1).map(({ json }) => json.error)).toEqual([refused, refused]);
	});

	it('counts what may have been accepted, and not what was refused', async () => {
		spoil('unsure', LOST, 1);
		spoil('refused', REFUSED, 1);
		// The second run would make three more, of which two are left.
		const { output } = await twice(undefined, 'unsure', 'refused', 'fine');
		expect(posted()).toHaveLength(3);
		expect(output('Veo', 0, 1)[2]?.json.message).toContain('this execution has used 2');
	});

	it('holds in a retry, which returns what was accepted and counts it once', async () => {
		spoil('c', REFUSED, 1);
		const first = await execute({ workflow: limitedTo(3), items: items('a', 'b', 'c') });
		expect(first.error?.message).toContain('[item 2]');
		const { error } = await retry(first, limitedTo(2));
		expect(error?.description).toContain('The limit is 2, of which this execution has used 2');
		expect(error?.description).toContain('Accepted before, and not paid for again');
		const partly = await retry(first, limitedTo(2, continues));
		expect(partly.output('Veo').map(({ json }) => json)).toEqual([
			ordered(taskOf('a')),
			ordered(taskOf('b')),
			expect.objectContaining({ error: expect.stringContaining('1 video would exceed') }),
		]);
		expect((await retry(first, limitedTo(3))).output('Veo')).toHaveLength(3);
		expect(made()).toEqual(['a', 'b', 'c']);
	});
});
