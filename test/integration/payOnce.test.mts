import type { INodeParameters } from 'n8n-workflow';
import {
	CONTINUES,
	idsOf,
	LOST,
	made,
	manyPrompts,
	order,
	orderOf,
	posted,
	REFUSED,
	retry,
	spoil,
	taskOf,
	type Order,
} from './support/submitting.mts';
import { useDeduplication } from './support/useDeduplication.mts';
import { useN8nLog } from './support/n8nLog.mts';
import { useSandbox } from './support/useSandbox.mts';
import { hintsOf, start } from './support/execute.mts';
import { until } from './support/servers.mts';

const other = useSandbox();
const sandbox = useSandbox();
const deduplication = useDeduplication();
const log = useN8nLog();

/** Each item has its prompt as its key. */
const keyed = ({ options, ...more }: Order = {}): Order => ({
	options: { payOnceKey: '={{ $json.prompt }}', ...options },
	...more,
});
const once = async (prompts: string[], as?: Order) => await order(prompts, keyed(as));
const onceAfterRestart = async (prompts: string[], as?: Order) =>
	await once(prompts, { ...as, process: 'restarted' });

const NOT_KNOWN = "'Pay Once Key' was submitted before, but its task ID is not known here";

describe('a pay-once key', () => {
	it('is paid for once in executions that run at the same time, and both get the task', async () => {
		sandbox.misbehave({ on: 'submit', do: { kind: 'delay', seconds: 0.1 } });
		const both = await Promise.all([once(['x']), once(['x'])]);
		expect(posted()).toEqual(['x']);
		expect(both.flatMap(idsOf)).toEqual([taskOf('x'), taskOf('x')]);
	});

	it('is paid for once in executions one after the other, and as a number too', async () => {
		await order(['x'], { options: { payOnceKey: '={{ 7 }}' } });
		const { output } = await order(['y'], { options: { payOnceKey: ' 7 ' } });
		expect(output('Veo').map(({ json }) => json)).toEqual([
			{ task_id: taskOf('x'), already_submitted: true, request_changed: true },
		]);
		expect(posted()).toEqual(['x']);
	});

	it('says so where the request has changed since, and not where only a signed link has', async () => {
		const orderWith = async (query: string, options: INodeParameters = {}) =>
			await once(['x'], {
				parameters: { firstFrameUrl: `${sandbox.url}/frames/dawn.png${query}` },
				options,
			});
		await orderWith('?a=1');
		const same = await orderWith('?a=2');
		expect(same.output('Veo')[0]?.json).toEqual({ task_id: taskOf('x'), already_submitted: true });
		const changed = await orderWith('', { seed: 1 });
		expect(changed.output('Veo')[0]?.json.request_changed).toBe(true);
		expect(hintsOf(changed, 'Veo').join()).toContain('of the same request: 0, of another one: 1.');
		expect(log.lines.join()).toContain('Highway API: Submitted before with another request');
		expect(posted()).toEqual(['x']);
	});

	it('gives two equal items of a batch one task, and says so', async () => {
		const both = await once(['x', 'y', 'x']);
		expect(idsOf(both)).toEqual(['x', 'y', 'x'].map(taskOf));
		expect(both.output('Veo')[2]?.json).toEqual({ task_id: taskOf('x'), already_submitted: true });
		expect(hintsOf(both, 'Veo').join()).toContain('of the same request: 1, of another one: 0.');
		expect(made()).toEqual(['x', 'y']);
	});

	it.each([
		['a wrong name in its expression', '=row-{{ $json.idd }}', 3],
		['one key for two of three', '={{ $json.prompt === "c" ? "2" : "1" }}', 2],
	])('of items that ask for different videos is refused: %s', async (_what, payOnceKey, count) => {
		const as = { options: { payOnceKey } };
		const { error } = await order(['a', 'b', 'c'], as);
		expect(error?.message).toMatch(/^Items with the same 'Pay Once Key' ask for different videos/);
		expect(posted()).toEqual([]);
		const { output } = await order(['a', 'b', 'c'], { ...as, settings: CONTINUES });
		expect(output('Veo').filter(({ json }) => json.error !== undefined)).toHaveLength(count);
	});

	it.each([
		['nothing', '={{ null }}', 'is empty'],
		['spaces', '  ', 'is empty'],
		['a value that is none', 'row-undefined', 'contains undefined'],
		['null in a text', 'null/1', 'contains null'],
		['an object in a text', '[object Object]-x', 'contains [object Object]'],
	])('that is %s is refused, since nothing would protect the item', async (_, payOnceKey, is) => {
		const { error } = await order(['x'], { options: { payOnceKey } });
		expect(error?.message).toBe(`'Pay Once Key' ${is} [item 0]`);
		expect(posted()).toEqual([]);
	});

	it('is free again where it was surely refused, and in n8n’s database too', async () => {
		spoil('x', REFUSED);
		await once(['x']);
		expect(deduplication.current.entries).toBe(0);
		expect(idsOf(await once(['x']))).toEqual([taskOf('x')]);
	});

	it('is another one for another service: a workflow may be built with the sandbox', async () => {
		await once(['x']);
		const { output } = await once(['x'], { credential: other.credential });
		expect(output('Veo')[0]?.json).toMatchObject({ task_id: other.tasks[0]?.id, videos: 1 });
	});
});

