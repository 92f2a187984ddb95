import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { LOST, REFUSED, useSubmitting } from './support/submitting.mts';
import { useDeduplication } from './support/useDeduplication.mts';
import { useN8nLog } from './support/n8nLog.mts';
import { useSandbox } from './support/useSandbox.mts';

const { sandbox, run, submitting, posted, made, taskOf, ids, spoil, retry, hints, killed, until } =
	useSubmitting();
const deduplication = useDeduplication();
const log = useN8nLog();
const other = useSandbox();

const once = (options: INodeParameters = {}) =>
	submitting({ payOnceKey: '={{ $json.row }}', ...options });
const onceContinuing = (options: INodeParameters = {}) =>
	submitting({ payOnceKey: '={{ $json.row }}', ...options }, { onError: 'continueRegularOutput' });
/** An item for each of these keys, whose prompt is the key. */
const rows = (...keys: unknown[]): INodeExecutionData[] =>
	keys.map((row) => ({ json: { prompt: String(row), row: row as never } }));
const many = (count: number, from = 0) =>
	rows(...Array.from({ length: count }, (_none, index) => `row ${from + index}`));

const NOT_KNOWN = "'Pay Once Key' was submitted before, but its task ID is not known here";

describe('a pay-once key', () => {
	it('is paid for once in executions that run at the same time, and both get the task', async () => {
		sandbox.current.misbehave({ on: 'submit', do: { kind: 'delay', seconds: 0.1 } });
		const both = await Promise.all(
			[0, 1].map(async () => await run({ workflow: once(), items: rows('x') })),
		);
		expect(posted()).toEqual(['x']);
		expect(both.flatMap(ids)).toEqual([taskOf('x'), taskOf('x')]);
	});

	it('is paid for once in executions one after the other, and as a number too', async () => {
		await run({ workflow: once(), items: rows(7) });
		const { output } = await run({ workflow: once(), items: rows(' 7 ') });
		expect(output('Veo').map(({ json }) => json)).toEqual([
			{ task_id: taskOf('7'), already_submitted: true, request_changed: true },
		]);
		expect(posted()).toEqual(['7']);
	});

	it('says so where the request has changed since, and not where only a signed link has', async () => {
		const signed = (url: string) => ({ json: { prompt: 'x', row: 'x', url } });
		const given = (options: INodeParameters = {}) => {
			const workflow = once(options);
			const veo = workflow.nodes.find(({ name }) => name === 'Veo');
			if (veo) veo.parameters.firstFrameUrl = '={{ $json.url }}';
			return workflow;
		};
		const frame = `${sandbox.current.url}/frames/dawn.png`;
		await run({ workflow: given(), items: [signed(`${frame}?a=1`)] });
		const same = await run({ workflow: given(), items: [signed(`${frame}?a=2`)] });
		expect(same.output('Veo')[0]?.json).toEqual({ task_id: taskOf('x'), already_submitted: true });
		const changed = await run({ workflow: given({ seed: 1 }), items: [signed(frame)] });
		expect(changed.output('Veo')[0]?.json.request_changed).toBe(true);
		expect(hints(changed).join()).toContain('Submitted before with another request');
		expect(log.lines.join()).toContain('Highway API: Submitted before with another request');
		expect(posted()).toEqual(['x']);
	});

	it('gives two equal items of a batch one task, and says so', async () => {
		const both = await run({ workflow: once(), items: rows('x', 'y', 'x') });
		expect(ids(both)).toEqual(['x', 'y', 'x'].map(taskOf));
		expect(both.output('Veo')[2]?.json).toEqual({ task_id: taskOf('x'), already_submitted: true });
		expect(hints(both).join()).toContain('Submitted before, by another item or execution: 1 item');
		expect(made()).toEqual(['x', 'y']);
	});

	it.each([
		['a wrong name in its expression', '=row-{{ $json.idd }}', 3],
		['one key for two of three', '={{ $json.row === "c" ? "2" : "1" }}', 2],
	])(
		'of items that ask for different videos is refused: %s',
		async (_what, payOnceKey, refused) => {
			const { error } = await run({
				workflow: submitting({ payOnceKey }),
				items: rows('a', 'b', 'c'),
			});
			expect(error?.message).toBe(
				"Items with the same 'Pay Once Key' ask for different videos [item 0]",
			);
			expect(posted()).toEqual([]);
			const { output } = await run({
				workflow: onceContinuing({ payOnceKey }),
				items: rows('a', 'b', 'c'),
			});
			expect(output('Veo').filter(({ json }) => json.error !== undefined)).toHaveLength(refused);
		},
	);

	it.each([
		['nothing', null, "'Pay Once Key' is empty [item 0]"],
		['spaces', '  ', "'Pay Once Key' is empty [item 0]"],
		['a value that is none', 'row-undefined', "'Pay Once Key' contains undefined [item 0]"],
		['null in a text', 'null/1', "'Pay Once Key' contains null [item 0]"],
		[
			'an object in a text',
			'[object Object]-x',
			"'Pay Once Key' contains [object Object] [item 0]",
		],
		[
			'a whole text',
			'x'.repeat(501),
			"'Pay Once Key' must be text of at most 500 characters [item 0]",
		],
	])('that is %s is refused, since nothing would protect the item', async (_what, row, message) => {
		const items = [{ json: { prompt: 'x', row: row as never } }];
		const { error } = await run({ workflow: once(), items });
		expect(error?.message).toBe(message);
		expect(posted()).toEqual([]);
	});

	it('is free again where it was surely refused, and in n8n’s database too', async () => {
		spoil('x', REFUSED, 1);
		await run({ workflow: once(), items: rows('x') });
		expect(deduplication.current.entries).toBe(0);
		expect(ids(await run({ workflow: once(), items: rows('x') }))).toEqual([taskOf('x')]);
	});

	it('in doubt is not submitted again, by any execution', async () => {
		spoil('x', LOST, 1);
		await run({ workflow: once(), items: rows('x') });
		const { error } = await run({ workflow: once(), items: rows('x') });
		expect(error?.description).toContain('video may have been started');
		expect(posted()).toEqual(['x']);
	});

	it('is another one for another service: a workflow may be built with the sandbox', async () => {
		const items = rows('x');
		await run({ workflow: once(), items });
		const { url, credential } = sandbox.current;
		Object.assign(credential, other.current.credential);
		const frame = `${url}/frames/dawn.png`;
		const given = once();
		const veo = given.nodes.find(({ name }) => name === 'Veo');
		Object.assign(veo?.parameters ?? {}, { firstFrameUrl: frame, lastFrameUrl: frame });
		const { output } = await run({ workflow: given, items });
		expect(output('Veo')[0]?.json).toMatchObject({
			task_id: other.current.tasks[0]?.id,
			videos: 1,
		});
	});
});

