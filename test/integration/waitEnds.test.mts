import { useFastClock } from './support/fastClock.mts';
import { useSandbox } from './support/useSandbox.mts';
import { suspend } from './support/suspending.mts';
import { tasksFor, wait } from './support/waiting.mts';

const sandbox = useSandbox();

// The pause after a fault is seconds.
useFastClock(10);

/** Answers every poll like this. */
const answers = (body: object) =>
	sandbox.current.misbehave({
		on: 'poll',
		do: { kind: 'answer', status: 200, body: body as Record<string, never> },
	});

describe('a task that brings no file', () => {
	it('is an API failure that carries the reason', async () => {
		const ids = await tasksFor(sandbox.current, { prompt: '[sandbox: fail against the rules]' });
		const { error } = await wait(sandbox.current, ids);

		expect(error?.name).toBe('NodeApiError');
		expect(error?.message).toBe(`Task ${ids[0]} ended without a file [item 0]`);
		expect(error?.description).toContain('against the rules');
		expect(error?.context.itemIndex).toBe(0);
	});

	it.each([
		[
			'it failed and nobody says why',
			{ status: 'TASK_STATUS_FAILED' },
			{},
			/^The service gives no reason\. Check the task in your Highway API account before/,
		],
		['nothing is listed', {}, { videos: [] }, /hold back every video\. Change the prompt/],
		[
			'a reason is given',
			{ reason: 'all samples were filtered' },
			{ videos: [] },
			/gives this reason: "all samples were filtered"\. If it is about the content/,
		],
		[
			'something else is listed',
			{},
			{ videos: [], models: [{ model_url: 'https://m' }] },
			/its answer has "models", which this node does not read\. You don't need to submit/,
		],
		[
			'what is listed has no link',
			{},
			{ images: [{ image_type: 'png' }, {}] },
			/lists 2 files, but without a link\. You don't need to submit the item again/,
		],
	])('is told apart: %s', async (_what, task, lists, advice) => {
		answers({ task: { status: 'TASK_STATUS_SUCCEED', ...task }, ...lists });
		const { error } = await wait(sandbox.current, ['some-task']);
		expect(error?.message).toBe('Task some-task ended without a file [item 0]');
		expect(error?.description).toMatch(advice);
	});

	it('ends the wait for the others at once', async () => {
		const ids = await tasksFor(
			sandbox.current,
			{ prompt: '[sandbox: endless]' },
			{ prompt: '[sandbox: fail]' },
		);
		const { error } = await wait(sandbox.current, ids);
		expect(error?.message).toContain(ids[1]);
	});

	it('is one error item among results when the node continues', async () => {
		const ids = await tasksFor(
			sandbox.current,
			{ prompt: '[sandbox: slow 1]' },
			{ prompt: '[sandbox: fail bad luck]' },
			{},
		);
		const { output } = await wait(sandbox.current, ids, {
			settings: { onError: 'continueRegularOutput' },
		});
		expect(output('Next').map(({ json }) => [json.task_id, 'error' in json])).toEqual([
			[ids[0], false],
			[ids[1], true],
			[ids[2], false],
		]);
		expect(output('Next')[1]).toEqual({
			json: {
				task_id: ids[1],
				error: `Task ${ids[1]} ended without a file [item 1]`,
				message: expect.stringContaining('bad luck'),
			},
			pairedItem: { item: 1 },
		});
	});

	it('leaves by the error output with its task id where the node has one', async () => {
		const ids = await tasksFor(sandbox.current, { prompt: '[sandbox: fail]' }, {});
		const { output } = await wait(sandbox.current, ids, {
			settings: { onError: 'continueErrorOutput' },
		});
		expect(output('Wait', 0).map(({ json }) => json.task_id)).toEqual([ids[1]]);
		expect(output('Wait', 1).map(({ json }) => json.task_id)).toEqual([ids[0]]);
		expect(output('Wait', 1)[0]?.json.error).toContain('ended without a file');
	});
});

describe('an answer that is final', () => {
	it.each([
		['FAILED_TO_AUTH', 'does not recognize the API key'],
		['ACCESS_DENY', 'has no permission for this'],
	] as const)('ends the wait at once (%s)', async (reason, message) => {
		sandbox.current.misbehave({ on: 'poll', do: { kind: 'error', reason } });
		const { error } = await wait(sandbox.current, ['some-task']);
		expect(error?.message).toContain(message);
		expect(sandbox.current.polls()).toBe(1);
	});

	it('ends the wait for a task that nobody knows, after fifteen seconds', async () => {
		const { error } = await wait(sandbox.current, ['no-such-task']);
		expect(error?.name).toBe('NodeApiError');
		expect(error?.message).toBe('The Highway API does not know task no-such-task [item 0]');
		expect(sandbox.current.polls()).toBeGreaterThan(1);
	});

	it('is told after seconds by a single check', async () => {
		const { error } = await wait(sandbox.current, ['no-such-task'], {
			parameters: { mode: 'check' },
		});
		expect(error?.message).toBe('The Highway API does not know task no-such-task [item 0]');
		expect(sandbox.current.polls()).toBe(3);
	});
});

