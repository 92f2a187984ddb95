import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import { CHANGE_TYPE, PASS_TYPE, replaceType } from './support/nodeTypes.mts';
import { useSandbox } from './support/useSandbox.mts';
import { contentOf, suspend, tasksFor, type Waiting } from './support/waiting.mts';
import { addNode, lead } from './support/workflows.mts';

const sandbox = useSandbox();

const slow = (seconds: number) => ({ prompt: `[sandbox: slow ${seconds}]` });
const endless = { prompt: '[sandbox: endless]' };
const failing = (seconds: number) => ({ prompt: `[sandbox: slow ${seconds}] [sandbox: fail]` });
const idsOf = (items: INodeExecutionData[]) => items.map(({ json }) => json.task_id);
const about = (item: INodeExecutionData | undefined) => item?.json.wait_for_task as IDataObject;

/** Puts a node between the pause and the next pass that changes the items. */
const inTheLoop = (
	change: (items: INodeExecutionData[]) => INodeExecutionData[],
): Waiting['change'] => {
	replaceType(CHANGE_TYPE, (type) => ({
		...type,
		async execute() {
			return [change(this.getInputData().map((item, index) => ({ ...item, pairedItem: index })))];
		},
	}));
	return (json) => {
		addNode(json, 'Change', CHANGE_TYPE);
		lead(json, 'Pause', ['Change']);
		lead(json, 'Change', ['Wait']);
	};
};

/** What a loop does that drops fields. */
const dropAll = (items: INodeExecutionData[]) =>
	items.map(({ json: { task_id }, pairedItem }) => ({ json: { task_id }, pairedItem }));

describe('a suspended wait', () => {
	it('goes round through n8n’s Wait node while a task runs, and polls once a round', async () => {
		const ids = await tasksFor(slow(100));
		const parked = await suspend(ids);
		expect(parked.pause).toBeCloseTo(70, 0);
		expect(sandbox.polls()).toBe(1);
		const { output, pause, error } = await (await parked.resume()).resume();
		expect([error, pause]).toEqual([undefined, undefined]);
		expect(idsOf(output('Next'))).toEqual(ids);
		expect(sandbox.polls()).toBe(3);
	});

	it('leaves an item that goes round as it is, but for what is known of its task', async () => {
		const ids = await tasksFor(slow(1000), {});
		const file = { data: 'eA==', mimeType: 'text/plain', fileName: 'note.txt' };
		const items = ids.map((task_id, row) => ({
			json: { task_id, row, wait_for_task: { old: true } },
			binary: { note: file },
		}));
		const parked = await suspend(ids, { items });
		const [running, ended] = parked.output('Wait', 1);
		expect(running?.json).toEqual({
			task_id: ids[0],
			row: 0,
			wait_for_task: {
				status: expect.stringMatching(/^TASK_STATUS_/),
				progress_percent: expect.any(Number),
				eta: expect.any(Number),
				check_again_in: 70,
				batch: 'Wait 0',
				position: 0,
			},
		});
		expect(running?.pairedItem).toEqual({ item: 0 });
		expect(Object.keys(running?.binary ?? {})).toEqual(['note']);
		expect(ended?.json.row).toBe(1);
		expect(about(ended)).toMatchObject({
			status: 'TASK_STATUS_SUCCEED',
			result: [{ task_id: ids[1], video_url: expect.any(String) }],
			position: 1,
		});
		expect(await contentOf(ended?.binary?.wait_for_task_0)).toBe(`video 0 of ${ids[1]}`);
		expect(ended?.binary?.note).toMatchObject({ fileName: 'note.txt' });
	});

	it('fetches each file when its task has ended, and hands all on in one run, in their order', async () => {
		const ids = await tasksFor(slow(130), slow(50), slow(30));
		const again = await (await suspend(ids)).resume();
		expect(again.output('Next')).toEqual([]);
		expect(sandbox.downloads()).toHaveLength(2);
		const { runsOf } = await again.toTheEnd();
		expect(runsOf('Next').map(idsOf)).toEqual([ids]);
		expect(await contentOf(runsOf('Next')[0]?.[1]?.binary?.data)).toBe(`video 0 of ${ids[1]}`);
		expect(sandbox.downloads()).toHaveLength(3);
		expect(sandbox.polls()).toBe(3 + 3 + 1);
	});

	it('after ten rounds each node before it finds the item that a result came from, and its file', async () => {
		const ids = await tasksFor(slow(800), {}, slow(50));
		const items = ids.map((task_id, index) => ({
			json: { task_id, title: `Film ${index}` },
			binary: { note: { data: 'eA==', mimeType: 'text/plain', fileName: `${index}.txt` } },
		}));
		const found = ['Start', 'Before'].map(
			(node) => `{{ $("${node}").item.json.title + $("${node}").item.binary.note.fileName }}`,
		);
		const seen: unknown[] = [];
		replaceType(CHANGE_TYPE, (type) => ({
			...type,
			async execute() {
				for (const index of this.getInputData().keys()) {
					seen.push(found.map((expression) => this.evaluateExpression(expression, index)));
				}
				return [this.getInputData()];
			},
		}));
		const parked = await suspend(ids, {
			items,
			change: (json) => {
				addNode(json, 'Before', PASS_TYPE, { position: [100, 0] });
				addNode(json, 'Titles', CHANGE_TYPE);
				lead(json, 'Start', ['Before']);
				lead(json, 'Before', ['Wait']);
				lead(json, 'Wait', ['Titles'], ['Pause']);
			},
		});
		const { error, runsOf } = await parked.toTheEnd();
		expect(error).toBeUndefined();
		expect(runsOf('Wait', 1).length).toBeGreaterThanOrEqual(10);
		expect(seen).toEqual([0, 1, 2].map((n) => [`Film ${n}${n}.txt`, `Film ${n}${n}.txt`]));
	});

	it('asks for a success without files once more, in the next pass', async () => {
		sandbox.misbehave({ on: 'poll', times: 1, do: { kind: 'videos', value: 'empty' } });
		const ids = await tasksFor({});
		const parked = await suspend(ids);
		expect(parked.pause).toBeCloseTo(70, 0);
		expect(idsOf((await parked.resume()).output('Next'))).toEqual(ids);
	});
});

