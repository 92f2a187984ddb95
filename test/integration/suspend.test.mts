import type { INode } from 'n8n-workflow';
import type { WorkflowJson } from './support/execute.mts';
import { startSuspending, suspend, useMovableClock } from './support/suspending.mts';
import { useSandbox } from './support/useSandbox.mts';
import { contentOf, tasksFor } from './support/waiting.mts';

// The sandbox goes by the same clock, so it comes second.
const clock = useMovableClock();
const sandbox = useSandbox();

const slow = (seconds: number) => ({ prompt: `[sandbox: slow ${seconds}]` });

describe('a suspended wait', () => {
	it('hands on at once what has already finished', async () => {
		const ids = await tasksFor(sandbox.current, {}, {});
		const { output, pause, error } = await suspend(sandbox.current, ids);
		expect(error).toBeUndefined();
		expect(pause).toBeUndefined();
		expect(output('Next').map(({ json }) => json.task_id)).toEqual(ids);
		expect(await contentOf(output('Next')[0]?.binary?.data)).toBe(`video 0 of ${ids[0]}`);
	});

	it('parks the execution while a task runs, and goes on after the pause', async () => {
		const ids = await tasksFor(sandbox.current, slow(100));
		const parked = await suspend(sandbox.current, ids);
		expect(parked.error).toBeUndefined();
		expect(parked.pause).toBeCloseTo(65, 0);
		expect(sandbox.current.polls()).toBe(1);

		clock.putForward(65);
		const again = await parked.resume();
		expect(again.pause).toBeCloseTo(65, 0);
		expect(sandbox.current.polls()).toBe(2);

		clock.putForward(65);
		const { output, pause, error } = await again.resume();
		expect(error).toBeUndefined();
		expect(pause).toBeUndefined();
		expect(output('Next').map(({ json }) => json.task_id)).toEqual(ids);
		expect(sandbox.current.polls()).toBe(3);
	});

	it('lets a finished video move on while a slower one goes on waiting', async () => {
		const ids = await tasksFor(sandbox.current, slow(100), slow(50), slow(30));
		const parked = await suspend(sandbox.current, ids);
		clock.putForward(65);
		const again = await parked.resume();
		expect(again.output('Next').map(({ json }) => json.task_id)).toEqual([ids[1], ids[2]]);
		expect(again.pause).toBeCloseTo(65, 0);

		clock.putForward(65);
		const { output } = await again.resume();
		expect(output('Next', 0, 1).map(({ json }) => json.task_id)).toEqual([ids[0]]);
	});
});

describe('what outlives the pauses', () => {
	it('is no more than two times a task, and nothing once all have left', async () => {
		const ids = await tasksFor(sandbox.current, slow(100), slow(100));
		const parked = await suspend(sandbox.current, ids);
		const contexts = () => JSON.stringify(parked.run.data.executionData?.contextData);
		expect(contexts()).toContain(ids[0]);
		expect(contexts().length).toBeLessThan(100 + 2 * 120);

		clock.putForward(130);
		const { run } = await parked.resume();
		expect(JSON.stringify(run.data.executionData?.contextData)).not.toContain(ids[0]);
	});

	it('lets a task time out however many pauses there were', async () => {
		const ids = await tasksFor(sandbox.current, { prompt: '[sandbox: endless]' });
		const parked = await suspend(sandbox.current, ids, { parameters: { timeoutMinutes: 2 } });
		clock.putForward(65);
		const again = await parked.resume();
		// No longer than is left.
		expect(again.pause).toBeCloseTo(55, 0);

		clock.putForward(55);
		const { error } = await again.resume();
		expect(error?.name).toBe('NodeOperationError');
		expect(error?.message).toBe(`Task ${ids[0]} has not finished within 2 minutes [item 0]`);
		expect(error?.description).toContain('goes on and can be waited for again');
	});

	it('takes a last look before it gives up', async () => {
		const ids = await tasksFor(sandbox.current, slow(110));
		const parked = await suspend(sandbox.current, ids, { parameters: { timeoutMinutes: 1 } });
		clock.putForward(3600);
		const { error, output } = await parked.resume();
		expect(error).toBeUndefined();
		expect(output('Next').map(({ json }) => json.task_id)).toEqual(ids);
	});
});

