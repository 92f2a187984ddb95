import type { INode, INodeParameters } from 'n8n-workflow';
import {
	callingPrompts,
	CONTINUES,
	LOST,
	made,
	manyPrompts,
	order,
	ordered,
	orderOf,
	posted,
	REFUSED,
	retry,
	spoil,
	taskOf,
	TOOL,
} from './support/submitting.mts';
import { execute } from './support/execute.mts';
import { useSandbox } from './support/useSandbox.mts';

useSandbox();

const limitedTo = (maxVideosPerExecution: number) => ({ options: { maxVideosPerExecution } });

/** Runs the node twice, on these items, and then on the same in capitals. */
async function twice(prompts: string[], settings: Partial<INode> = {}) {
	const prompt = '={{ $runIndex === 0 ? $json.prompt : $json.prompt.toUpperCase() }}';
	const as = { ...limitedTo(3), parameters: { prompt }, settings };
	return await execute({ ...orderOf(prompts), workflow: callingPrompts(['', ''], as) });
}

describe('the limit on the videos of an execution', () => {
	it('refuses a batch that would exceed it as a whole, before anything is sent', async () => {
		const { error } = await order(['a', 'b', 'c'], limitedTo(2));
		expect(posted()).toEqual([]);
		expect(error?.message).toBe("3 videos would exceed 'Max Videos per Execution'");
		expect(error?.description).toContain('The limit is 2, of which this execution has used 0');
		// One that just reaches it passes.
		expect((await order(['a', 'b'], limitedTo(2))).error).toBeUndefined();
	});

	it.each<[string, INodeParameters, string[], number]>([
		['is 100 where nobody has set one', {}, manyPrompts(101), 100],
		['is the lowest of all items', { maxVideosPerExecution: '={{ $json.prompt }}' }, ['1', '2'], 1],
	])('%s', async (_what, options, prompts, limit) => {
		const { error } = await order(prompts, { options });
		expect(error?.description).toContain(`The limit is ${limit}, `);
		expect(posted()).toEqual([]);
	});

	it.each([
		['a node', {}],
		['a tool', { type: TOOL }],
	])('holds over all runs of %s in an execution', async (_what, settings) => {
		const { output } = await twice(['a', 'b'], settings);
		expect(posted()).toEqual(['a', 'b']);
		const refused = expect.stringContaining('2 videos would exceed');
		expect(output('Veo', 0, 1).map(({ json }) => json.error)).toEqual([refused, refused]);
	});

	it('counts what may have been accepted, and not what was refused', async () => {
		spoil('unsure', LOST);
		spoil('refused', REFUSED);
		// The second run would make three more, of which two are left.
		const { output } = await twice(['unsure', 'refused', 'fine']);
		expect(posted()).toHaveLength(3);
		expect(output('Veo', 0, 1)[2]?.json.message).toContain('this execution has used 2');
	});

	it('holds in a retry, which returns what was accepted and counts it once', async () => {
		spoil('c', REFUSED);
		const first = await order(['a', 'b', 'c'], limitedTo(3));
		expect(first.error?.message).toContain('[item 2]');
		const { error } = await retry(first, limitedTo(2));
		expect(error?.description).toContain('The limit is 2, of which this execution has used 2');
		expect(error?.description).toContain('Accepted before, and not paid for again');
		const partly = await retry(first, { ...limitedTo(2), settings: CONTINUES });
		expect(partly.output('Veo').map(({ json }) => json)).toEqual([
			ordered(taskOf('a')),
			ordered(taskOf('b')),
			expect.objectContaining({ error: expect.stringContaining('1 video would exceed') }),
		]);
		expect((await retry(first, limitedTo(3))).output('Veo')).toHaveLength(3);
		expect(made()).toEqual(['a', 'b', 'c']);
	});
});
