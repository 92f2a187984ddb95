import type { INode, INodeExecutionData } from 'n8n-workflow';
import { execute, withNode, type Execution } from './support/execute.mts';
import { useN8nLog } from './support/n8nLog.mts';
import { ordered } from './support/submitting.mts';
import { useSandbox } from './support/useSandbox.mts';
import { workflow } from './support/workflows.mts';

const sandbox = useSandbox();
const log = useN8nLog();

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

async function until(isTrue: () => boolean): Promise<void> {
	while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('a batch of submissions', () => {
	it('returns one task for each item, in the order of the items and linked to them', async () => {
		const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
		// The first answers come last.
		sandbox.current.misbehave({ on: 'submit', times: 3, do: { kind: 'delay', seconds: 0.2 } });
		const { output } = await submit(prompts(...names));

		expect(output('Next')).toEqual(
			names.map((name, item) => ({ json: ordered(taskOf(name)), pairedItem: { item } })),
		);
	});

	it('has at most five requests open', async () => {
		sandbox.current.misbehave({ on: 'submit', times: 5, do: { kind: 'delay', seconds: 1 } });
		const running = submit(prompts('a', 'b', 'c', 'd', 'e', 'f', 'g'));
		await until(() => sandbox.current.submitted().length === 5);
		// The others wait for the answers, which take a while.
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect(sandbox.current.submitted()).toHaveLength(5);
		await running;
		expect(sandbox.current.submitted()).toHaveLength(7);
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
		expect(error?.description).toContain('video may have been started');
	});

	it.each([
		['INVALID_REQUEST_BODY', 'does not accept these values'],
		['FAILED_TO_AUTH', 'did not accept the API key'],
		['INVALID_API_KEY', 'did not accept the API key'],
		['NOT_ENOUGH_BALANCE', 'or the quota of the Highway API account is used up'],
		['ACCESS_DENY', 'does not offer this to your account'],
		['MODEL_NOT_FOUND', 'does not offer this to your account'],
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

describe('an item that fails among others', () => {
	const items = prompts('good', 'a [sandbox: refuse]', 'fine');

	it('stops the rest, and names every task that is already paid for', async () => {
		const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
		// What is open when it ends is waited for.
		sandbox.current.misbehave({
			on: 'submit',
			matching: 'refuse',
			do: { kind: 'answer', status: 409 },
		});
		const { error } = await submit(prompts(...names, 'a [sandbox: refuse]'));

		expect(error?.message).toMatch(/\[item 7\]$/);
		expect(error?.context.acceptedTasks).toEqual(
			names.map((name, item) => ({ item, task_id: taskOf(name) })),
		);
		expect(error?.description).toContain(`${taskOf('e')}, 2 more.`);
		expect(error?.description).toContain("not paid for again by 'Retry'");
	});

	it('becomes an error item when the node continues', async () => {
		const { error, output } = await submit(items, { onError: 'continueRegularOutput' });

		expect(error).toBeUndefined();
		expect(output('Next')).toEqual([
			{ json: ordered(taskOf('good')), pairedItem: { item: 0 } },
			{
				json: {
					error: expect.stringContaining('does not accept these values'),
					message: expect.any(String),
				},
				pairedItem: { item: 1 },
			},
			{ json: ordered(taskOf('fine')), pairedItem: { item: 2 } },
		]);
	});

	it('leaves by the error output with its own data where the node has one', async () => {
		const { output } = await submit(items, { onError: 'continueErrorOutput' });

		expect(output('Veo', 0).map(({ json }) => json)).toEqual([
			ordered(taskOf('good')),
			ordered(taskOf('fine')),
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

describe('a fault of the whole account', () => {
	it.each([
		'NOT_ENOUGH_BALANCE',
		'FAILED_TO_AUTH',
		'INVALID_API_KEY',
		'TOKEN_LIMIT_EXCEEDED',
	] as const)(
		'ends a batch that continues on error, and says so of the rest: %s',
		async (reason) => {
			sandbox.current.misbehave({ on: 'submit', do: { kind: 'error', reason } });
			const { output } = await submit(
				prompts(...Array.from({ length: 20 }, (_none, item) => `${item}`)),
				{ onError: 'continueRegularOutput' },
			);
			expect(sandbox.current.submitted().length).toBeLessThanOrEqual(5);
			const results = output('Veo').map(({ json }) => String(json.error));
			expect(results).toHaveLength(20);
			expect(results[19]).toMatch(
				/^Not submitted, since what happened to item \d holds for all \[item 19\]$/,
			);
		},
	);
});

describe('what is accepted', () => {
	it('stands in n8n’s log and in the custom data of the execution, and nothing secret beside it', async () => {
		const { run: ended } = await submit(prompts('a', 'b'));
		expect(log.lines).toHaveLength(2);
		for (const [item, prompt] of ['a', 'b'].entries()) {
			expect(log.lines.join('\n')).toMatch(
				new RegExp(
					`^info: Highway API accepted task ${taskOf(prompt)} \\(item ${item}, node "Veo", execution test-\\d+\\)$`,
					'm',
				),
			);
		}
		expect(log.lines.join()).not.toContain(sandbox.current.key);
		const tasks = String(ended.data.resultData.metadata?.highway_tasks).split(' ');
		expect(tasks.sort()).toEqual([taskOf('a'), taskOf('b')].sort());
	});

	it('is told above the output, with what to do next', async () => {
		const { run: one } = await submit(prompts('a'), {}, { maxVideosPerExecution: 7 });
		const told = (ended: typeof one) =>
			ended.data.resultData.runData.Veo?.[0]?.hints?.map(({ message }) => message) ?? [];
		expect(told(one)[0]).toBe(
			'Ordered: 1 video (8 s, 720p, 16:9, no sound), 1 of at most 7 in this execution. Add Wait for Task to get it.',
		);
		const { run: more } = await submit(prompts('a', 'b'), {}, { sampleCount: 2 });
		expect(told(more)[0]).toContain(
			'Ordered: 4 videos (8 s, 720p, 16:9, no sound), 4 of at most 100',
		);
		expect(told(more).at(-1)).toContain("'Save execution progress'");
	});
});
