import type { INode } from 'n8n-workflow';
import { CHAT_TYPE, FORM_TYPE, PASS_TYPE, TITLE_TYPE, WEBHOOK_TYPE } from './support/nodeTypes.mts';
import { addNode, lead, startSuspending, suspend, useMovableClock } from './support/suspending.mts';
import { useSandbox } from './support/useSandbox.mts';
import { contentOf, tasksFor } from './support/waiting.mts';

// The sandbox goes by the same clock, so it comes second.
const clock = useMovableClock();
const sandbox = useSandbox();

const slow = (seconds: number) => ({ prompt: `[sandbox: slow ${seconds}]` });
const asFinished = { parameters: { options: { handOn: 'asFinished' } } };
const videos = (ids: string[]) =>
	downloads().filter(({ path }) => ids.some((id) => path.includes(id)));
const downloads = () => sandbox.current.requests.filter(({ host }) => host === 'videos');

describe('a suspended wait', () => {
	it('returns at once what has already finished', async () => {
		const ids = await tasksFor(sandbox.current, {}, {});
		const { output, pause, error } = await suspend(sandbox.current, ids);
		expect(error).toBeUndefined();
		expect(pause).toBeUndefined();
		expect(output('Next').map(({ json }) => json.task_id)).toEqual(ids);
		expect(await contentOf(output('Next')[0]?.binary?.data)).toBe(`video 0 of ${ids[0]}`);
	});

	it('goes round through n8n’s Wait node while a task runs, and looks once a round', async () => {
		const ids = await tasksFor(sandbox.current, slow(100));
		const parked = await suspend(sandbox.current, ids);
		expect(parked.error).toBeUndefined();
		expect(parked.pause).toBeCloseTo(66, 0);
		expect(sandbox.current.polls()).toBe(1);

		clock.putForward(66);
		const again = await parked.resume();
		expect(again.pause).toBeCloseTo(66, 0);
		expect(sandbox.current.polls()).toBe(2);

		clock.putForward(66);
		const { output, pause, error } = await again.resume();
		expect(error).toBeUndefined();
		expect(pause).toBeUndefined();
		expect(output('Next').map(({ json }) => json.task_id)).toEqual(ids);
		expect(sandbox.current.polls()).toBe(3);
	});

	it('leaves an item that goes round as it is, but for how far its task is', async () => {
		const ids = await tasksFor(sandbox.current, slow(1000));
		const file = { data: 'eA==', mimeType: 'text/plain', fileName: 'note.txt' };
		const items = [
			{ json: { task_id: ids[0], row: 7, wait_for_task: { old: true } }, binary: { note: file } },
		];
		const parked = await suspend(sandbox.current, ids, { items });
		const [item] = parked.output('Wait', 1);
		expect(item?.json).toEqual({
			task_id: ids[0],
			row: 7,
			wait_for_task: {
				status: expect.stringMatching(/^TASK_STATUS_/),
				progress_percent: expect.any(Number),
				eta: expect.any(Number),
				check_again_in: 66,
			},
		});
		expect(item?.binary?.note).toMatchObject({ fileName: 'note.txt' });
		expect(item?.pairedItem).toEqual({ item: 0 });
	});

	it('says of a task no more than the service does', async () => {
		sandbox.current.misbehave({ on: 'poll', do: { kind: 'noHints' } });
		const ids = await tasksFor(sandbox.current, slow(1000));
		const [item] = (await suspend(sandbox.current, ids)).output('Wait', 1);
		expect(item?.json.wait_for_task).toEqual({
			status: expect.stringMatching(/^TASK_STATUS_/),
			check_again_in: expect.any(Number),
		});
	});

	it('waits in memory for as long as a loop without a Wait node comes too early', async () => {
		const ids = await tasksFor(sandbox.current, slow(10));
		const running = await startSuspending(sandbox.current, ids, {
			change: (json) => lead(json, 'Wait', ['Next'], ['Wait']),
		});
		await new Promise((resolve) => setTimeout(resolve, 1500));
		expect(sandbox.current.polls()).toBe(1);
		clock.putForward(66);
		const { output } = await running.finished;
		expect(output('Next').map(({ json }) => json.task_id)).toEqual(ids);
		expect(sandbox.current.polls()).toBe(2);
	});
});

