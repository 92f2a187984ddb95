import type { NodeApiError } from 'n8n-workflow';
import { useSandbox } from './support/useSandbox.mts';
import { answersWith, tasksFor, wait } from './support/waiting.mts';

const sandbox = useSandbox();

const succeeded = { status: 'TASK_STATUS_SUCCEED' };
const failing = { prompt: '[sandbox: fail bad luck]' };
const endless = { prompt: '[sandbox: endless]' };
const check = { parameters: { operation: 'check' } };
const continues = { settings: { onError: 'continueRegularOutput' as const } };

describe('a task that brings no file', () => {
	it('is an API failure that carries the reason', async () => {
		const ids = await tasksFor(failing);
		const { error } = await wait(ids);
		expect(error?.name).toBe('NodeApiError');
		expect(error?.message).toBe(`Task ${ids[0]} ended without a file [item 0]`);
		expect(error?.description).toContain('bad luck');
		expect(error?.context.itemIndex).toBe(0);
	});

	it('does not tell to pay again before the account was looked at, where nobody says why', async () => {
		answersWith({ task: { status: 'TASK_STATUS_FAILED' } });
		const { error } = await wait(['it']);
		expect(error?.description).toMatch(/^The service gives no reason\. Look at the task .* before/);
	});

	it('is asked for its files for a minute, then for the same ID again', async () => {
		answersWith({ task: { ...succeeded, reason: 'all samples were filtered' }, videos: [] });
		const startedAt = performance.now();
		const { error } = await wait(['it']);
		expect(performance.now() - startedAt).toBeGreaterThan(59_000);
		expect(error?.message).toBe('Task it has succeeded, but no file came [item 0]');
		expect(error?.description).toMatch(
			/all samples were filtered.+ the same ID once more, at no cost.+probably held back/,
		);
	});

	it.each(['wait', 'check'])(
		'brings it where its links come a moment after its end: %s',
		async (operation) => {
			answersWith({ task: succeeded, videos: [{ video_type: 'mp4' }] }, 2);
			const ids = await tasksFor({});
			const { error, output } = await wait(ids, { parameters: { operation } });
			expect(error).toBeUndefined();
			expect(output('Next')[0]?.binary?.data?.bytes).toBe(`video 0 of ${ids[0]}`.length);
		},
	);

	it('leaves as an error item among results where the node continues', async () => {
		const ids = await tasksFor({ prompt: '[sandbox: slow 60]' }, failing, {});
		const { output } = await wait(ids, continues);
		expect(output('Next').map(({ json }) => json.task_id)).toEqual(ids);
		const error = `Task ${ids[1]} ended without a file [item 1]`;
		const json = { task_id: ids[1], error, message: expect.stringContaining('bad luck') };
		expect(output('Next')[1]).toEqual({ json, pairedItem: { item: 1 } });
	});

	it('leaves by the error output, where there is one, with the JSON and the files of its item', async () => {
		const ids = await tasksFor(failing, {});
		const binary = { frame: { data: 'eA==', mimeType: 'image/png', fileName: 'frame.png' } };
		const { output } = await wait([], {
			items: ids.map((task_id, row) => ({ json: { task_id, row }, binary })),
			settings: { onError: 'continueErrorOutput' },
		});
		expect(output('Wait', 0).map(({ json }) => json.task_id)).toEqual([ids[1]]);
		const error = expect.stringContaining('ended without a file') as string;
		expect(output('Wait', 1)).toMatchObject([
			{ json: { task_id: ids[0], row: 0, error, message: expect.any(String) }, binary },
		]);
	});
});

it.each(['TASK_STATUS_SUCCEEDED', 'task_status_succeed', 'TASK_STATUS_SUCCEED ', 'DONE'])(
	'a status in another spelling is final where the answer has the files: %j',
	async (status) => {
		sandbox.misbehave({ on: 'poll', do: { kind: 'taskStatus', status } });
		const ids = await tasksFor({});
		for (const operation of ['wait', 'check']) {
			const { output } = await wait(ids, { parameters: { operation } });
			expect(output('Next')[0]?.json).toMatchObject({ status, video_index: 0 });
			expect(output('Next')[0]?.binary?.data).toBeDefined();
		}
	},
);