describe('the pause', () => {
	it('is never shorter than what n8n keeps on time', async () => {
		const ids = await tasksFor(sandbox.current, slow(100));
		const parked = await suspend(sandbox.current, ids, { parameters: { pollInterval: 5 } });
		expect(parked.pause).toBeCloseTo(65, 0);
	});

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
		clock.putForward(65);
		const { output } = await parked.resume();
		expect(output('Next').map(({ json }) => json.task_id)).toEqual(ids);
	});
});

describe('a failure among suspended tasks', () => {
	it('ends the execution, after what has finished has left', async () => {
		const ids = await tasksFor(sandbox.current, {}, { prompt: '[sandbox: fail bad luck]' });
		const { output, error } = await suspend(sandbox.current, ids);
		expect(output('Next').map(({ json }) => json.task_id)).toEqual([ids[0]]);
		expect(error?.message).toBe(`Task ${ids[1]} ended without a video [item 0]`);
		expect(error?.description).toContain('bad luck');
	});

	it('is final at once where asking again can’t help', async () => {
		const { error, pause } = await suspend(sandbox.current, ['no-such-task']);
		expect(error?.message).toBe('The Highway API knows no task no-such-task [item 0]');
		expect(pause).toBeUndefined();
	});

	it('is an item behind “Done” when the node continues', async () => {
		const ids = await tasksFor(sandbox.current, slow(100), { prompt: '[sandbox: fail]' });
		const parked = await suspend(sandbox.current, ids, {
			settings: { onError: 'continueRegularOutput' },
		});
		expect(parked.output('Next').map(({ json }) => [json.task_id, 'error' in json])).toEqual([
			[ids[1], true],
		]);
		clock.putForward(130);
		const { output } = await parked.resume();
		expect(output('Next', 0, 1).map(({ json }) => json.task_id)).toEqual([ids[0]]);
	});

	it('leaves by the error output where the node has one', async () => {
		const ids = await tasksFor(sandbox.current, slow(100), { prompt: '[sandbox: fail]' });
		const parked = await suspend(sandbox.current, ids, {
			settings: { onError: 'continueErrorOutput' },
		});
		expect(parked.output('Wait', 2).map(({ json }) => json.task_id)).toEqual([ids[1]]);
		clock.putForward(130);
		const { output } = await parked.resume();
		expect(output('Next').map(({ json }) => json.task_id)).toEqual([ids[0]]);
	});

	it('does not make a later wait for the same task time out at once', async () => {
		const ids = await tasksFor(sandbox.current, { prompt: '[sandbox: endless]' });
		const parked = await suspend(sandbox.current, ids, { parameters: { timeoutMinutes: 1 } });
		clock.putForward(65);
		const failed = await parked.resume();
		expect(failed.error?.message).toContain('has not finished');
		const retried = await failed.retry();
		expect(retried.error).toBeUndefined();
		expect(retried.pause).toBeCloseTo(60, 0);
	});
});

describe('the wiring of the loop', () => {
	const rewire = (main: Array<Array<string>>) => (json: WorkflowJson) => {
		Object.assign(json.connections, {
			Wait: {
				main: main.map((nodes) => nodes.map((node) => ({ node, type: 'main', index: 0 }))),
			},
		});
	};
	const refused = async (change: ReturnType<typeof rewire>) => {
		const ids = await tasksFor(sandbox.current, slow(100));
		const execution = await suspend(sandbox.current, ids, { change });
		expect(execution.pause).toBeUndefined();
		expect(execution.output('Next')).toHaveLength(0);
		expect(sandbox.current.polls()).toBe(0);
		expect(execution.error?.name).toBe('NodeOperationError');
		expect(execution.error?.description).toContain("from the output 'Check Again' to the input");
		return execution.error?.message;
	};

	it('is asked for where it is missing, before anything is looked at', async () => {
		expect(await refused(rewire([[], ['Next']]))).toBe(
			"'Check Again' does not lead back to this node",
		);
	});

	it('is asked for where the outputs are mixed up', async () => {
		expect(await refused(rewire([['Next'], ['Wait']]))).toBe(
			"'Done' leads back to this node instead of 'Check Again'",
		);
	});

	it('may not lead through a node that would submit the video again', async () => {
		const change = (json: WorkflowJson) => {
			const wait = json.nodes.find(({ name }) => name === 'Wait') as INode;
			const type = 'n8n-nodes-highwayapi.veoLiteFirstLastFrame';
			json.nodes.push({ ...wait, id: '9', name: 'Veo', type, parameters: { prompt: 'x' } });
			rewire([['Veo'], ['Next']])(json);
			json.connections.Veo = { main: [[{ node: 'Wait', type: 'main', index: 0 }]] };
		};
		expect(await refused(change)).toBe(
			'\'Check Again\' leads back through "Veo", which would submit each video again',
		);
	});

	it('may lead through other nodes', async () => {
		const ids = await tasksFor(sandbox.current, slow(50));
		const parked = await suspend(sandbox.current, ids, {
			change: (json) => {
				const next = json.nodes.find(({ name }) => name === 'Next') as INode;
				json.nodes.push({ ...next, id: '9', name: 'Later', position: [440, 200] });
				rewire([['Later'], ['Next']])(json);
				json.connections.Later = { main: [[{ node: 'Wait', type: 'main', index: 0 }]] };
			},
		});
		clock.putForward(65);
		const { output } = await parked.resume();
		expect(output('Next').map(({ json }) => json.task_id)).toEqual(ids);
	});

	it('does not go together with the setting Always Output Data', async () => {
		const ids = await tasksFor(sandbox.current, {});
		const { error } = await suspend(sandbox.current, ids, {
			settings: { alwaysOutputData: true },
		});
		expect(error?.message).toContain("'Always Output Data'");
		expect(error?.description).toContain("Turn 'Always Output Data' off");
	});
});

