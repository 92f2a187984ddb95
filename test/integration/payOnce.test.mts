import type { INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import {
	idsOf,
	LOST,
	made,
	posted,
	REFUSED,
	retry,
	spoil,
	submittingPrompts,
	taskOf,
} from './support/submitting.mts';
import { useDeduplication } from './support/useDeduplication.mts';
import { useN8nLog } from './support/n8nLog.mts';
import { useSandbox } from './support/useSandbox.mts';
import { withNode } from './support/workflows.mts';
import { execute, hintsOf, start } from './support/execute.mts';
import { until } from './support/servers.mts';

const other = useSandbox();
const sandbox = useSandbox();
const deduplication = useDeduplication();
const log = useN8nLog();

const once = (options: INodeParameters = {}, settings: Partial<INode> = {}) =>
	submittingPrompts({ payOnceKey: '={{ $json.row }}', ...options }, settings);
const onceContinuing = (options: INodeParameters = {}) =>
	once(options, { onError: 'continueRegularOutput' });
/** An item for each of these keys, whose prompt is the key. */
const rows = (...keys: unknown[]): INodeExecutionData[] =>
	keys.map((row) => ({ json: { prompt: String(row), row: row as never } }));
const many = (count: number) =>
	rows(...Array.from({ length: count }, (_none, index) => `row ${index}`));
const order = async (...keys: unknown[]) =>
	await execute({ workflow: once(), items: rows(...keys) });
const orderAfterRestart = async (items: INodeExecutionData[], workflow = once()) =>
	await execute({ workflow, items, process: 'restarted' });

/** Executes the workflow in a process that is killed once so many submissions have arrived. */
async function killed(submissions: number, items: INodeExecutionData[]): Promise<void> {
	sandbox.misbehave({ on: 'submit', do: { kind: 'hangAfter' } });
	await start({ workflow: once(), items, process: 'killed' });
	await until(() => posted().length === submissions);
	sandbox.behave();
}

const NOT_KNOWN = "'Pay Once Key' was submitted before, but its task ID is not known here";

describe('a pay-once key', () => {
	it('is paid for once in executions that run at the same time, and both get the task', async () => {
		sandbox.misbehave({ on: 'submit', do: { kind: 'delay', seconds: 0.1 } });
		const both = await Promise.all([order('x'), order('x')]);
		expect(posted()).toEqual(['x']);
		expect(both.flatMap(idsOf)).toEqual([taskOf('x'), taskOf('x')]);
	});

	it('is paid for once in executions one after the other, and as a number too', async () => {
		await order(7);
		const { output } = await order(' 7 ');
		expect(output('Veo').map(({ json }) => json)).toEqual([
			{ task_id: taskOf('7'), already_submitted: true, request_changed: true },
		]);
		expect(posted()).toEqual(['7']);
	});

	it('says so where the request has changed since, and not where only a signed link has', async () => {
		const frame = `${sandbox.url}/frames/dawn.png`;
		const orderWith = async (url: string, options: INodeParameters = {}) =>
			await execute({
				workflow: withNode(once(options), 'Veo', { firstFrameUrl: '={{ $json.url }}' }),
				items: [{ json: { prompt: 'x', row: 'x', url } }],
			});
		await orderWith(`${frame}?a=1`);
		const same = await orderWith(`${frame}?a=2`);
		expect(same.output('Veo')[0]?.json).toEqual({ task_id: taskOf('x'), already_submitted: true });
		const changed = await orderWith(frame, { seed: 1 });
		expect(changed.output('Veo')[0]?.json.request_changed).toBe(true);
		expect(hintsOf(changed, 'Veo').join()).toContain(
			'Items of the same request: 0, of another one: 1.',
		);
		expect(log.lines.join()).toContain('Highway API: Submitted before with another request');
		expect(posted()).toEqual(['x']);
	});

	it('gives two equal items of a batch one task, and says so', async () => {
		const both = await order('x', 'y', 'x');
		expect(idsOf(both)).toEqual(['x', 'y', 'x'].map(taskOf));
		expect(both.output('Veo')[2]?.json).toEqual({ task_id: taskOf('x'), already_submitted: true });
		expect(hintsOf(both, 'Veo').join()).toContain(
			'Items of the same request: 1, of another one: 0.',
		);
		expect(made()).toEqual(['x', 'y']);
	});

	it.each([
		['a wrong name in its expression', '=row-{{ $json.idd }}', 3],
		['one key for two of three', '={{ $json.row === "c" ? "2" : "1" }}', 2],
	])('of items that ask for different videos is refused: %s', async (_what, payOnceKey, count) => {
		const items = rows('a', 'b', 'c');
		const { error } = await execute({ workflow: once({ payOnceKey }), items });
		expect(error?.message).toMatch(/^Items with the same 'Pay Once Key' ask for different videos/);
		expect(posted()).toEqual([]);
		const { output } = await execute({ workflow: onceContinuing({ payOnceKey }), items });
		expect(output('Veo').filter(({ json }) => json.error !== undefined)).toHaveLength(count);
	});

	it.each([
		['nothing', null, 'is empty'],
		['spaces', '  ', 'is empty'],
		['a value that is none', 'row-undefined', 'contains undefined'],
		['null in a text', 'null/1', 'contains null'],
		['an object in a text', '[object Object]-x', 'contains [object Object]'],
	])('that is %s is refused, since nothing would protect the item', async (_what, row, message) => {
		const { error } = await execute({ workflow: once(), items: [{ json: { prompt: 'x', row } }] });
		expect(error?.message).toBe(`'Pay Once Key' ${message} [item 0]`);
		expect(posted()).toEqual([]);
	});

	it('is free again where it was surely refused, and in n8n’s database too', async () => {
		spoil('x', REFUSED, 1);
		await order('x');
		expect(deduplication.current.entries).toBe(0);
		expect(idsOf(await order('x'))).toEqual([taskOf('x')]);
	});

	it('in doubt is not submitted again, by any execution', async () => {
		spoil('x', LOST, 1);
		await order('x');
		expect((await order('x')).error?.description).toContain('video may have been started');
		expect(posted()).toEqual(['x']);
	});

	it('is another one for another service: a workflow may be built with the sandbox', async () => {
		await order('x');
		const given = once();
		Object.assign(sandbox.credential, other.credential);
		const { output } = await execute({ workflow: given, items: rows('x') });
		const [{ id } = { id: 'none' }] = other.tasks;
		expect(output('Veo')[0]?.json).toMatchObject({ task_id: id, videos: 1 });
	});
});

describe('after a crash', () => {
	it('a key says where its task is, and another key submits the item', async () => {
		await killed(1, rows('x'));
		const { error } = await orderAfterRestart(rows('x'));
		expect(error?.message).toBe(`${NOT_KNOWN} [item 0]`);
		expect(error?.description).toMatch(/n8n's log beside [\w-]{22}: .* another key/);
		expect(posted()).toHaveLength(1);
		const otherKey = once({ payOnceKey: '={{ $json.row }}-2' });
		expect(idsOf(await orderAfterRestart(rows('x'), otherKey))).toHaveLength(1);
	});

	it('the id is in n8n’s log, beside the digest that the message names', async () => {
		await order('x');
		const { error } = await orderAfterRestart(rows('x'));
		const [, digest = ''] = /beside ([\w-]+):/.exec(error?.description ?? '') ?? [];
		expect(log.lines[0]).toContain(`accepted task ${taskOf('x')}, pay-once key ${digest} (`);
	});

	it('at most ten items of a batch need a look, and of those only five may have been sent', async () => {
		await killed(5, many(20));
		const { output } = await orderAfterRestart(many(20), onceContinuing());
		const failed = output('Veo').filter(({ json }) => String(json.error).startsWith(NOT_KNOWN));
		expect(failed.length).toBeGreaterThanOrEqual(5);
		expect(failed.length).toBeLessThanOrEqual(10);
		expect(new Set(posted()).size).toBe(posted().length);
	});
});

describe('the spending limit', () => {
	it('does not count what is known, and lets the new one through', async () => {
		await execute({ workflow: once(), items: many(5) });
		const workflow = once({ maxVideosPerExecution: 1 });
		expect(idsOf(await execute({ workflow, items: many(6) }))).toHaveLength(6);
		expect(posted()).toHaveLength(6);
	});

	it('counts a key once its claim shows that it is new, and takes the claims beyond it out', async () => {
		const workflow = once({ maxVideosPerExecution: 5 });
		const first = await execute({ workflow, items: many(8) });
		expect(first.error?.message).toBe("1 video would exceed 'Max Videos per Execution' [item 5]");
		expect(first.error?.description).toContain("'Retry with currently saved workflow'");
		expect(made()).toEqual([0, 1, 2, 3, 4].map((row) => `row ${row}`));
		expect(deduplication.current.entries).toBe(5);

		const second = await retry(first, once({ maxVideosPerExecution: 8 }), 'restarted');
		expect(second.error).toBeUndefined();
		expect(made()).toHaveLength(8);
	});
});

describe('n8n’s database', () => {
	it('is not asked without a key', async () => {
		await execute({ workflow: submittingPrompts(), items: many(7) });
		expect(deduplication.current.calls).toBe(0);
	});

	it('is asked at most 25 times for 100 new keys, and 20 times for known ones', async () => {
		await execute({ workflow: once(), items: many(100) });
		expect(deduplication.current.calls).toBeLessThanOrEqual(25);
		deduplication.current.calls = 0;
		await orderAfterRestart(many(100), onceContinuing());
		expect(deduplication.current.calls).toBe(20);
	});

	it('that refuses a write now and then is asked again', async () => {
		deduplication.current.failures = 2;
		expect((await order('x')).error).toBeUndefined();
	});

	it('that is full keeps the item from being sent, with a sentence that says so', async () => {
		deduplication.current.broken = new Error('SQLITE_FULL: database or disk is full');
		const { error } = await order('x');
		expect(posted()).toEqual([]);
		expect(error?.message).toMatch(/^n8n could not record that the item is about to be submitted/);
		expect(log.lines[0]).toContain('SQLITE_FULL: database or disk is full');
		// Nothing is held up by it: the next one gets through.
		deduplication.current.broken = undefined;
		expect(idsOf(await order('x'))).toEqual([taskOf('x')]);
	});

	it('keeps the newest 10,000 keys of a node, one entry for each', async () => {
		await order('first');
		deduplication.current.fill(9_999);
		const { error } = await orderAfterRestart(rows('first'));
		expect(error?.message).toContain(NOT_KNOWN);
		deduplication.current.fill(1);
		expect(idsOf(await orderAfterRestart(rows('first')))).toHaveLength(1);
		await until(() => posted().length === 2);
	});
});
