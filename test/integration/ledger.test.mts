import type { INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import {
	execute,
	start,
	withNode,
	type Execution,
	type ExecuteOptions,
	type WorkflowJson,
} from './support/execute.mts';
import { useN8nLog } from './support/n8nLog.mts';
import { CHANGE_TYPE } from './support/nodeTypes.mts';
import { useDeduplication } from './support/useDeduplication.mts';
import { promptItems, submittingPrompts } from './support/submitting.mts';
import { useSandbox } from './support/useSandbox.mts';

const sandbox = useSandbox();
const deduplication = useDeduplication();
const log = useN8nLog();

const TOOL = 'n8n-nodes-highwayapi.veoLiteFirstLastFrameTool';

const items = promptItems;
const submitting = (options?: INodeParameters, settings?: Partial<INode>): WorkflowJson =>
	submittingPrompts(sandbox.current, options, settings);

/** The node called once for each of these prompts, as a model calls a tool. */
function calls(prompts: string[], options: INodeParameters, settings: Partial<INode>) {
	const { nodes, connections } = submitting(options, {
		onError: 'continueRegularOutput',
		...settings,
	});
	const next = nodes.find(({ name }) => name === 'Next') as INode;
	const veo = nodes.find(({ name }) => name === 'Veo') as INode;
	const to = (node: string) => ({ node, type: 'main', index: 0 }) as const;
	const callers = prompts.map((_prompt, index) => ({
		...next,
		id: `call ${index}`,
		name: `Call ${index}`,
		position: [0, 100 * index] as [number, number],
	}));
	veo.parameters = {
		...veo.parameters,
		prompt: `={{ ${JSON.stringify(prompts)}[$runIndex] }}`,
	};
	return {
		nodes: [...nodes, ...callers],
		connections: {
			...connections,
			Start: { main: [callers.map(({ name }) => to(name))] },
			...Object.fromEntries(callers.map(({ name }) => [name, { main: [[to('Veo')]] }])),
		},
	};
}

const run = async (options: Omit<ExecuteOptions, 'credential'>): Promise<Execution> =>
	await execute({ ...options, credential: sandbox.current.credential });

const begin = async (options: Omit<ExecuteOptions, 'credential'>) =>
	await start({ ...options, credential: sandbox.current.credential });

const posted = () => sandbox.current.submitted().map(({ prompt }) => prompt);
const taskOf = (prompt: string) =>
	sandbox.current.tasks.find(({ generation }) => generation.prompt === prompt)?.id;
const ids = ({ output }: Execution) => output('Veo').map(({ json }) => json.task_id);
const codeIn = (text: unknown) => /enter ([0-9a-f]{8}) in/.exec(String(text))?.[1] ?? '';

/** Waits until something is true; jest's own limit ends it if it never is. */
async function until(isTrue: () => boolean): Promise<void> {
	while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Executes a workflow in a process that is killed once this many submissions have arrived. */
async function killedAfter(submissions: number, given: WorkflowJson, input: INodeExecutionData[]) {
	sandbox.current.misbehave({
		on: 'submit',
		after: submissions - 1,
		times: 1,
		do: { kind: 'hangAfter' },
	});
	const crashed = await begin({ workflow: given, items: input, process: 'killed' });
	await until(() => posted().length === submissions);
	return crashed;
}

describe('what is accepted', () => {
	it('stands in n8n’s log and in the custom data of the execution, and nothing secret beside it', async () => {
		const { run: ended } = await run({ workflow: submitting(), items: items('a', 'b') });
		expect(log.lines).toEqual(
			['a', 'b'].map((prompt, item) =>
				expect.stringMatching(
					`^info: Highway API accepted task ${taskOf(prompt)} \\(item ${item}, node "Veo", execution test-\\d+\\)$`,
				),
			),
		);
		expect(log.lines.join()).not.toContain(sandbox.current.key);
		expect(ended.data.resultData.metadata?.highway_tasks).toBe(`${taskOf('a')} ${taskOf('b')}`);
	});

	it('is found in the log after a crash, and what was under way is claimed, what was not begun is free', async () => {
		const given = submitting({ maxConcurrentRequests: 2 });
		const { token } = await killedAfter(3, given, items('a', 'b', 'c', 'd', 'e', 'f', 'g'));
		await until(() => log.lines.length >= 2);
		expect(log.lines.join()).toContain(`task ${taskOf('a')}`);

		sandbox.current.behave();
		const workflowOfRetry = submitting(
			{ maxConcurrentRequests: 2 },
			{ onError: 'continueRegularOutput' },
		);
		const retry = {
			workflow: workflowOfRetry,
			items: items('a', 'b', 'c', 'd', 'e', 'f', 'g'),
			token,
		};
		const before = posted();
		const second = await run({ ...retry, process: 'restarted' });
		// Of the two halves nothing is sent twice, and at least what was far from its turn is sent now.
		expect(new Set(posted()).size).toBe(posted().length);
		expect(
			before.every(
				(prompt) =>
					second.output('Veo')[['a', 'b', 'c', 'd'].indexOf(String(prompt))]?.json.task_id ===
					undefined,
			),
		).toBe(true);
		expect(second.output('Veo').at(-1)?.json.task_id).toBe(taskOf('g'));
		expect(second.output('Veo')[0]?.json.message).toContain("Search n8n's log");
	});
});

describe('Stop while submissions are under way', () => {
	it('sends nothing more, waits for what is under way, and writes it down', async () => {
		sandbox.current.misbehave({ on: 'submit', do: { kind: 'delay', seconds: 0.4 } });
		const running = await begin({
			workflow: submitting({ maxConcurrentRequests: 2 }),
			items: items('a', 'b', 'c', 'd', 'e'),
		});
		await until(() => posted().length === 2);
		running.stop();
		await running.finished;
		await until(() => sandbox.current.tasks.length === 2);
		await new Promise((resolve) => setTimeout(resolve, 200));
		expect(posted()).toEqual(['a', 'b']);
		// Each is known, or noted as in doubt where n8n has cut its request.
		expect(log.lines).toHaveLength(2);
	});
});

describe('a retry', () => {
	it('that is pressed twice at once submits each item once, and both return all tasks', async () => {
		sandbox.current.misbehave({
			on: 'submit',
			after: 1,
			times: 1,
			do: { kind: 'answer', status: 409 },
		});
		const first = await run({ workflow: submitting(), items: items('a', 'b', 'c') });
		sandbox.current.misbehave({ on: 'submit', do: { kind: 'delay', seconds: 0.1 } });
		const both = await Promise.all(
			[0, 1].map(async () => await run({ workflow: submitting(), retryOf: first.run })),
		);
		expect(sandbox.current.tasks.map(({ generation }) => generation.prompt)).toEqual([
			'a',
			'b',
			'c',
		]);
		for (const retry of both) expect(ids(retry)).toEqual(['a', 'b', 'c'].map(taskOf));
	});

	it('on another worker at the same time submits nothing that the first has under way', async () => {
		sandbox.current.misbehave({ on: 'submit', times: 1, do: { kind: 'answer', status: 409 } });
		const first = await run({ workflow: submitting(), items: items('a', 'b', 'c') });
		sandbox.current.misbehave({ on: 'submit', do: { kind: 'delay', seconds: 0.1 } });
		const both = await Promise.all(
			['one', 'other'].map(
				async (process) =>
					await run({
						workflow: submitting({}, { onError: 'continueRegularOutput' }),
						retryOf: first.run,
						process,
					}),
			),
		);
		const accepted = sandbox.current.tasks.map(({ generation }) => generation.prompt);
		expect(accepted.sort()).toEqual(['a', 'b', 'c']);
		const handedOn = both.flatMap(ids).filter((id) => id !== undefined);
		expect(handedOn.sort()).toEqual(['a', 'b', 'c'].map(taskOf).sort());
	});

	it('of a crash leaves to a person what was under way, for the corrected node too', async () => {
		const { token } = await killedAfter(1, submitting(), items('a'));
		sandbox.current.behave();
		const retry = async (options: INodeParameters, prompt = '={{ $json.prompt }}') =>
			await run({
				workflow: withNode(submitting(options), 'Veo', { prompt }),
				items: items('a'),
				token,
				process: 'restarted',
			});
		const second = await retry({});
		expect(second.error?.message).toContain('may already have been submitted');
		const corrected = await retry({}, 'corrected');
		expect(corrected.error?.message).toContain('may already have been submitted');
		expect(posted()).toEqual(['a']);

		const submitAgain = codeIn(second.error?.description);
		expect(codeIn(corrected.error?.description)).toBe(submitAgain);
		expect(ids(await retry({ submitAgain }))).toHaveLength(1);
		expect(posted()).toEqual(['a', 'a']);
		// The code is used up: the next retry is handed on what the last one was accepted for.
		expect(ids(await retry({ submitAgain }))).toEqual([sandbox.current.tasks.at(-1)?.id]);
		expect(posted()).toEqual(['a', 'a']);
	});

	it('names all items that are in doubt at once, so that their codes can be entered together', async () => {
		const given = submitting({ maxConcurrentRequests: 3 });
		sandbox.current.misbehave({ on: 'submit', do: { kind: 'hangAfter' } });
		const { token } = await begin({
			workflow: given,
			items: items('a', 'b', 'c'),
			process: 'killed',
		});
		await until(() => posted().length === 3);
		sandbox.current.behave();
		const retry = async (options: INodeParameters) =>
			await run({
				workflow: submitting(options),
				items: items('a', 'b', 'c'),
				token,
				process: 'restarted',
			});
		const { error } = await retry({});
		expect(error?.message).toMatch(/\[item 0\]$/);
		expect(error?.description).toMatch(/item 1: [0-9a-f]{8}, item 2: [0-9a-f]{8}/);
		expect(ids(await retry({ submitAgain: String(error?.description) }))).toHaveLength(3);
		expect(sandbox.current.tasks).toHaveLength(6);
	});
});

describe('a sub-workflow', () => {
	it('that is called again by a try or a retry of its parent returns what it was accepted for', async () => {
		const parent = await begin({ workflow: { ...submitting(), connections: {} } });
		await parent.finished;
		sandbox.current.misbehave({
			on: 'submit',
			after: 1,
			times: 1,
			do: { kind: 'answer', status: 409 },
		});
		const call = async (parentId: string) =>
			await run({ workflow: submitting(), items: items('a', 'b'), parentId });
		const first = await call(parent.id);
		expect(first.error?.message).toContain('[item 1]');
		const second = await call(parent.id);
		expect(ids(second)).toEqual(['a', 'b'].map(taskOf));
		expect(second.run.data.resultData.runData.Veo?.at(-1)?.hints?.[0]?.message).toContain(
			'Submitted before: 1 item.',
		);

		const retried = await begin({
			workflow: { ...submitting(), connections: {} },
			token: parent.token,
		});
		await retried.finished;
		expect(ids(await call(retried.id))).toEqual(['a', 'b'].map(taskOf));
		expect(sandbox.current.tasks).toHaveLength(2);
	});

	it('is another wish when another execution calls it', async () => {
		for (let call = 0; call < 2; call++) {
			const parent = await begin({ workflow: { ...submitting(), connections: {} } });
			await parent.finished;
			await run({ workflow: submitting(), items: items('a'), parentId: parent.id });
		}
		expect(posted()).toEqual(['a', 'a']);
	});
});

describe('a pay-once key', () => {
	const once = { payOnceKey: '={{ $json.row }}' };
	const rows = (...keys: unknown[]): INodeExecutionData[] =>
		keys.map((row, index) => ({ json: { prompt: `${index}`, row: row as never } }));

	it('is paid for once in executions that run at the same time, and both get the task', async () => {
		sandbox.current.misbehave({ on: 'submit', do: { kind: 'delay', seconds: 0.1 } });
		const both = await Promise.all(
			[0, 1].map(async () => await run({ workflow: submitting(once), items: rows('row 1') })),
		);
		expect(posted()).toHaveLength(1);
		expect(both.flatMap(ids)).toEqual([taskOf('0'), taskOf('0')]);
	});

	it('is paid for once in executions one after the other, and as a number too', async () => {
		const first = await run({ workflow: submitting(once), items: rows(7) });
		const second = await run({ workflow: submitting(once), items: rows(' 7 ') });
		expect(ids(second)).toEqual(ids(first));
		expect(posted()).toHaveLength(1);
	});

	it('is paid for once where two items of a batch have it', async () => {
		const { output } = await run({ workflow: submitting(once), items: rows('x', 'y', 'x') });
		expect(output('Veo').map(({ json }) => json.task_id)).toEqual(['0', '1', '0'].map(taskOf));
		expect(posted()).toEqual(['0', '1']);
	});

	it('fails for all items that have it where the one that is submitted fails', async () => {
		sandbox.current.misbehave({ on: 'submit', times: 1, do: { kind: 'answer', status: 409 } });
		const { output } = await run({
			workflow: submitting(once, { onError: 'continueRegularOutput' }),
			items: rows('x', 'y', 'x'),
		});
		expect(output('Veo').map(({ json }) => json.error !== undefined)).toEqual([true, false, true]);
	});

	it('is free again where it was surely refused', async () => {
		sandbox.current.misbehave({ on: 'submit', times: 1, do: { kind: 'answer', status: 409 } });
		await run({ workflow: submitting(once), items: rows('x') });
		expect(ids(await run({ workflow: submitting(once), items: rows('x') }))).toEqual([taskOf('0')]);
	});

	it('says where to look after a crash, and is submitted again by its code alone', async () => {
		await killedAfter(1, submitting(once), rows('x'));
		sandbox.current.behave();
		const again = async (submitAgain = '') =>
			await run({
				workflow: submitting({ ...once, submitAgain }),
				items: rows('x'),
				process: 'restarted',
			});
		const { error } = await again();
		expect(error?.message).toBe(
			"'Pay Once Key' was submitted before, but its task ID is not known here [item 0]",
		);
		expect(posted()).toHaveLength(1);
		await again(codeIn(error?.description));
		expect(posted()).toHaveLength(2);
	});

	it.each([
		['nothing', null, "'Pay Once Key' is empty [item 0]"],
		['spaces', '  ', "'Pay Once Key' is empty [item 0]"],
		['an object', { a: 1 }, "'Pay Once Key' must be text [item 0]"],
		['a whole text', 'x'.repeat(501), "'Pay Once Key' has more than 500 characters [item 0]"],
	])('that is %s is refused, since nothing would protect the item', async (_what, row, message) => {
		const { error } = await run({ workflow: submitting(once), items: rows(row) });
		expect(error?.message).toBe(message);
		expect(posted()).toEqual([]);
	});
});

describe('a model that calls the tool', () => {
	it('again after two calls in doubt is refused each of them, in its next message too', async () => {
		sandbox.current.misbehave({ on: 'submit', times: 2, do: { kind: 'resetAfter' } });
		await run({ workflow: calls(['A', 'B', 'A', 'B'], {}, { type: TOOL }) });
		expect(posted()).toEqual(['A', 'B']);
		await run({ workflow: calls(['A', 'C'], {}, { type: TOOL }) });
		expect(posted()).toEqual(['A', 'B', 'C']);
	});

	it('again after it was accepted gets another video', async () => {
		await run({ workflow: calls(['A', 'A'], {}, { type: TOOL }) });
		await run({ workflow: calls(['A'], {}, { type: TOOL }) });
		expect(posted()).toEqual(['A', 'A', 'A']);
	});

	it('with the same words while the first call is under way gets the task of that', async () => {
		sandbox.current.misbehave({ on: 'submit', do: { kind: 'delay', seconds: 0.1 } });
		const both = await Promise.all(
			[0, 1].map(async () => await run({ workflow: calls(['A'], {}, { type: TOOL }) })),
		);
		expect(posted()).toEqual(['A']);
		expect(both.flatMap(ids)).toEqual([taskOf('A'), taskOf('A')]);
	});

	it('gets it submitted once a person has entered the code, and from then on as ever', async () => {
		sandbox.current.misbehave({ on: 'submit', times: 1, do: { kind: 'resetAfter' } });
		const { output } = await run({ workflow: calls(['A'], {}, { type: TOOL }) });
		const submitAgain = codeIn(output('Veo')[0]?.json.message);
		await run({ workflow: calls(['A'], { submitAgain }, { type: TOOL }) });
		await run({ workflow: calls(['A'], {}, { type: TOOL }) });
		expect(posted()).toEqual(['A', 'A', 'A']);
	});
});

describe('a loop', () => {
	it('gets another video in each round, also of the same item', async () => {
		await run({ workflow: calls(['x', 'x', 'x'], {}, {}) });
		expect(posted()).toEqual(['x', 'x', 'x']);
	});

	it('does not submit again what is in doubt, nor a changed item with the same request', async () => {
		sandbox.current.misbehave({ on: 'submit', times: 1, do: { kind: 'resetAfter' } });
		const given = calls(['x', 'x'], {}, {});
		const changing = withNode(given, 'Call 1', {}, { type: CHANGE_TYPE });
		await run({ workflow: changing });
		expect(posted()).toEqual(['x']);
	});
});

describe('a fault of the whole account', () => {
	it.each([
		'NOT_ENOUGH_BALANCE',
		'FAILED_TO_AUTH',
		'INVALID_API_KEY',
		'TOKEN_LIMIT_EXCEEDED',
	] as const)(
		'ends a batch that continues on error, and says so of the rest: %s',
		async (reason) => {
			sandbox.current.misbehave({ on: 'submit', after: 1, do: { kind: 'error', reason } });
			const { output } = await run({
				workflow: submitting({}, { onError: 'continueRegularOutput' }),
				items: items(...Array.from({ length: 20 }, (_none, item) => `${item}`)),
			});
			expect(posted()).toEqual(['0', '1']);
			const results = output('Veo').map(({ json }) => json);
			expect(results).toHaveLength(20);
			expect(results[0]).toEqual({ task_id: taskOf('0') });
			expect(results[19]?.error).toBe(
				'The item was not submitted: the refusal of item 1 applies to the whole account [item 19]',
			);
		},
	);
});

describe('n8n’s database', () => {
	it('that does not take a claim keeps the item from being sent, with a sentence that says so', async () => {
		deduplication.current.broken = new Error('SQLITE_FULL: database or disk is full');
		const { error } = await run({ workflow: submitting(), items: items('a') });
		expect(posted()).toEqual([]);
		expect(error?.message).toBe(
			'n8n could not record that the item is about to be submitted [item 0]',
		);
		expect(log.lines[0]).toContain('disk is full');
	});

	it('holds nothing any more of what was refused', async () => {
		sandbox.current.misbehave({ on: 'submit', do: { kind: 'answer', status: 409 } });
		await run({ workflow: submitting(), items: items('a') });
		// The token of the call is all that is left.
		expect(deduplication.current.entries).toBe(1);
	});
});