describe('around the loop', () => {
	it('an item stays linked to the one it came from', async () => {
		const ids = await tasksFor(sandbox.current, slow(100), slow(50));
		const items = ids.map((task_id, index) => ({ json: { task_id, title: `Film ${index}` } }));
		const parked = await suspend(sandbox.current, ids, {
			items,
			change: (json) => {
				const next = json.nodes.find(({ name }) => name === 'Next') as INode;
				next.type = 'test.titleOfStart';
			},
		});
		clock.putForward(65);
		const again = await parked.resume();
		expect(again.output('Next').map(({ json }) => json.title)).toEqual(['Film 1']);
		clock.putForward(65);
		const { output } = await again.resume();
		expect(output('Next', 0, 1).map(({ json }) => json.title)).toEqual(['Film 0']);
	});

	it('two loops wait one after the other, each with a memory of its own', async () => {
		const ids = await tasksFor(sandbox.current, slow(50));
		const parked = await suspend(sandbox.current, ids, {
			change: (json) => {
				const wait = json.nodes.find(({ name }) => name === 'Wait') as INode;
				json.nodes.push({ ...structuredClone(wait), id: '9', name: 'Other', position: [220, 300] });
				const to = (node: string) => ({ node, type: 'main' as const, index: 0 });
				json.connections.Start = { main: [[to('Wait'), to('Other')]] };
				json.connections.Other = { main: [[to('Other')], [to('Next')]] };
			},
		});
		clock.putForward(65);
		const { output, pause, error } = await parked.resume();
		expect(error).toBeUndefined();
		expect(pause).toBeUndefined();
		expect(output('Next', 0, 0).map(({ json }) => json.task_id)).toEqual(ids);
		expect(output('Next', 0, 1).map(({ json }) => json.task_id)).toEqual(ids);
	});

	it('a branch that lies too low is said to come late, and nothing is lost', async () => {
		const ids = await tasksFor(sandbox.current, slow(100), {});
		const parked = await suspend(sandbox.current, ids, {
			change: (json) => {
				(json.nodes.find(({ name }) => name === 'Next') as INode).position = [440, 200];
			},
		});
		expect(parked.output('Next')).toHaveLength(0);
		clock.putForward(130);
		const { output, run } = await parked.resume();
		const handedOn = [0, 1].flatMap((index) => output('Next', 0, index));
		expect(handedOn.map(({ json }) => json.task_id).sort()).toEqual([...ids].sort());
		const hints = run.data.resultData.runData.Wait?.flatMap(({ hints = [] }) => hints) ?? [];
		expect(hints.map(({ message }) => message)).toEqual([
			expect.stringContaining('Move the node after “Done” above this one'),
		]);
	});

	it('a step executed alone looks once, and says how to wait', async () => {
		const ids = await tasksFor(sandbox.current, slow(100));
		const { run } = await suspend(sandbox.current, ids, { mode: 'manual' });
		const [hint] = run.data.resultData.runData.Wait?.[0]?.hints ?? [];
		expect(hint?.message).toContain('execute the whole workflow');
	});

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
