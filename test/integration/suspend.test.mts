import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import { CHANGE_TYPE, PASS_TYPE, replaceType } from './support/nodeTypes.mts';
import { useSandbox } from './support/useSandbox.mts';
import { contentOf, suspend, tasksFor, waitSuspended, type Waiting } from './support/waiting.mts';
import { addNode, lead } from './support/workflows.mts';

const sandbox = useSandbox();

const slow = (seconds: number) => ({ prompt: `[sandbox: slow ${seconds}]` });
const endless = { prompt: '[sandbox: endless]' };
const failing = (seconds: number) => ({ prompt: `[sandbox: slow ${seconds}] [sandbox: fail]` });
const idsOf = (items: INodeExecutionData[]) => items.map(({ json }) => json.task_id);
const file = (fileName: string) => ({ data: 'eA==', mimeType: 'text/plain', fileName });

/** Puts nodes between the pause and the next pass that change the items. */
const inTheLoop = (
	change: (items: INodeExecutionData[], node: string) => INodeExecutionData[],
	nodes = ['Change'],
): Waiting['change'] => {
	replaceType(CHANGE_TYPE, (type) => ({
		...type,
		async execute() {
			const items = this.getInputData().map((item, index) => ({ ...item, pairedItem: index }));
			return [change(items, this.getNode().name)];
		},
	}));
	return (json) => {
		lead(json, 'Pause', nodes);
		for (const [index, name] of nodes.entries()) {
			addNode(json, name, CHANGE_TYPE, { position: [660, 300 * index] });
			lead(json, name, ['Wait']);
		}
	};
};

/** What a loop does that drops fields. */
const dropAll = (items: INodeExecutionData[]) =>
	items.map(({ json: { task_id }, pairedItem }) => ({ json: { task_id }, pairedItem }));

