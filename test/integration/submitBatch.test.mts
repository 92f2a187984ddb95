import type { INode, INodeExecutionData } from 'n8n-workflow';
import { execute, start, withNode, type Execution } from './support/execute.mts';
import { useSandbox } from './support/useSandbox.mts';
import { workflow } from './support/workflows.mts';

const sandbox = useSandbox();

/** Items whose prompts are these. */
const prompts = (...texts: string[]): INodeExecutionData[] =>
	texts.map((prompt) => ({ json: { prompt } }));

function submitting(settings: Partial<INode> = {}, options = {}) {
	const { url } = sandbox.current;
	return withNode(
		workflow('submit'),
		'Veo',
		{
			firstFrameUrl: `${url}/frames/dawn.png`,
			lastFrameUrl: `${url}/frames/night.png`,
			prompt: '={{ $json.prompt }}',
			options,
		},
		settings,
	);
}

async function submit(
	items: INodeExecutionData[],
	settings: Partial<INode> = {},
	options = {},
): Promise<Execution> {
	const { credential } = sandbox.current;
	return await execute({ workflow: submitting(settings, options), items, credential });
}

/** The id of the task that was made from a prompt. */
const taskOf = (prompt: string) =>
	sandbox.current.tasks.find(({ generation }) => generation.prompt === prompt)?.id;

const acceptedPrompts = () => sandbox.current.tasks.map(({ generation }) => generation.prompt);

describe('a batch of submissions', () => {
	it('returns one task for each item, in the order of the items and linked to them', async () => {
		const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
		// The first answers come last.
		sandbox.current.misbehave({ on: 'submit', times: 3, do: { kind: 'delay', seconds: 0.2 } });
		const { output } = await submit(prompts(...names));

		expect(output('Next')).toEqual(
			names.map((name, item) => ({ json: { task_id: taskOf(name) }, pairedItem: { item } })),
		);
	});

	it('has no more requests under way than allowed', async () => {
		sandbox.current.misbehave({ on: 'submit', do: { kind: 'delay', seconds: 0.1 } });
		await submit(prompts('a', 'b', 'c'), {}, { maxConcurrentRequests: 1 });

		const times = sandbox.current.requests
			.filter(({ method }) => method === 'POST')
			.map(({ receivedAt }) => receivedAt);
		expect(times).toHaveLength(3);
		// With one at a time each waits for the answer to the one before.
		const gaps = times.slice(1).map((time, index) => time - (times[index] as number));
		expect(Math.min(...gaps)).toBeGreaterThanOrEqual(90);
	});

	it.each([
		['429', { kind: 'error', reason: 'RATE_LIMIT_EXCEEDED' }],
		['503', { kind: 'error', reason: 'SERVICE_NOT_AVAILABLE' }],
		['429 with Retry-After', { kind: 'answer', status: 429, headers: { 'retry-after': '1' } }],
	] as const)('sends again what was answered %s', async (_status, misdeed) => {
		sandbox.current.misbehave({ on: 'submit', times: 1, do: misdeed });
		const { error, output } = await submit(prompts('a'));

		expect(error).toBeUndefined();
		expect(output('Next')).toHaveLength(1);
		expect(sandbox.current.submitted()).toHaveLength(2);
		expect(acceptedPrompts()).toEqual(['a']);
	});

	it.each([
		['reset before it was handled', { kind: 'reset' }],
		['reset after it was accepted', { kind: 'resetAfter' }],
		['answered 500', { kind: 'answer', status: 500 }],
		['answered 502 by a gateway', { kind: 'html', status: 502 }],
		['answered without a task', { kind: 'answer', status: 200, body: {} }],
		['answered with half of the JSON', { kind: 'truncate' }],
		['answered with nothing', { kind: 'empty' }],
	] as const)('never sends again what was %s, and says what to do', async (_what, misdeed) => {
		sandbox.current.misbehave({ on: 'submit', do: misdeed });
		const { error } = await submit(prompts('a'));

		expect(sandbox.current.submitted()).toHaveLength(1);
		expect(error?.name).toBe('NodeApiError');
		expect(error?.message).toMatch(/ \[item 0\]$/);
		expect(error?.description).toContain('may have accepted');
	});

	it.each([
		['INVALID_REQUEST_BODY', 'does not accept these values'],
		['FAILED_TO_AUTH', 'does not recognize the API key'],
		['INVALID_API_KEY', 'no valid API key'],
		['NOT_ENOUGH_BALANCE', 'balance of the Highway API account is used up'],
		['ACCESS_DENY', 'has no permission for this'],
		['MODEL_NOT_FOUND', 'does not offer this model'],
	] as const)('says what %s means, and sends it once', async (reason, message) => {
		sandbox.current.misbehave({ on: 'submit', do: { kind: 'error', reason } });
		const { error } = await submit(prompts('a'));

		expect(error?.message).toContain(message);
		expect(sandbox.current.submitted()).toHaveLength(1);
	});

	it('follows no redirect, so that the key goes nowhere else', async () => {
		const location = `${sandbox.current.videoUrl}/elsewhere`;
		sandbox.current.misbehave({ on: 'submit', do: { kind: 'redirect', location, status: 307 } });
		const { error } = await submit(prompts('a'));

		expect(error?.message).toContain('redirects to another URL (HTTP 307)');
		expect(sandbox.current.requests.filter(({ host }) => host === 'videos')).toHaveLength(0);
	});

	it('has the key in none of its messages', async () => {
		for (const kind of ['reset', 'truncate', 'empty'] as const) {
			sandbox.current.behave();
			sandbox.current.misbehave({ on: 'submit', do: { kind } });
			const { run } = await submit(prompts('a'));
			expect(JSON.stringify(run)).not.toContain(sandbox.current.key);
		}
	});
});