describe('what is handed on together', () => {
	it('leaves in one run, in the order of the items, each file fetched when its task ended', async () => {
		const ids = await tasksFor(sandbox.current, slow(100), slow(50), slow(30));
		const parked = await suspend(sandbox.current, ids);
		clock.putForward(66);
		const again = await parked.resume();
		expect(again.output('Next')).toEqual([]);
		expect(videos([ids[1], ids[2]] as string[])).toHaveLength(2);
		expect(again.output('Wait', 1, 1).map(({ json }) => json.task_id)).toEqual([ids[0]]);

		clock.putForward(66);
		const { runsOf } = await again.resume();
		expect(runsOf('Next').map((items) => items.map(({ json }) => json.task_id))).toEqual([ids]);
		expect(await contentOf(runsOf('Next')[0]?.[1]?.binary?.data)).toBe(`video 0 of ${ids[1]}`);
		expect(downloads()).toHaveLength(3);
	});

	it('stays linked to the items that came in first, however many passes there were', async () => {
		const ids = await tasksFor(sandbox.current, slow(100), {}, slow(50));
		const items = ids.map((task_id, index) => ({ json: { task_id, title: `Film ${index}` } }));
		const parked = await suspend(sandbox.current, ids, {
			items,
			change: (json) => {
				addNode(json, 'Before', PASS_TYPE, { position: [100, 0] });
				addNode(json, 'Titles', TITLE_TYPE);
				lead(json, 'Start', ['Before']);
				lead(json, 'Before', ['Wait']);
				lead(json, 'Wait', ['Titles'], ['Pause']);
			},
		});
		clock.putForward(66);
		const again = await parked.resume();
		clock.putForward(66);
		const { output, error } = await again.resume();
		expect(error).toBeUndefined();
		expect(output('Titles').map(({ json }) => json.title)).toEqual(['Film 0', 'Film 1', 'Film 2']);
	});

	it('has error items in their places', async () => {
		const ids = await tasksFor(sandbox.current, slow(100), { prompt: '[sandbox: fail]' }, {});
		const parked = await suspend(sandbox.current, ids, {
			settings: { onError: 'continueRegularOutput' },
		});
		expect(parked.output('Next')).toEqual([]);
		clock.putForward(130);
		const { output } = await parked.resume();
		expect(output('Next').map(({ json }) => [json.task_id, 'error' in json])).toEqual([
			[ids[0], false],
			[ids[1], true],
			[ids[2], false],
		]);
	});
});

describe('what is handed on as it finishes', () => {
	it('leaves while slower tasks go on', async () => {
		const ids = await tasksFor(sandbox.current, slow(100), slow(50), slow(30));
		const parked = await suspend(sandbox.current, ids, asFinished);
		clock.putForward(66);
		const again = await parked.resume();
		expect(again.output('Next').map(({ json }) => json.task_id)).toEqual([ids[1], ids[2]]);
		expect(again.pause).toBeCloseTo(66, 0);
		clock.putForward(66);
		const { output } = await again.resume();
		expect(output('Next', 0, 1).map(({ json }) => json.task_id)).toEqual([ids[0]]);
	});

	it('leaves before a failure ends the execution', async () => {
		const ids = await tasksFor(sandbox.current, {}, { prompt: '[sandbox: fail bad luck]' });
		const parked = await suspend(sandbox.current, ids, asFinished);
		expect(parked.output('Next').map(({ json }) => json.task_id)).toEqual([ids[0]]);
		expect(parked.error).toBeUndefined();
		clock.putForward(66);
		const { error } = await parked.resume();
		expect(error?.message).toBe(`Task ${ids[1]} ended without a file [item 0]`);
		expect(error?.description).toContain('bad luck');
	});
});