describe('a suspended wait', () => {
	it('leaves an item that goes round as it is, but for what is known of its task', async () => {
		const ids = await tasksFor(slow(1000), {});
		const binary = { note: file('note.txt') };
		const items = ids.map((task_id, row) => ({
			json: { task_id, row, wait_for_task: { old: true } },
			binary,
		}));
		const [running, ended] = (await suspend([], { items })).output('Wait', 1);
		const [progress_percent, eta] = [expect.any(Number), expect.any(Number)];
		const status = expect.stringMatching(/^TASK_STATUS_/) as string;
		const known = { status, progress_percent, eta, check_again_in: 70, batch: 'Wait 0' };
		expect(running).toEqual({
			json: { task_id: ids[0], row: 0, wait_for_task: { ...known, position: 0 } },
			binary,
			pairedItem: { item: 0 },
		});
		const result = [{ task_id: ids[1], video_url: expect.any(String) }];
		const wait_for_task = { status: 'TASK_STATUS_SUCCEED', result, position: 1 };
		expect(ended).toMatchObject({ json: { row: 1, wait_for_task }, binary });
		expect(await contentOf(ended?.binary?.wait_for_task_0)).toBe(`video 0 of ${ids[1]}`);
	});

	it('fetches each file when its task has ended, and hands all on in one run, in their order', async () => {
		const ids = await tasksFor(slow(130), slow(50), slow(30));
		const parked = await suspend(ids);
		expect(parked.pause).toBeCloseTo(70, 0);
		const again = await parked.resume();
		expect(again.output('Next')).toEqual([]);
		expect(sandbox.downloads()).toHaveLength(2);
		const { runsOf, error } = await again.toTheEnd();
		expect(error).toBeUndefined();
		expect(runsOf('Next').map(idsOf)).toEqual([ids]);
		expect(await contentOf(runsOf('Next')[0]?.[1]?.binary?.data)).toBe(`video 0 of ${ids[1]}`);
		expect(sandbox.downloads()).toHaveLength(3);
		expect(sandbox.polls()).toBe(3 + 3 + 1);
	});

	it('after ten rounds each node before it finds the item that a result came from, and its file', async () => {
		const ids = await tasksFor(slow(800), {}, slow(50));
		const items = ids.map((task_id, index) => ({
			json: { task_id, title: `Film ${index}` },
			binary: { note: file(`${index}.txt`) },
		}));
		const found = ['Start', 'Before'].map(
			(node) => `{{ $("${node}").item.json.title + $("${node}").item.binary.note.fileName }}`,
		);
		const seen: unknown[] = [];
		replaceType(CHANGE_TYPE, (type) => ({
			...type,
			async execute() {
				const items = this.getInputData();
				for (const index of items.keys())
					seen.push(found.map((expression) => this.evaluateExpression(expression, index)));
				return [items];
			},
		}));
		const { error, runsOf } = await waitSuspended(ids, {
			items,
			change: (json) => {
				addNode(json, 'Before', PASS_TYPE, { position: [100, 0] });
				addNode(json, 'Titles', CHANGE_TYPE);
				lead(json, 'Start', ['Before']);
				lead(json, 'Before', ['Wait']);
				lead(json, 'Wait', ['Titles'], ['Pause']);
			},
		});
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
		const { runsOf, error } = await waitSuspended(ids, { change: inTheLoop(change) });
		expect(error).toBeUndefined();
		expect(runsOf('Next').map(idsOf)).toEqual([ids]);
		const files = runsOf('Next').flatMap((items) => items.map(({ binary }) => binary?.data));
		expect(files).not.toContain(undefined);
	});

	it('the rest does not wait for an item that has left', async () => {
		const ids = await tasksFor({}, endless);
		const change = inTheLoop((items) => items.filter(({ json }) => json.task_id === ids[0]));
		const { runsOf } = await (await suspend(ids, { change })).resume();
		expect(runsOf('Next').map(idsOf)).toEqual([[ids[0]]]);
	});

	it('what leaves by several runs comes in several, each in its order', async () => {
		const ids = await tasksFor({}, slow(30), {}, slow(100));
		const isIn = (node: string, index: number) => index < 2 === (node === 'One');
		const filter = (items: INodeExecutionData[], node: string) =>
			items.filter((_item, index) => isIn(node, index));
		const change = inTheLoop(filter, ['One', 'Two']);
		const { runsOf, error } = await waitSuspended(ids, { change });
		expect(error).toBeUndefined();
		expect(runsOf('Next').map(idsOf)).toEqual([ids.slice(0, 2), ids.slice(2)]);
	});

	it('branches that meet in one node neither mix nor lose what each brings', async () => {
		const ids = await tasksFor(slow(50), {}, slow(100));
		const { runsOf } = await waitSuspended(ids, {
			change: (json) => {
				addNode(json, 'Branch', PASS_TYPE, { position: [100, 200] });
				lead(json, 'Start', ['Wait', 'Branch']);
				lead(json, 'Branch', ['Wait']);
			},
		});
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
		const { runsOf } = await waitSuspended([], { items });
		expect(runsOf('Next').map(idsOf)).toEqual([[ids[0], ids[1], ids[0], ids[1]]]);
		expect(sandbox.polls()).toBe(6);
	});
});

describe('the time-out of a suspended wait', () => {
	it('holds however many pauses there are, and whatever a loop drops', async () => {
		const ids = await tasksFor(endless);
		const { error, runsOf } = await waitSuspended(ids, {
			parameters: { timeoutMinutes: 3 },
			change: inTheLoop(dropAll),
		});
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
		const binary = { frame: file('frame.png') };
		const items = ids.map((task_id, row) => ({ json: { task_id, row }, binary }));
		const { runsOf } = await waitSuspended(ids, { items, settings: { onError } });
		const [left, ...more] = runsOf(node, output);
		expect(more).toEqual([]);
		expect(left?.filter(({ json }) => 'error' in json)).toMatchObject([
			{ json: { task_id: ids[1], error: expect.any(String) }, binary },
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

const WRONG_WAY = "'Still Running' has to lead back to this node, and 'Done' must not";

describe('a loop that can not be gone round', () => {
	const settings = { alwaysOutputData: true };
	const unconnected: Waiting = { change: (json) => lead(json, 'Wait', ['Next']) };
	it.each<[string, Waiting, string]>([
		['Always Output Data', { settings }, "'Always Output Data' can't be used"],
		['nothing at Still Running', unconnected, WRONG_WAY],
	])('is refused before anything is polled: %s', async (_what, suspending, message) => {
		const { error } = await suspend(await tasksFor({}), suspending);
		expect(error?.message).toContain(message);
		expect(sandbox.polls()).toBe(0);
	});

	it('ends where its own finished items come back by Done', async () => {
		const change: Waiting['change'] = (json) => lead(json, 'Wait', ['Wait'], ['Pause']);
		const { error, runsOf } = await suspend(await tasksFor({}), { change });
		expect(error?.message).toBe(WRONG_WAY);
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