describe('stopping the execution', () => {
	it('sends nothing more', async () => {
		sandbox.current.misbehave({ on: 'submit', do: { kind: 'delay', seconds: 0.3 } });
		const running = await start({
			workflow: submitting({ retryOnFail: true }, { maxConcurrentRequests: 1 }),
			items: prompts('a', 'b', 'c'),
			credential: sandbox.current.credential,
		});
		while (sandbox.current.submitted().length === 0) {
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
		running.stop();
		const { run } = await running.finished;

		expect(run.status).toBe('canceled');
		expect(sandbox.current.submitted()).toHaveLength(1);
	});
});

describe('an item that fails among others', () => {
	const items = prompts('good', 'a [sandbox: refuse]', 'fine');

	it('stops the rest, and names every task that is already paid for', async () => {
		const { error } = await submit(items, {}, { maxConcurrentRequests: 1 });

		expect(error?.message).toMatch(/\[item 1\]$/);
		expect(acceptedPrompts()).toEqual(['good']);
		expect(error?.description).toContain(`${taskOf('good')} (item 0)`);
		expect(error?.context.acceptedTasks).toEqual([{ item: 0, task_id: taskOf('good') }]);
	});

	it('becomes an error item when the node continues', async () => {
		const { error, output } = await submit(items, { onError: 'continueRegularOutput' });

		expect(error).toBeUndefined();
		expect(output('Next')).toEqual([
			{ json: { task_id: taskOf('good') }, pairedItem: { item: 0 } },
			{
				json: {
					error: expect.stringContaining('does not accept these values'),
					message: expect.any(String),
				},
				pairedItem: { item: 1 },
			},
			{ json: { task_id: taskOf('fine') }, pairedItem: { item: 2 } },
		]);
	});

	it('leaves by the error output with its own data where the node has one', async () => {
		const { output } = await submit(items, { onError: 'continueErrorOutput' });

		expect(output('Veo', 0).map(({ json }) => json)).toEqual([
			{ task_id: taskOf('good') },
			{ task_id: taskOf('fine') },
		]);
		expect(output('Veo', 1)).toEqual([
			expect.objectContaining({
				json: {
					prompt: 'a [sandbox: refuse]',
					error: expect.stringContaining('does not accept these values'),
					message: expect.any(String),
				},
			}),
		]);
	});

	it('does not keep good items from being sent when it does not even pass the checks', async () => {
		const { output } = await submit(prompts('good', '', 'fine'), {
			onError: 'continueRegularOutput',
		});
		expect(output('Next').map(({ json }) => json.task_id)).toEqual([
			taskOf('good'),
			undefined,
			taskOf('fine'),
		]);
		expect(output('Next')[1]?.json.error).toBe("'Prompt' is empty [item 1]");
	});
});

describe('a second try', () => {
	const retry = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

	it('of "Retry On Fail" submits only what no earlier try got accepted', async () => {
		const refusal = { kind: 'answer', status: 409 } as const;
		sandbox.current.misbehave({ on: 'submit', after: 2, times: 1, do: refusal });
		const { error, output } = await submit(prompts('a', 'b', 'c', 'd'), retry, {
			maxConcurrentRequests: 1,
		});

		expect(error).toBeUndefined();
		expect(acceptedPrompts()).toEqual(['a', 'b', 'c', 'd']);
		expect(output('Next').map(({ json }) => json.task_id)).toEqual(
			['a', 'b', 'c', 'd'].map(taskOf),
		);
	});

	it.each([
		['a reset', { kind: 'resetAfter' }],
		['an answer that can’t be read', { kind: 'truncate' }],
		['a gateway’s 502', { kind: 'html', status: 502 }],
	] as const)(
		'of "Retry On Fail" does not repeat what may have been accepted: %s',
		async (_what, misdeed) => {
			sandbox.current.misbehave({ on: 'submit', after: 1, times: 1, do: misdeed });
			const options = { maxConcurrentRequests: 1 };
			const { error } = await submit(prompts('a', 'b', 'c'), retry, options);

			expect(error?.description).toContain('may have accepted this request');
			expect(error?.description).toContain(`${taskOf('a')} (item 0)`);
			expect(sandbox.current.submitted().map(({ prompt }) => prompt)).toEqual(['a', 'b']);
		},
	);

	it('of "Retry On Fail" leaves alone what may have been accepted, and submits the others', async () => {
		sandbox.current.misbehave({ on: 'submit', times: 1, do: { kind: 'resetAfter' } });
		const { output } = await submit(
			prompts('a', 'b'),
			{ ...retry, onError: 'continueRegularOutput' },
			{ maxConcurrentRequests: 1 },
		);
		expect(acceptedPrompts()).toEqual(['a', 'b']);
		expect(output('Next').map(({ json }) => json.task_id)).toEqual([undefined, taskOf('b')]);
	});

	it('of "Retry On Fail" pays once for good items beside an error item', async () => {
		const { output } = await submit(prompts('x [sandbox: refuse]', 'good'), {
			...retry,
			onError: 'continueRegularOutput',
		});
		expect(acceptedPrompts()).toEqual(['good']);
		expect(output('Next')[1]?.json).toEqual({ task_id: taskOf('good') });
	});

	it('from the list of executions submits only what no earlier try got accepted', async () => {
		sandbox.current.misbehave({
			on: 'submit',
			after: 1,
			times: 1,
			do: { kind: 'answer', status: 409 },
		});
		const options = { maxConcurrentRequests: 1 };
		const first = await submit(prompts('a', 'b', 'c'), {}, options);
		expect(first.error).toBeDefined();

		const second = await execute({
			workflow: submitting({}, options),
			credential: sandbox.current.credential,
			retryOf: first.run,
		});
		expect(second.error).toBeUndefined();
		expect(acceptedPrompts()).toEqual(['a', 'b', 'c']);
		expect(second.output('Veo').map(({ json }) => json.task_id)).toEqual(
			['a', 'b', 'c'].map(taskOf),
		);
	});

	it('from the list of executions leaves what may have been accepted to a person, who has it sent once', async () => {
		sandbox.current.misbehave({ on: 'submit', after: 1, times: 1, do: { kind: 'reset' } });
		const options = { maxConcurrentRequests: 1 };
		const first = await submit(prompts('a', 'b', 'c'), {}, options);
		const { credential } = sandbox.current;
		const retry = async (of: Execution, submitAgain?: string) =>
			await execute({
				workflow: submitting({}, { ...options, ...(submitAgain ? { submitAgain } : {}) }),
				credential,
				retryOf: of.run,
			});

		const second = await retry(first);
		expect(second.error?.description).toContain('may have accepted this request');
		expect(acceptedPrompts()).toEqual(['a']);

		const code = /enter ([0-9a-f]{8}) in/.exec(second.error?.description ?? '')?.[1];
		const third = await retry(second, `no code, ${code}`);
		expect(third.output('Veo').map(({ json }) => json.task_id)).toEqual(
			['a', 'b', 'c'].map(taskOf),
		);
		expect(acceptedPrompts()).toEqual(['a', 'b', 'c']);
		// The same code has no more to give, however often the execution is retried.
		await retry(second, code);
		expect(acceptedPrompts()).toEqual(['a', 'b', 'c']);
	});

	it('does not look again at what was accepted, and still names it when its checks fail', async () => {
		const items = prompts('a', 'b');
		sandbox.current.misbehave({ on: 'submit', after: 1, times: 1, do: { kind: 'reset' } });
		const options = { maxConcurrentRequests: 1 };
		const first = await submit(items, {}, options);

		const blank = withNode(submitting({}, options), 'Veo', { prompt: '={{ "" }}' });
		const { error } = await execute({
			workflow: blank,
			credential: sandbox.current.credential,
			retryOf: first.run,
		});
		expect(error?.message).toBe("'Prompt' is empty [item 1]");
		expect(error?.description).toContain(`${taskOf('a')} (item 0)`);
	});

	it('returns what was accepted under earlier settings, and says so beside the output', async () => {
		sandbox.current.misbehave({
			on: 'submit',
			after: 1,
			times: 1,
			do: { kind: 'answer', status: 409 },
		});
		const options = { maxConcurrentRequests: 1 };
		const first = await submit(prompts('a', 'b'), {}, options);
		const { run, output } = await execute({
			workflow: withNode(submitting({}, options), 'Veo', { prompt: '={{ $json.prompt }} again' }),
			credential: sandbox.current.credential,
			retryOf: first.run,
		});
		expect(output('Veo').map(({ json }) => json.task_id)).toEqual(['a', 'b again'].map(taskOf));
		expect(run.data.resultData.runData.Veo?.at(-1)?.hints?.map(({ message }) => message)).toEqual([
			expect.stringContaining('Accepted before the node or the item was changed: 1 item.'),
		]);
	});

	it('is not taken for one when a loop brings the same items again', async () => {
		const { nodes, connections } = submitting({ onError: 'continueRegularOutput' });
		const again = { ...(nodes[2] as INode), id: '9', name: 'Again' };
		// Start -> Veo -> Next, and a second branch of Start into the same Veo.
		const twice = {
			nodes: [...nodes, again],
			connections: {
				...connections,
				Start: {
					main: [
						[
							{ node: 'Veo', type: 'main' as const, index: 0 },
							{ node: 'Again', type: 'main' as const, index: 0 },
						],
					],
				},
				Again: { main: [[{ node: 'Veo', type: 'main' as const, index: 0 }]] },
			},
		};
		await execute({
			workflow: twice,
			items: prompts('x [sandbox: refuse]', 'good'),
			credential: sandbox.current.credential,
		});
		expect(acceptedPrompts()).toEqual(['good', 'good']);
	});
});