describe('after a crash', () => {
	it('a key says where its task is, and another key submits the item', async () => {
		await once(['x']);
		const { error } = await onceAfterRestart(['x']);
		expect(error?.message).toBe(`${NOT_KNOWN} [item 0]`);
		const place = /n8n's log beside ([\w-]{22}): .* another key/;
		const [, digest] = place.exec(error?.description ?? '') ?? [];
		expect(log.lines[0]).toContain(`accepted task ${taskOf('x')}, pay-once key ${digest} (`);
		expect(posted()).toHaveLength(1);
		const options = { payOnceKey: '={{ $json.prompt }}-2' };
		expect(idsOf(await onceAfterRestart(['x'], { options }))).toHaveLength(1);
	});

	it('a retry knows how the POST of a key ended, with the key and without it', async () => {
		spoil('x', LOST);
		const first = await once(['x']);
		for (const as of [keyed(), {}]) {
			const { error } = await retry(first, { ...as, process: 'restarted' });
			expect(error?.description).toContain('video may have been started');
		}
	});

	it('at most ten items of a batch need a look, and of those only five may have been sent', async () => {
		// Its process is killed once the first five have arrived.
		sandbox.misbehave({ on: 'submit', do: { kind: 'hangAfter' } });
		await start(orderOf(manyPrompts(20), keyed({ process: 'killed' })));
		await until(() => posted().length === 5);
		sandbox.behave();
		const { output } = await onceAfterRestart(manyPrompts(20), { settings: CONTINUES });
		const failed = output('Veo').filter(({ json }) => String(json.error).startsWith(NOT_KNOWN));
		expect(failed.length).toBeGreaterThanOrEqual(5);
		expect(failed.length).toBeLessThanOrEqual(10);
		expect(new Set(posted()).size).toBe(posted().length);
	});
});

describe('the spending limit', () => {
	it('does not count what is known, and lets the new one through', async () => {
		await once(manyPrompts(5));
		const more = await once(manyPrompts(6), { options: { maxVideosPerExecution: 1 } });
		expect(idsOf(more)).toHaveLength(6);
		expect(posted()).toHaveLength(6);
	});

	it('counts a key once its claim shows that it is new, and takes the claims beyond it out', async () => {
		const first = await once(manyPrompts(8), { options: { maxVideosPerExecution: 5 } });
		expect(first.error?.message).toBe("1 video would exceed 'Max Videos per Execution' [item 5]");
		expect(first.error?.description).toContain("'Retry with currently saved workflow'");
		expect(made()).toEqual(manyPrompts(5));
		expect(deduplication.current.entries).toBe(5);

		const raised = keyed({ options: { maxVideosPerExecution: 8 }, process: 'restarted' });
		expect((await retry(first, raised)).error).toBeUndefined();
		expect(made()).toHaveLength(8);
	});
});

describe('n8n’s database', () => {
	it('is asked 25 times at most for 100 new keys, 20 for known ones, and never without a key', async () => {
		await order(manyPrompts(7));
		expect(deduplication.current.calls).toBe(0);
		await once(manyPrompts(100));
		expect(deduplication.current.calls).toBeLessThanOrEqual(25);
		deduplication.current.calls = 0;
		await onceAfterRestart(manyPrompts(100), { settings: CONTINUES });
		expect(deduplication.current.calls).toBe(20);
	});

	it('that refuses a write now and then is asked again', async () => {
		deduplication.current.failures = 2;
		expect((await once(['x'])).error).toBeUndefined();
	});

	it('that is full keeps the item from being sent, with a sentence that says so', async () => {
		deduplication.current.broken = new Error('SQLITE_FULL: database or disk is full');
		const { error } = await once(['x']);
		expect(posted()).toEqual([]);
		expect(error?.message).toMatch(/^n8n could not record that the item is about to be submitted/);
		expect(log.lines[0]).toMatch(/SQLITE_FULL: database or disk is full.* \(node "Veo"/);
		// Nothing is held up by it: the next one gets through.
		deduplication.current.broken = undefined;
		expect(idsOf(await once(['x']))).toEqual([taskOf('x')]);
	});

	it('keeps the newest 10,000 keys of a node, one entry for each', async () => {
		await once(['first']);
		deduplication.current.fill(9_999);
		const { error } = await onceAfterRestart(['first']);
		expect(error?.message).toContain(NOT_KNOWN);
		deduplication.current.fill(1);
		expect(idsOf(await onceAfterRestart(['first']))).toHaveLength(1);
		await until(() => posted().length === 2);
	});
});