describe('after a crash', () => {
	it('a key says where its task is, and another key submits the item', async () => {
		await killed(1, once(), rows('x'));
		const again = async (payOnceKey: string) =>
			await run({ workflow: submitting({ payOnceKey }), items: rows('x'), process: 'restarted' });
		const { error } = await again('={{ $json.row }}');
		expect(error?.message).toBe(`${NOT_KNOWN} [item 0]`);
		expect(error?.description).toMatch(/n8n's log beside [\w-]{22}: .* another key/);
		expect(posted()).toHaveLength(1);
		expect(ids(await again('={{ $json.row }}-2'))).toHaveLength(1);
	});

	it('the id is in n8n’s log, beside the digest that the message names', async () => {
		await run({ workflow: once(), items: rows('x') });
		const { error } = await run({ workflow: once(), items: rows('x'), process: 'restarted' });
		const [, digest = ''] = /beside ([\w-]+):/.exec(error?.description ?? '') ?? [];
		expect(log.lines[0]).toContain(`accepted task ${taskOf('x')}`);
		expect(log.lines[0]).toContain(digest);
	});

	it('at most ten items of a batch need a look, and of those only five may have been sent', async () => {
		await killed(5, once(), many(20));
		const { output } = await run({
			workflow: onceContinuing(),
			items: many(20),
			process: 'restarted',
		});
		const failed = output('Veo').filter(({ json }) => String(json.error).startsWith(NOT_KNOWN));
		expect(failed.length).toBeGreaterThanOrEqual(5);
		expect(failed.length).toBeLessThanOrEqual(10);
		expect(new Set(posted()).size).toBe(posted().length);
	});
});

describe('the spending limit', () => {
	it('does not count what is known, and lets the new one through', async () => {
		await run({ workflow: once(), items: many(5) });
		const { error, output } = await run({
			workflow: once({ maxVideosPerExecution: 1 }),
			items: many(6),
		});
		expect(error).toBeUndefined();
		expect(output('Veo')).toHaveLength(6);
		expect(posted()).toHaveLength(6);
	});

	it('counts a key once its claim shows that it is new, and takes the claims beyond it out', async () => {
		const given = once({ maxVideosPerExecution: 5 });
		const first = await run({ workflow: given, items: many(8) });
		expect(first.error?.message).toMatch(
			/^The video of this item would exceed 'Max Videos per Execution'/,
		);
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
		await run({ workflow: submitting(), items: many(7) });
		expect(deduplication.current.calls).toBe(0);
	});

	it('is asked at most 25 times for 100 new keys, and 20 times for known ones', async () => {
		await run({ workflow: once(), items: many(100) });
		expect(deduplication.current.calls).toBeLessThanOrEqual(25);
		deduplication.current.calls = 0;
		await run({ workflow: onceContinuing(), items: many(100), process: 'restarted' });
		expect(deduplication.current.calls).toBe(20);
	});

	it('that refuses a write now and then is asked again', async () => {
		deduplication.current.failures = 2;
		expect((await run({ workflow: once(), items: rows('x') })).error).toBeUndefined();
	});

	it.each([
		['is full', 'SQLITE_FULL: database or disk is full'],
		['is not there', 'Database connection is not available'],
	])(
		'that %s keeps the item from being sent, with a sentence that says so',
		async (_what, text) => {
			deduplication.current.broken = new Error(text);
			const { error } = await run({ workflow: once(), items: rows('x') });
			expect(posted()).toEqual([]);
			expect(error?.message).toBe(
				'n8n could not record that the item is about to be submitted [item 0]',
			);
			expect(log.lines[0]).toContain(text);
			// Nothing is held up by it: the next one gets through.
			deduplication.current.broken = undefined;
			expect(ids(await run({ workflow: once(), items: rows('x') }))).toEqual([taskOf('x')]);
		},
	);

	it('keeps the newest 10,000 keys of a node, one entry for each', async () => {
		await run({ workflow: once(), items: rows('first') });
		deduplication.current.fill(9_999);
		const { error } = await run({ workflow: once(), items: rows('first'), process: 'one' });
		expect(error?.message).toContain(NOT_KNOWN);
		deduplication.current.fill(1);
		const { output } = await run({ workflow: once(), items: rows('first'), process: 'two' });
		expect(output('Veo')).toHaveLength(1);
		await until(() => posted().length === 2);
	});
});
