import { ExecuteContext } from 'n8n-core';
import type { INode, INodeExecutionData, INodeParameters, OnError } from 'n8n-workflow';
import { start, withNode, type WorkflowJson } from './support/execute.mts';
import { LOOP_TYPE, PASS_TYPE } from './support/nodeTypes.mts';
import { addNode, lead, startSuspending, suspend, useMovableClock } from './support/suspending.mts';
import { useSandbox } from './support/useSandbox.mts';
import { tasksFor } from './support/waiting.mts';
import { workflow } from './support/workflows.mts';

const clock = useMovableClock();
const sandbox = useSandbox();

const slow = (seconds: number) => ({ prompt: `[sandbox: slow ${seconds}]` });
const VEO_TYPE = 'n8n-nodes-highwayapi.veoLiteFirstLastFrame';

const frames = (): INodeParameters => ({
	firstFrameUrl: `${sandbox.current.url}/frames/dawn.png`,
	lastFrameUrl: `${sandbox.current.url}/frames/night.png`,
	prompt: '[sandbox: slow 50] x',
});

const wirings: Array<[string, string, (json: WorkflowJson) => void]> = [
	[
		'“Still Running” leads through a node that submits',
		'\'Still Running\' leads back through "Veo", which would submit and charge each video again',
		(json) => {
			addNode(json, 'Veo', VEO_TYPE, { parameters: frames() });
			lead(json, 'Pause', ['Veo']);
			lead(json, 'Veo', ['Wait']);
		},
	],
	[
		'“Still Running” leads through Loop Over Items',
		'\'Still Running\' leads back through "Loop", which would take the items for its next batch',
		(json) => {
			addNode(json, 'Loop', LOOP_TYPE);
			lead(json, 'Pause', ['Loop']);
			lead(json, 'Loop', ['Next'], ['Wait']);
		},
	],
	[
		'the outputs are mixed up',
		"'Done' leads back to this node instead of 'Still Running'",
		(json) => lead(json, 'Wait', ['Pause'], ['Next']),
	],
	[
		'“Done” leads back through other nodes',
		"'Done' leads back to this node instead of 'Still Running'",
		(json) => {
			addNode(json, 'Between', PASS_TYPE);
			lead(json, 'Wait', ['Between'], ['Pause']);
			lead(json, 'Between', ['Wait']);
		},
	],
];

describe('a loop that can’t be gone round', () => {
	it.each(wirings)(
		'is refused before anything is looked at: %s',
		async (_what, message, change) => {
			const ids = await tasksFor(sandbox.current, slow(100));
			const { error, output } = await suspend(sandbox.current, ids, { change });
			expect(error?.name).toBe('NodeOperationError');
			expect(error?.message).toBe(message);
			expect(error?.description).toContain("Connect 'Still Running' to a Wait node");
			expect(output('Next')).toEqual([]);
			expect(sandbox.current.polls()).toBe(0);
		},
	);

	it.each(wirings)(
		'ends with nothing where the node continues on error: %s',
		async (_what, message, change) => {
			for (const onError of ['continueRegularOutput', 'continueErrorOutput'] as OnError[]) {
				const ids = await tasksFor(sandbox.current, slow(100));
				const before = sandbox.current.submitted().length;
				const { error, run } = await suspend(sandbox.current, ids, {
					change,
					settings: { onError },
				});
				expect(error).toBeUndefined();
				const [only, ...others] = run.data.resultData.runData.Wait ?? [];
				expect(others).toEqual([]);
				expect((only?.data?.main ?? []).flat()).toEqual([]);
				expect(only?.hints?.[0]?.message).toContain(message);
				expect(sandbox.current.submitted()).toHaveLength(before);
			}
		},
	);

	it('is no matter of a deactivated node that submits', async () => {
		const ids = await tasksFor(sandbox.current, slow(50));
		const parked = await suspend(sandbox.current, ids, {
			change: (json) => {
				wirings[0]?.[2](json);
				Object.assign(json.nodes.at(-1) ?? {}, { disabled: true });
			},
		});
		clock.putForward(66);
		const { output } = await parked.resume();
		expect(output('Next').map(({ json }) => json.task_id)).toEqual(ids);
	});
});

describe('tasks that would not come back', () => {
	const change = (json: WorkflowJson) => lead(json, 'Wait', ['Next'], ['Pause2']);
	const unconnected = (json: WorkflowJson) => {
		addNode(json, 'Pause2', PASS_TYPE);
		change(json);
	};

	it('end the execution', async () => {
		const ids = await tasksFor(sandbox.current, slow(100));
		const { error } = await suspend(sandbox.current, ids, { change: unconnected });
		expect(error?.message).toBe("'Still Running' does not lead back to this node [item 0]");
	});

	it.each([
		['nothing follows the node', 'trigger' as const, (json: WorkflowJson) => lead(json, 'Wait')],
		['others follow it, in the editor', 'manual' as const, unconnected],
	])('end the execution where %s', async (_what, mode, changed) => {
		const ids = await tasksFor(sandbox.current, slow(100));
		const { error } = await suspend(sandbox.current, ids, { change: changed, mode });
		expect(error?.message).toBe("'Still Running' does not lead back to this node [item 0]");
	});

	it('come back, as far as anybody knows, in an n8n that does not report connections', async () => {
		const lacking = { configurable: true, value: undefined };
		Object.defineProperty(ExecuteContext.prototype, 'getConnections', lacking);
		try {
			const ids = await tasksFor(sandbox.current, slow(50));
			const parked = await suspend(sandbox.current, ids);
			clock.putForward(66);
			const { output } = await parked.resume();
			expect(output('Next').map(({ json }) => json.task_id)).toEqual(ids);
		} finally {
			Reflect.deleteProperty(ExecuteContext.prototype, 'getConnections');
		}
	});

	it('are error items where the node continues, beside what has finished', async () => {
		const ids = await tasksFor(sandbox.current, slow(100), {});
		const { output } = await suspend(sandbox.current, ids, {
			change: unconnected,
			settings: { onError: 'continueRegularOutput' },
		});
		expect(output('Next').map(({ json }) => [json.task_id, 'error' in json])).toEqual([
			[ids[0], true],
			[ids[1], false],
		]);
	});

	it('are none where all have finished', async () => {
		const ids = await tasksFor(sandbox.current, {});
		const { error, output } = await suspend(sandbox.current, ids, { change: unconnected });
		expect(error).toBeUndefined();
		expect(output('Next')).toHaveLength(1);
	});
});

