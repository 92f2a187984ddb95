import {
	callingPrompts,
	CONTINUES,
	idsOf,
	LOST,
	made,
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
import { useDeduplication } from './support/useDeduplication.mts';
import { CHANGE_TYPE } from './support/nodeTypes.mts';
import { withNode } from './support/workflows.mts';
import { execute, start, hintsOf } from './support/execute.mts';
import { until } from './support/servers.mts';
import { useSandbox } from './support/useSandbox.mts';

const sandbox = useSandbox();
useDeduplication();

const ABC = ['a', 'b', 'c'];
const tries = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

describe('Retry On Fail', () => {
	it('submits only what no earlier try got accepted', async () => {
		spoil('c', REFUSED);
		const { error, output } = await order([...ABC, 'd'], { settings: tries });
		expect(error).toBeUndefined();
		expect(made()).toEqual([...ABC, 'd']);
		// What an earlier try got comes as it would have come then.
		const all = [...ABC, 'd'].map((prompt) => ordered(taskOf(prompt)));
		expect(output('Next').map(({ json }) => json)).toEqual(all);
	});

	it('does not repeat what may have been accepted', async () => {
		spoil('b', LOST);
		const { error } = await order(['a', 'b'], { settings: tries });
		expect(error?.description).toContain('video may have been started');
		expect(posted().sort()).toEqual(['a', 'b']);
		expect(error?.context.acceptedTasks).toEqual([{ item: 0, task_id: taskOf('a') }]);
	});
});

describe('Retry of an execution', () => {
	const failed = async (prompts = ABC) => {
		spoil('b', REFUSED);
		const first = await order(prompts);
		expect(first.error?.message).toMatch(/\[item 1\]$/);
		return first;
	};

	it('submits only what no earlier try got accepted, also where n8n was restarted', async () => {
		const second = await retry(await failed(), { process: 'restarted' });
		expect(idsOf(second)).toEqual(ABC.map(taskOf));
		expect(made()).toEqual(ABC);
	});

	it('that is pressed twice at once submits each item once', async () => {
		const first = await failed();
		sandbox.misbehave({ on: 'submit', do: { kind: 'delay', seconds: 0.1 } });
		const both = await Promise.all([retry(first), retry(first)]);
		expect(made()).toEqual(ABC);
		for (const one of [...both, await retry(first)]) expect(idsOf(one)).toEqual(ABC.map(taskOf));
	});

	it('with equal items tells them apart by their number', async () => {
		sandbox.misbehave({ on: 'submit', after: 1, times: 1, do: REFUSED });
		const first = await order(['a', 'a', 'a']);
		expect(first.error).toBeDefined();
		expect(new Set(idsOf(await retry(first))).size).toBe(3);
		expect(made()).toEqual(['a', 'a', 'a']);
	});

	it('with a corrected node keeps the settings of what was accepted, and says so', async () => {
		const parameters = { prompt: '={{ $json.prompt }} again', duration: 4 };
		const second = await retry(await failed(['a', 'b']), { parameters });
		expect(idsOf(second)).toEqual(['a', 'b again'].map(taskOf));
		expect(second.output('Veo').map(({ json }) => json.duration)).toEqual([8, 4]);
		expect(hintsOf(second, 'Veo').join()).toContain('of another one: 1.');
	});

	it('with a node that fails its checks now still names what was accepted', async () => {
		const { error } = await retry(await failed(['a', 'b']), { parameters: { prompt: ' ' } });
		expect(error?.message).toBe("'Prompt' is empty [item 1]");
		expect(error?.description).toContain(
			`Accepted before, and not paid for again by 'Retry': ${taskOf('a')}`,
		);
	});

	it('leaves what may have been accepted, and returns the others where the node continues', async () => {
		spoil('b', LOST);
		const second = await retry(await order(ABC));
		expect(second.error?.description).toContain('a new execution or another');
		const third = await retry(second, { settings: CONTINUES });
		expect(idsOf(third)).toEqual([taskOf('a'), undefined, taskOf('c')]);
		expect(posted().sort()).toEqual(ABC);
		// Another key is a person's way to say that it is to be submitted.
		const fourth = await retry(second, { options: { payOnceKey: '={{ $json.prompt }}' } });
		expect(idsOf(fourth)).toHaveLength(3);
		expect(posted().sort()).toEqual(['a', 'b', 'b', 'c']);
	});

	it('asks another service for what an earlier one was asked for', async () => {
		const first = await failed();
		sandbox.credential.baseUrl = sandbox.url.replace('127.0.0.1', 'localhost');
		await retry(first);
		expect(made()).toEqual(['a', 'a', 'b', 'c', 'c']);
	});
});

describe('a loop', () => {
	it('gets another video in each round, also of the same item', async () => {
		await execute({ workflow: callingPrompts(['x', 'x', 'x']) });
		expect(posted()).toEqual(['x', 'x', 'x']);
	});

	it('does not submit again what is in doubt, nor a changed item with the same request', async () => {
		spoil('x', LOST);
		const loop = callingPrompts(['x', 'x']);
		await execute({ workflow: withNode(loop, 'Call 1', {}, { type: CHANGE_TYPE }) });
		expect(posted()).toEqual(['x']);
	});

	it('that failed in a later round is retried from there', async () => {
		spoil('b', REFUSED);
		const workflow = callingPrompts(ABC, { settings: { onError: 'stopWorkflow' } });
		const { error, run } = await execute({ workflow });
		expect(error).toBeDefined();
		await execute({ workflow, retryOf: run });
		expect(made()).toEqual(ABC);
	});
});

describe('Stop while submissions are open', () => {
	it('sends nothing more, waits for what is open, and writes it down', async () => {
		sandbox.misbehave({ on: 'submit', do: { kind: 'delay', seconds: 0.4 } });
		const running = await start(orderOf([...ABC, 'd', 'e', 'f', 'g'], { settings: tries }));
		await until(() => posted().length === 5);
		running.stop();
		expect((await running.finished).run.status).toBe('canceled');
		await until(() => sandbox.tasks.length === 5);
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect(posted()).toHaveLength(5);
	});
});

describe('a tool of an agent', () => {
	const calls = async (...prompts: string[]) =>
		await execute({ workflow: callingPrompts(prompts, { settings: { type: TOOL } }) });

	it('returns the same task for the same request, and another one for another', async () => {
		const { output } = await calls('A', 'A', 'B');
		expect(posted()).toEqual(['A', 'B']);
		expect([0, 1, 2].map((call) => output('Veo', 0, call)[0]?.json)).toEqual([
			ordered(taskOf('A')),
			{ task_id: taskOf('A'), already_submitted: true },
			ordered(taskOf('B')),
		]);
		// The agent's next message is an execution of its own.
		await calls('A');
		expect(posted()).toEqual(['A', 'B', 'A']);
	});

	it('refuses a request in doubt, and says to the model where to look', async () => {
		spoil('A', LOST);
		const { output } = await calls('A', 'A', 'B');
		expect(posted()).toEqual(['A', 'B']);
		for (const call of [0, 1])
			expect(output('Veo', 0, call)[0]?.json.message).toContain('Look in your Highway API account');
	});
});