it('a fault shows its status and reason in the details', async () => {
	const credential = { ...sandbox.credential, apiKey: 'wrong' };
	const error = (await wait(['a'], { credential })).error as NodeApiError;
	expect(error.httpCode).toBe('401');
	expect(error.context.itemIndex).toBe(0);
	expect(error.messages.join() + JSON.stringify(error)).toContain('FAILED_TO_AUTH');
});

describe('a time-out', () => {
	it('names the task, its last state, and that it continues', async () => {
		const ids = await tasksFor(endless);
		const { error } = await wait(ids, { parameters: { timeoutMinutes: 0.1 } });
		expect(error?.name).toBe('NodeOperationError');
		expect(error?.message).toBe(`Task ${ids[0]} has not finished within 0.1 minutes [item 0]`);
		expect(error?.description).toMatch(/last status is TASK_STATUS_\w+\./);
		expect(error?.description).toContain('continues: wait for its ID again');
	});

	it('is each item’s own, and leaves the others alone where the node continues', async () => {
		const ids = await tasksFor(endless, { prompt: '[sandbox: slow 20]' });
		const { output } = await wait([], {
			items: ids.map((task_id, index) => ({ json: { task_id, minutes: index + 0.1 } })),
			parameters: { timeoutMinutes: '={{ $json.minutes }}' },
			...continues,
		});
		expect(output('Next').map(({ json }) => json.error)).toEqual([
			`Task ${ids[0]} has not finished within 0.1 minutes [item 0]`,
			undefined,
		]);
	});
});

describe('an item that can not be waited for', () => {
	it.each([undefined, ' ', 'null', {}, '{{ $json.task_id }}', 'a\nb', 8.19e17, '8.19012E+17'])(
		'is refused before anything is asked, and the others are named: %j',
		async (id) => {
			const items = [{ json: { task_id: 'a' } }, { json: { task_id: id } }];
			const { error } = await wait([], { items });
			expect(error?.message).toBe("'Task ID' is empty, or can't be the ID of a task [item 1]");
			expect(error?.description).toContain('To get the other tasks without paying again');
			expect(sandbox.requests).toHaveLength(0);
		},
	);

	it.each(['3f1c9a52-7d0e-4b7c', '1234567890123456', 'nullable-1', 'e5'])(
		'is not one with an unusual ID: %s',
		async (id) => {
			const { error } = await wait([id], check);
			expect(error?.message).toContain('does not know task');
		},
	);
});

describe('what ends a run of several tasks', () => {
	it('comes at once, and tells how to get at the others without paying again', async () => {
		const others = Array.from({ length: 7 }, () => endless);
		const ids = await tasksFor(failing, ...others);
		const { error } = await wait([...ids, ids[3] as string]);
		expect(error?.message).toBe(`Task ${ids[0]} ended without a file [item 0]`);
		expect(error?.description).toContain('To get the other tasks without paying again');
		expect(error?.description).toContain(`${ids.slice(1, 6).join(', ')} and 2 more.`);
		expect(error?.context.data).toEqual({ other_tasks: ids.slice(1) });
	});

	it('brings them, for nothing, in the way it tells', async () => {
		const ids = await tasksFor(failing, {}, {});
		const failed = await wait(ids);
		const posts = sandbox.submitted().length;
		const retried = await wait([], { ...continues, retryOf: failed.run });
		expect(retried.output('Next').map(({ json }) => 'error' in json)).toEqual([true, false, false]);
		expect(sandbox.submitted()).toHaveLength(posts);
	});

	it('says nothing of the others where the key is refused, or there are none', async () => {
		sandbox.misbehave({ on: 'poll', do: { kind: 'error', reason: 'FAILED_TO_AUTH' } });
		const refused = await wait(['a', 'b']);
		expect(refused.error?.description).not.toContain('other task');
		sandbox.behave();
		const [id] = (await tasksFor(failing)) as [string];
		const alone = await wait([id, id]);
		expect(alone.error?.description).not.toContain('other task');
	});
});