describe('Loop Over Items', () => {
	it('may be led to by “Done”: batch by batch is submitted, waited for and collected', async () => {
		const items = ['a', 'b', 'c'].map((title) => ({ json: { title } }));
		let execution = await suspend(sandbox.current, [], {
			items,
			change: (json) => {
				addNode(json, 'Loop', LOOP_TYPE, { parameters: { batchSize: '2' } });
				addNode(json, 'Veo', VEO_TYPE, { parameters: frames() });
				lead(json, 'Start', ['Loop']);
				lead(json, 'Loop', ['Next'], ['Veo']);
				lead(json, 'Veo', ['Wait']);
				lead(json, 'Wait', ['Loop'], ['Pause']);
			},
		});
		for (let pauses = 0; execution.pause !== undefined && pauses < 10; pauses++) {
			clock.putForward(66);
			execution = await execution.resume();
		}
		expect(execution.error).toBeUndefined();
		expect(sandbox.current.submitted()).toHaveLength(3);
		expect(execution.runsOf('Next').map((out) => out.length)).toEqual([3]);
		expect(execution.runsOf('Wait').map((out) => out.length)).toEqual([2, 1]);
	});
});

describe('a loop without a pause', () => {
	it.each([
		[
			'what failed, led back by the error output',
			{ onError: 'continueErrorOutput' },
			'suspend',
			[['Next'], ['Pause'], ['Wait']],
		],
		[
			'what failed, led back in mode wait',
			{ onError: 'continueRegularOutput' },
			'wait',
			[['Wait']],
		],
		['what has finished, led back in mode wait', {}, 'wait', [['Wait']]],
	] as const)(
		'goes round once a second at most, and more and more slowly: %s',
		async (what, settings, mode, outputs) => {
			const failing = what.startsWith('what failed');
			const ids = await tasksFor(sandbox.current, failing ? { prompt: '[sandbox: fail]' } : {});
			const running = await startSuspending(sandbox.current, ids, {
				parameters: { mode, downloadFiles: false },
				settings,
				change: (json) => lead(json, 'Wait', ...outputs.map((nodes) => [...nodes])),
			});
			await new Promise((resolve) => setTimeout(resolve, 2500));
			running.stop();
			const { run } = await running.finished;
			const runs = run.data.resultData.runData.Wait?.length ?? 0;
			expect(runs).toBeGreaterThanOrEqual(2);
			// At 0 and 1 s, waiting for 3 s; a stop adds one that has not begun.
			expect(runs).toBeLessThanOrEqual(3);
		},
	);
});

describe('a loop through the node that submits', () => {
	it('fails ever more slowly where each round fails', async () => {
		const { execution } = await goRound(
			{ prompt: '={{ " " }}' },
			{ onError: 'continueRegularOutput' },
		);
		const runs = execution.run.data.resultData.runData.Veo?.length ?? 0;
		expect(runs).toBeGreaterThanOrEqual(2);
		expect(runs).toBeLessThanOrEqual(3);
	});

	it('is not slowed where each round is about another item', async () => {
		let round = 0;
		const { execution } = await goRound(
			{},
			{},
			(json) => {
				addNode(json, 'Next Row', LOOP_TYPE);
				lead(json, 'Start', ['Next Row']);
				lead(json, 'Next Row', ['Next'], ['Veo']);
				lead(json, 'Veo', ['Next Row']);
			},
			Array.from({ length: 5 }, () => ({ json: { row: round++ } })),
		);
		expect(execution.run.data.resultData.runData.Veo).toHaveLength(5);
	});

	/** Submits in a loop until it ends, or for as long as three paced runs take. */
	async function goRound(
		parameters: INodeParameters,
		settings: Partial<INode>,
		change: (json: WorkflowJson) => void = (json) => lead(json, 'Veo', ['Veo']),
		items: INodeExecutionData[] = [{ json: {} }],
	) {
		const json = withNode(workflow('submit'), 'Veo', { ...frames(), ...parameters }, settings);
		change(json);
		const { credential } = sandbox.current;
		const running = await start({ workflow: json, items, credential, mode: 'trigger' });
		const stop = setTimeout(() => running.stop(), 2800);
		const execution = await running.finished;
		clearTimeout(stop);
		return { execution };
	}
});