describe('what outlives the pauses', () => {
	it('is little, and nothing once all have left', async () => {
		const ids = await tasksFor(sandbox.current, slow(100), slow(100));
		const parked = await suspend(sandbox.current, ids);
		const contexts = () => JSON.stringify(parked.run.data.executionData?.contextData);
		expect(contexts()).toContain(ids[0]);
		expect(contexts().length).toBeLessThan(400 + 2 * 250);

		clock.putForward(130);
		const { run } = await parked.resume();
		expect(JSON.stringify(run.data.executionData?.contextData)).not.toContain(ids[0]);
	});

	it('lets a task time out however many pauses there were', async () => {
		const ids = await tasksFor(sandbox.current, { prompt: '[sandbox: endless]' });
		const parked = await suspend(sandbox.current, ids, {
			parameters: { timeoutMinutes: 3, pollInterval: 100 },
		});
		clock.putForward(100);
		const again = await parked.resume();
		// No longer than is left.
		expect(again.pause).toBeCloseTo(80, 0);
		clock.putForward(80);
		const { error } = await again.resume();
		expect(error?.name).toBe('NodeOperationError');
		expect(error?.message).toBe(`Task ${ids[0]} has not finished within 3 minutes [item 0]`);
		expect(error?.description).toContain('continues. To get its result, wait for its ID again');
	});

	it('takes a last look before it gives up', async () => {
		const ids = await tasksFor(sandbox.current, slow(110));
		const parked = await suspend(sandbox.current, ids, { parameters: { timeoutMinutes: 1 } });
		clock.putForward(3600);
		const { error, output } = await parked.resume();
		expect(error).toBeUndefined();
		expect(output('Next').map(({ json }) => json.task_id)).toEqual(ids);
	});

	it('does not make a later wait for the same task time out at once', async () => {
		const ids = await tasksFor(sandbox.current, { prompt: '[sandbox: endless]' });
		const parked = await suspend(sandbox.current, ids, { parameters: { timeoutMinutes: 1 } });
		clock.putForward(66);
		const failed = await parked.resume();
		expect(failed.error?.message).toContain('has not finished');
		const retried = await failed.retry();
		expect(retried.error).toBeUndefined();
		expect(retried.pause).toBeCloseTo(66, 0);
	});

	it('is not lost to a failure: a retry returns what had finished before it', async () => {
		const ids = await tasksFor(sandbox.current, {}, slow(50));
		const parked = await suspend(sandbox.current, ids);
		sandbox.current.misbehave({
			on: 'poll',
			times: 2,
			do: { kind: 'error', reason: 'ACCESS_DENY' },
		});
		clock.putForward(66);
		const failed = await parked.resume();
		expect(failed.error?.message).toContain('has no permission for this');
		sandbox.current.behave();
		const { output } = await failed.retry();
		expect(output('Next').map(({ json }) => json.task_id)).toEqual(ids);
	});
});

describe('the pause', () => {
	it('is as long as the builder wants it', async () => {
		const ids = await tasksFor(sandbox.current, slow(100));
		const parked = await suspend(sandbox.current, ids, { parameters: { pollInterval: 300 } });
		expect(parked.pause).toBeCloseTo(300, 0);
	});

	it('is longer where the service asks for it', async () => {
		sandbox.current.misbehave({
			on: 'poll',
			times: 1,
			do: { kind: 'answer', status: 429, headers: { 'Retry-After': '200' } },
		});
		const ids = await tasksFor(sandbox.current, {});
		const parked = await suspend(sandbox.current, ids);
		expect(parked.pause).toBeCloseTo(200, 0);
		clock.putForward(200);
		const { output } = await parked.resume();
		expect(output('Next').map(({ json }) => json.task_id)).toEqual(ids);
	});

	it.each([
		['500', { kind: 'answer', status: 500 }],
		['a gateway’s HTML', { kind: 'html', status: 502 }],
		['a cut connection', { kind: 'reset' }],
	] as const)('also waits out a fault that passes: %s', async (_what, misdeed) => {
		sandbox.current.misbehave({ on: 'poll', times: 1, do: misdeed });
		const ids = await tasksFor(sandbox.current, {});
		const parked = await suspend(sandbox.current, ids);
		expect(parked.output('Wait', 1)[0]?.json.wait_for_task).toEqual({ check_again_in: 66 });
		clock.putForward(66);
		const { output } = await parked.resume();
		expect(output('Next').map(({ json }) => json.task_id)).toEqual(ids);
	});
});