describe('an answer that is not of the service itself', () => {
	it.each([
		[404, { code: 404, reason: 'TASK_NOT_FOUND', message: 'not yet' }],
		[401, '<html>Sign in</html>'],
		[403, '<html>Denied</html>'],
	])('(HTTP %d) or comes too early is waited out', async (status, body) => {
		sandbox.current.misbehave({ on: 'poll', times: 1, do: { kind: 'answer', status, body } });
		const ids = await tasksFor(sandbox.current, {}, {});
		const { error, output } = await wait(sandbox.current, ids);
		expect(error).toBeUndefined();
		expect(output('Next')).toHaveLength(2);
	});
});

describe('a fault that passes', () => {
	it.each([
		['429', { kind: 'error', reason: 'RATE_LIMIT_EXCEEDED' }],
		['500', { kind: 'answer', status: 500 }],
		['a gateway’s HTML', { kind: 'html', status: 502 }],
		['a cut connection', { kind: 'reset' }],
		['half of the JSON', { kind: 'truncate' }],
		['an empty answer', { kind: 'empty' }],
		['an unknown status', { kind: 'taskStatus', status: 'TASK_STATUS_DREAMING' }],
	] as const)('is waited out: %s', async (_what, misdeed) => {
		sandbox.current.misbehave({ on: 'poll', times: 1, do: misdeed });
		const ids = await tasksFor(sandbox.current, {});
		const { error, output } = await wait(sandbox.current, ids);
		expect(error).toBeUndefined();
		expect(output('Next')[0]?.json).toMatchObject({ task_id: ids[0], video_index: 0 });
	});
});

describe('a time-out', () => {
	it('names the task, its last state, and that it goes on', async () => {
		const ids = await tasksFor(sandbox.current, { prompt: '[sandbox: endless]' });
		const { error } = await wait(sandbox.current, ids, {
			parameters: { timeoutMinutes: 0.01 },
		});
		expect(error?.name).toBe('NodeOperationError');
		expect(error?.message).toBe(`Task ${ids[0]} has not finished within 0.01 minutes [item 0]`);
		expect(error?.description).toMatch(/last status is TASK_STATUS_\w+, \d+ % done/);
		expect(error?.description).toContain('continues. To get its result, wait for its ID again');
	});

	it.each(['wait', 'suspend'])('in a status that nobody knows may be final (%s)', async (mode) => {
		answers({ task: { status: 'TASK_STATUS_CANCELED' } });
		const options = { timeoutMinutes: 0.001 };
		const { error } =
			mode === 'wait'
				? await wait(sandbox.current, ['some-task'], { parameters: options })
				: await suspend(sandbox.current, ['some-task'], {
						parameters: { ...options, timeoutMinutes: 0 },
					});
		expect(error?.message).toMatch(
			/^Task some-task has not finished within 0(\.001)? minutes \[item 0\]$/,
		);
		expect(error?.description).toMatch(
			/^Its last status is TASK_STATUS_CANCELED\. .+ may be final\./,
		);
		expect(error?.description).not.toContain('goes on');
	});

	it('leaves the results of other items alone when the node continues', async () => {
		const ids = await tasksFor(sandbox.current, { prompt: '[sandbox: endless]' }, {});
		const { output } = await wait(sandbox.current, ids, {
			parameters: { timeoutMinutes: 0.02 },
			settings: { onError: 'continueRegularOutput' },
		});
		expect(output('Next').map(({ json }) => 'error' in json)).toEqual([true, false]);
	});

	it('is each item’s own', async () => {
		const ids = await tasksFor(
			sandbox.current,
			{ prompt: '[sandbox: endless]' },
			{ prompt: '[sandbox: slow 2]' },
		);
		const { output } = await wait(sandbox.current, [], {
			items: ids.map((task_id, index) => ({ json: { task_id, minutes: index === 0 ? 0.01 : 1 } })),
			parameters: { timeoutMinutes: '={{ $json.minutes }}', pollInterval: 1 },
			settings: { onError: 'continueRegularOutput' },
		});
		expect(output('Next').map(({ json }) => json.error)).toEqual([
			`Task ${ids[0]} has not finished within 0.01 minutes [item 0]`,
			undefined,
		]);
	});

	it('says which fault was the last where nothing was ever seen', async () => {
		sandbox.current.misbehave({ on: 'poll', do: { kind: 'html', status: 504 } });
		const { error } = await wait(sandbox.current, ['some-task'], {
			parameters: { timeoutMinutes: 0.01 },
		});
		expect(error?.description).toContain('status could not be read');
		expect(error?.description).toContain('HTTP 504');
	});
});

describe('an item without a task', () => {
	it('is refused before anything is asked', async () => {
		const { error } = await wait(sandbox.current, [], {
			items: [{ json: { task_id: 'a' } }, { json: { error: 'from the node before' } }],
		});
		expect(error?.message).toBe("'Task ID' is empty [item 1]");
		expect(sandbox.current.requests).toHaveLength(0);
	});

	it.each([
		[{ pollInterval: 0.5 }, "'Poll Interval (Seconds)' must be a number, 1 to 86400"],
		[{ timeoutMinutes: '={{ "long" }}' }, "'Timeout (Minutes)' must be a number, 0 or more"],
		[{ options: { maxRequestsPerSecond: 0 } }, "'Max Requests per Second' must be a number"],
	])('and so are settings that make no sense: %j', async (parameters, message) => {
		const { error } = await wait(sandbox.current, ['a'], { parameters });
		expect(error?.message).toContain(message);
		expect(sandbox.current.requests).toHaveLength(0);
	});
});