describe('whatever a loop does to its items', () => {
	it.each<[string, (items: INodeExecutionData[]) => INodeExecutionData[]]>([
		['turns them round', (items) => [...items].reverse()],
		['copies them', (items) => [...items, ...items]],
		['drops what is known of them', dropAll],
	])('each leaves once, in its order: a node that %s', async (_what, change) => {
		const ids = await tasksFor(slow(100), {}, slow(200), {});
		const parked = await suspend(ids, { change: inTheLoop(change) });
		const { runsOf, error } = await parked.toTheEnd();
		expect(error).toBeUndefined();
		expect(runsOf('Next').map(idsOf)).toEqual([ids]);
		const files = runsOf('Next').flatMap((items) => items.map(({ binary }) => binary?.data));
		expect(files).not.toContain(undefined);
	});

	it('an item that leaves it early has what is known of it, its files included', async () => {
		const ids = await tasksFor({}, endless);
		const parked = await suspend(ids, {
			change: (json) => {
				addNode(json, 'Exit', PASS_TYPE, { position: [440, 0] });
				lead(json, 'Wait', ['Next'], ['Pause', 'Exit']);
			},
		});
		const [ended, running] = parked.output('Exit');
		expect(about(ended)?.result).toEqual([expect.objectContaining({ task_id: ids[0] })]);
		expect(await contentOf(ended?.binary?.wait_for_task_0)).toBe(`video 0 of ${ids[0]}`);
		expect(about(running)?.result).toBeUndefined();
	});

	it('the rest does not wait for an item that has left', async () => {
		const ids = await tasksFor({}, endless);
		const change = inTheLoop((items) => items.filter(({ json }) => json.task_id === ids[0]));
		const { runsOf } = await (await suspend(ids, { change })).resume();
		expect(runsOf('Next').map(idsOf)).toEqual([[ids[0]]]);
	});

	it('what leaves by several runs comes in several, each in its order', async () => {
		const ids = await tasksFor({}, slow(30), {}, slow(100));
		const change: Waiting['change'] = (json) => {
			for (const [index, name] of ['One', 'Two'].entries()) {
				addNode(json, name, CHANGE_TYPE, { position: [660, 300 * index] });
				lead(json, name, ['Wait']);
			}
			lead(json, 'Pause', ['One', 'Two']);
		};
		replaceType(CHANGE_TYPE, (type) => ({
			...type,
			async execute() {
				const isOne = this.getNode().name === 'One';
				const items = this.getInputData().map((item, index) => ({ ...item, pairedItem: index }));
				return [items.filter((_item, index) => index < 2 === isOne)];
			},
		}));
		const { runsOf, error } = await (await suspend(ids, { change })).toTheEnd();
		expect(error).toBeUndefined();
		expect(runsOf('Next').map(idsOf)).toEqual([ids.slice(0, 2), ids.slice(2)]);
	});

	it('branches that meet in one node neither mix nor lose what each brings', async () => {
		const ids = await tasksFor(slow(50), {}, slow(100));
		const parked = await suspend(ids, {
			change: (json) => {
				addNode(json, 'Branch', PASS_TYPE, { position: [100, 200] });
				lead(json, 'Start', ['Wait', 'Branch']);
				lead(json, 'Branch', ['Wait']);
			},
		});
		const { runsOf } = await parked.toTheEnd();
		expect(runsOf('Next').map(idsOf)).toEqual([ids, ids]);
	});

	it('batches that meet in one run leave in the order in which they came, none lost', async () => {
		const ids = await tasksFor(slow(100), slow(100));
		const json = (task_id: unknown, batch: string, position: number) => ({
			json: { task_id, wait_for_task: { batch, position } } as IDataObject,
		});
		const items = [
			json(ids[1], 'Wait 10', 0),
			json(ids[0], 'Wait 2', 1),
			json(ids[1], 'Wait 2', 0),
			json(ids[0], 'Other 2', 0),
		];
		const { runsOf } = await (await suspend([], { items })).toTheEnd();
		expect(runsOf('Next').map(idsOf)).toEqual([[ids[0], ids[1], ids[0], ids[1]]]);
		expect(sandbox.polls()).toBe(6);
	});
});