describe('a failure among suspended tasks', () => {
	it('ends the execution at once', async () => {
		const ids = await tasksFor(sandbox.current, slow(100), { prompt: '[sandbox: fail bad luck]' });
		const { error, pause } = await suspend(sandbox.current, ids);
		expect(error?.message).toBe(`Task ${ids[1]} ended without a file [item 1]`);
		expect(pause).toBeUndefined();
	});

	it('names the tasks that it keeps from being handed on, also those that had finished before', async () => {
		const ids = await tasksFor(
			sandbox.current,
			{},
			{ prompt: '[sandbox: slow 50] [sandbox: fail]' },
			slow(100),
		);
		const parked = await suspend(sandbox.current, ids);
		clock.putForward(66);
		const failed = await parked.resume();
		expect(failed.error?.context.data).toEqual({ other_tasks: [ids[2], ids[0]] });
		expect(failed.error?.description).toContain('the 2 other tasks');
	});

	it('is final at once where asking again can’t help', async () => {
		sandbox.current.misbehave({ on: 'poll', do: { kind: 'error', reason: 'ACCESS_DENY' } });
		const { error, pause } = await suspend(sandbox.current, ['some-task']);
		expect(error?.message).toBe('The Highway API account has no permission for this [item 0]');
		expect(pause).toBeUndefined();
	});

	it('is final in the second pass where nobody knows the task', async () => {
		const parked = await suspend(sandbox.current, ['no-such-task']);
		expect(parked.error).toBeUndefined();
		clock.putForward(66);
		const { error } = await parked.resume();
		expect(error?.message).toBe('The Highway API does not know task no-such-task [item 0]');
	});

	it('leaves by the error output in the pass that finds it, with its row and its files', async () => {
		const ids = await tasksFor(sandbox.current, slow(100), {
			prompt: '[sandbox: slow 50] [sandbox: fail]',
		});
		const file = { data: 'eA==', mimeType: 'text/plain', fileName: 'frame.png' };
		const items = ids.map((task_id, row) => ({ json: { task_id, row }, binary: { file } }));
		const parked = await suspend(sandbox.current, ids, {
			items,
			settings: { onError: 'continueErrorOutput' },
		});
		clock.putForward(66);
		const again = await parked.resume();
		const errors = [parked, again].flatMap(({ runsOf }) => runsOf('Wait', 2)).flat();
		expect(errors[0]?.json).toMatchObject({ task_id: ids[1], row: 1, error: expect.any(String) });
		expect(errors[0]?.binary?.file).toMatchObject({ fileName: 'frame.png' });
		expect(again.output('Next')).toEqual([]);
		clock.putForward(66);
		const { output, runsOf } = await again.resume();
		expect(output('Next').map(({ json }) => json.task_id)).toEqual([ids[0]]);
		expect(runsOf('Wait', 2)).toHaveLength(1);
	});

	it.each<[string, Partial<INode>]>([
		['with Retry On Fail', { retryOnFail: true, maxTries: 3 }],
		['with Retry On Fail as often as n8n tries by default', { retryOnFail: true }],
		['with Retry On Fail turned off', { retryOnFail: false, maxTries: 3 }],
	])('is handed on once %s, and takes nothing with it', async (_what, settings) => {
		const ids = await tasksFor(
			sandbox.current,
			{ prompt: '[sandbox: slow 50] [sandbox: fail]' },
			{},
		);
		const parked = await suspend(sandbox.current, ids, {
			settings: { onError: 'continueRegularOutput', waitBetweenTries: 1, ...settings },
		});
		clock.putForward(66);
		const end = await parked.resume();
		const { runsOf, run } = end.pause === undefined ? end : await end.resume();
		expect(
			runsOf('Next').map((items) => items.map(({ json }) => [json.task_id, 'error' in json])),
		).toEqual([
			[
				[ids[0], true],
				[ids[1], false],
			],
		]);
		expect(JSON.stringify(run.data.executionData?.contextData)).not.toContain(ids[0]);
	});

	it('that is there from the start is handed on once with Retry On Fail', async () => {
		const ids = await tasksFor(sandbox.current, { prompt: '[sandbox: fail]' }, {});
		const { runsOf, run } = await suspend(sandbox.current, ids, {
			settings: { onError: 'continueRegularOutput', retryOnFail: true, waitBetweenTries: 1 },
		});
		const [items, ...others] = runsOf('Next');
		expect(items?.map(({ json }) => [json.task_id, 'error' in json])).toEqual([
			[ids[0], true],
			[ids[1], false],
		]);
		expect(others).toEqual([]);
		expect(JSON.stringify(run.data.executionData?.contextData)).not.toContain(ids[0]);
	});

	it('to read an item ends the execution before anything is polled', async () => {
		const ids = await tasksFor(sandbox.current, slow(50));
		const { error } = await suspend(sandbox.current, ['', ...ids]);
		expect(error?.message).toContain('[item 0]');
		expect(sandbox.current.polls()).toBe(0);
	});

	it('of everything at once also returns what had finished before', async () => {
		const ids = await tasksFor(sandbox.current, {}, slow(50));
		const parked = await suspend(sandbox.current, ids, {
			settings: { onError: 'continueRegularOutput' },
		});
		clock.putForward(66);
		const { output } = await parked.resume({ apiKey: 'x', baseUrl: 'nonsense' });
		expect(output('Next').map(({ json }) => [json.task_id, 'error' in json])).toEqual([
			[ids[0], false],
			[ids[1], true],
		]);
	});
});