describe('the time-out of a suspended wait', () => {
	it('holds however many pauses there are, and whatever a loop drops', async () => {
		const ids = await tasksFor(endless);
		const parked = await suspend(ids, {
			parameters: { timeoutMinutes: 3 },
			change: inTheLoop(dropAll),
		});
		const { error, runsOf } = await parked.toTheEnd();
		expect(error?.message).toBe(`Task ${ids[0]} has not finished within 3 minutes [item 0]`);
		expect(error?.description).toContain('continues: wait for its ID again');
		expect(runsOf('Wait', 1)).toHaveLength(3);
	});

	it('is not said before a last poll', async () => {
		const ids = await tasksFor(slow(110));
		const parked = await suspend(ids, { parameters: { timeoutMinutes: 1 } });
		expect(idsOf((await parked.resume(3600)).output('Next'))).toEqual(ids);
	});

	it('begins again with a retry from the list of executions', async () => {
		const ids = await tasksFor(endless);
		const parked = await suspend(ids, { parameters: { timeoutMinutes: 1 } });
		const failed = await parked.resume();
		expect(failed.error?.message).toContain('has not finished');
		expect((await failed.retry()).pause).toBeCloseTo(70, 0);
	});

	it('is not made longer by Retry On Fail, and one error item leaves', async () => {
		const ids = await tasksFor(endless, {});
		const parked = await suspend(ids, {
			parameters: { timeoutMinutes: 1 },
			settings: { onError: 'continueRegularOutput', retryOnFail: true, waitBetweenTries: 1 },
		});
		const { runsOf, pause } = await parked.resume();
		expect(pause).toBeUndefined();
		expect(runsOf('Next').map((items) => items.map(({ json }) => 'error' in json))).toEqual([
			[true, false],
		]);
	});
});

describe('the pause', () => {
	it('gets longer with the age of a task, a tenth of it', async () => {
		const ids = await tasksFor(endless);
		const parked = await suspend(ids, { parameters: { timeoutMinutes: 600 } });
		expect((await parked.resume(6000)).pause).toBeCloseTo(600, -1);
	});

	it('is longer where the service asks for it', async () => {
		const asked = { kind: 'answer', status: 429, headers: { 'Retry-After': '200' } } as const;
		sandbox.misbehave({ on: 'poll', times: 1, do: asked });
		const parked = await suspend(await tasksFor({}));
		expect(parked.pause).toBeCloseTo(200, 0);
		expect((await parked.resume()).output('Next')).toHaveLength(1);
	});
});

describe('a failure among suspended tasks', () => {
	it('ends the execution at once, and names the tasks that it keeps from being handed on', async () => {
		const ids = await tasksFor({}, failing(50), slow(100));
		const failed = await (await suspend(ids)).resume();
		expect(failed.error?.message).toBe(`Task ${ids[1]} ended without a file [item 1]`);
		expect(failed.pause).toBeUndefined();
		expect(failed.error?.context.data).toEqual({ other_tasks: [ids[0], ids[2]] });
		expect(failed.error?.description).toContain('the other tasks');
	});

	it('loses nothing that had finished before it: a retry returns it', async () => {
		const ids = await tasksFor({}, slow(50));
		const parked = await suspend(ids);
		sandbox.misbehave({ on: 'poll', do: { kind: 'error', reason: 'ACCESS_DENY' } });
		const failed = await parked.resume();
		expect(failed.error?.message).toContain('does not offer this to your account');
		sandbox.behave();
		expect(idsOf((await failed.retry()).output('Next'))).toEqual(ids);
		expect(sandbox.downloads()).toHaveLength(2);
	});

	it.each<[NonNullable<INode['onError']>, string, number]>([
		['continueRegularOutput', 'Next', 0],
		['continueErrorOutput', 'Wait', 2],
	])('leaves with the others, with its row and its files: %s', async (onError, node, output) => {
		const ids = await tasksFor(slow(100), failing(50), {});
		const file = { data: 'eA==', mimeType: 'text/plain', fileName: 'frame.png' };
		const items = ids.map((task_id, row) => ({ json: { task_id, row }, binary: { file } }));
		const parked = await suspend(ids, { items, settings: { onError } });
		const { runsOf } = await parked.toTheEnd();
		const [left, ...more] = runsOf(node, output);
		expect(more).toEqual([]);
		const errors = (left ?? []).filter(({ json }) => 'error' in json);
		expect(errors).toEqual([
			expect.objectContaining({
				json: expect.objectContaining({ task_id: ids[1], error: expect.any(String) }),
				binary: { file: expect.objectContaining({ fileName: 'frame.png' }) },
			}),
		]);
		expect(runsOf('Next').map((each) => idsOf(each.filter(({ json }) => !json.error)))).toEqual([
			[ids[0], ids[2]],
		]);
	});

	it('of everything at once leaves what had finished before as it is', async () => {
		const ids = await tasksFor({}, slow(50));
		const parked = await suspend(ids, { settings: { onError: 'continueRegularOutput' } });
		const { output } = await parked.resume(70, { apiKey: 'x', baseUrl: 'nonsense' });
		expect(output('Next').map(({ json }) => 'error' in json)).toEqual([false, true]);
	});
});

describe('a loop that can not be gone round', () => {
	const settings = { alwaysOutputData: true };
	const unconnected: Waiting = { change: (json) => lead(json, 'Wait', ['Next']) };
	it.each<[string, Waiting, string]>([
		['Always Output Data', { settings }, "'Always Output Data' can't be used"],
		[
			'nothing at Still Running',
			unconnected,
			"'Still Running' has to lead back to this node, and 'Done' must not",
		],
	])('is refused before anything is polled: %s', async (_what, suspending, message) => {
		const ids = await tasksFor({});
		const { error } = await suspend(ids, suspending);
		expect(error?.message).toContain(message);
		expect(sandbox.polls()).toBe(0);
	});

	it.each<NonNullable<INode['onError']>>([
		'stopWorkflow',
		'continueRegularOutput',
		'continueErrorOutput',
	])('ends where its own finished items come back by Done: %s', async (onError) => {
		const { error, output, runsOf } = await suspend(await tasksFor({}), {
			settings: { onError },
			change: (json) => lead(json, 'Wait', ['Wait'], ['Pause']),
		});
		expect(error?.message).toBe(
			onError === 'stopWorkflow'
				? "'Still Running' has to lead back to this node, and 'Done' must not"
				: undefined,
		);
		expect(output('Wait', 0, 1)).toEqual([]);
		expect(runsOf('Wait')).toHaveLength(1);
	});

	it('is no matter of a step that is executed alone, which says how to wait', async () => {
		const ids = await tasksFor(slow(100), {}, slow(100));
		const { run } = await suspend(ids, {
			mode: 'manual',
			change: (json) => delete json.connections.Wait,
		});
		expect(run.data.resultData.error).toBeUndefined();
		expect(run.data.resultData.runData.Wait?.[0]?.hints).toEqual([
			expect.objectContaining({ message: expect.stringContaining('execute the whole workflow') }),
		]);
	});
});