describe('more than one wait in a workflow', () => {
	it('each has a memory of its own', async () => {
		const ids = await tasksFor(sandbox.current, slow(50));
		let execution = await suspend(sandbox.current, ids, {
			change: (json) => {
				const wait = json.nodes.find(({ name }) => name === 'Wait');
				addNode(json, 'Other', wait?.type ?? '', { parameters: { mode: 'suspend' } });
				addNode(json, 'Other Pause', 'n8n-nodes-base.wait', {
					parameters: { amount: '={{ $json.wait_for_task.check_again_in }}', unit: 'seconds' },
				});
				lead(json, 'Start', ['Wait', 'Other']);
				lead(json, 'Other', ['Next'], ['Other Pause']);
				lead(json, 'Other Pause', ['Other']);
			},
		});
		while (execution.pause !== undefined) {
			clock.putForward(66);
			execution = await execution.resume();
		}
		expect(execution.error).toBeUndefined();
		expect(
			execution
				.runsOf('Next')
				.flat()
				.map(({ json }) => json.task_id),
		).toEqual([...ids, ...ids]);
	});

	it('branches that meet in one node neither mix nor lose what each brings', async () => {
		const ids = await tasksFor(sandbox.current, slow(50), {}, slow(100));
		let execution = await suspend(sandbox.current, ids, {
			change: (json) => {
				addNode(json, 'Branch', PASS_TYPE, { position: [100, 200] });
				lead(json, 'Start', ['Wait', 'Branch']);
				lead(json, 'Branch', ['Wait']);
			},
		});
		for (let pauses = 0; execution.pause !== undefined && pauses < 10; pauses++) {
			clock.putForward(66);
			execution = await execution.resume();
		}
		expect(execution.runsOf('Next').map((items) => items.map(({ json }) => json.task_id))).toEqual([
			ids,
			ids,
		]);
	});

	it('the same task twice is looked at once, and handed on for each item', async () => {
		const [id] = (await tasksFor(sandbox.current, slow(50))) as [string];
		const parked = await suspend(sandbox.current, [id, id]);
		clock.putForward(66);
		const { output } = await parked.resume();
		expect(output('Next').map(({ json }) => json.task_id)).toEqual([id, id]);
		expect(sandbox.current.polls()).toBe(2);
	});
});

describe('around the loop', () => {
	it.each([
		['1 task is', [slow(100)]],
		['2 tasks are', [slow(100), {}, slow(100)]],
	])('a step executed alone polls once, and says how to wait: %s', async (tasks, bodies) => {
		const ids = await tasksFor(sandbox.current, ...bodies);
		const { run } = await suspend(sandbox.current, ids, {
			mode: 'manual',
			change: (json) => delete json.connections.Wait,
		});
		expect(run.data.resultData.error).toBeUndefined();
		expect(run.data.resultData.runData.Wait?.[0]?.hints).toEqual([
			{
				message: expect.stringMatching(`^${tasks} still running.*execute the whole workflow`),
				type: 'info',
				location: 'outputPane',
			},
		]);
	});

	it('a step executed alone says nothing of the kind where all have finished', async () => {
		const ids = await tasksFor(sandbox.current, {});
		const { run } = await suspend(sandbox.current, ids, { mode: 'manual' });
		expect(run.data.resultData.runData.Wait?.[0]?.hints ?? []).toEqual([]);
	});

	const lastNode = { responseMode: 'lastNode' };
	const hooks: Array<[isWarned: boolean, what: string, type: string, more: Partial<INode>]> = [
		[true, 'a webhook', WEBHOOK_TYPE, { parameters: lastNode }],
		[true, 'a form', FORM_TYPE, { parameters: { options: lastNode } }],
		[true, 'a chat', CHAT_TYPE, { parameters: { options: lastNode } }],
		[true, 'a chat, by default', CHAT_TYPE, {}],
		[true, 'a chat with other options', CHAT_TYPE, { parameters: { options: { title: 'x' } } }],
		[false, 'no chat', CHAT_TYPE, { parameters: { options: { responseMode: 'x' } } }],
		[false, 'no webhook, by default', WEBHOOK_TYPE, {}],
		[false, 'no form, by default', FORM_TYPE, {}],
		[false, 'no deactivated webhook', WEBHOOK_TYPE, { parameters: lastNode, disabled: true }],
		[false, 'no other node', PASS_TYPE, { parameters: lastNode }],
	];
	it.each(hooks)(
		'(%p) %s that answers with the last node is said to answer too early',
		async (isWarned, _what, type, more) => {
			const ids = await tasksFor(sandbox.current, slow(100));
			const { run } = await suspend(sandbox.current, ids, {
				change: (json) => {
					addNode(json, 'Hook', type, more);
					lead(json, 'Hook', ['Wait']);
				},
			});
			const message = '“Hook” answers its caller when the last node has finished';
			expect(run.data.resultData.runData.Wait?.[0]?.hints ?? []).toEqual(
				isWarned
					? [
							{
								message: expect.stringContaining(message),
								type: 'warning',
								location: 'outputPane',
							},
						]
					: [],
			);
		},
	);

	it('a stop ends a pass like any other wait', async () => {
		sandbox.current.misbehave({ on: 'poll', do: { kind: 'hang' } });
		const ids = await tasksFor(sandbox.current, {});
		const running = await startSuspending(sandbox.current, ids);
		await new Promise((resolve) => setTimeout(resolve, 300));
		running.stop();
		const { run } = await running.finished;
		expect(run.status).toBe('canceled');
		expect(run.waitTill).toBeUndefined();
	});
});
