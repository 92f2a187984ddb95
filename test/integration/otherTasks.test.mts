import { useFastClock } from './support/fastClock.mts';
import { suspend } from './support/suspending.mts';
import { useSandbox } from './support/useSandbox.mts';
import { tasksFor, wait } from './support/waiting.mts';

const sandbox = useSandbox();

// The pause after a fault is seconds.
useFastClock(10);

describe('what ends a run of several tasks', () => {
	const failing = '[sandbox: fail bad luck]';
	const HOW =
		/To get the (other task|\d+ other tasks) of this run without paying again, change 'Stop Workflow' to 'Continue'/;

	it.each(['wait', 'suspend'])('tells how to get at the others (%s)', async (mode) => {
		const ids = await tasksFor(
			sandbox.current,
			{ prompt: failing },
			...Array.from({ length: 7 }, () => ({ prompt: '[sandbox: slow 60]' })),
		);
		const run = mode === 'wait' ? wait : suspend;
		const { error } = await run(sandbox.current, [...ids, ids[3] as string]);
		expect(error?.message).toBe(`Task ${ids[0]} ended without a file [item 0]`);
		expect(error?.description).toMatch(HOW);
		expect(error?.description).toContain('the 7 other tasks');
		expect(error?.description).toContain(
			`Their IDs: ${ids.slice(1, 6).join(', ')} and 2 more in the details.`,
		);
		expect(error?.context.data).toEqual({ other_tasks: ids.slice(1) });
	});

	it.each(['wait', 'check'])('brings them, for nothing, in the way it tells (%s)', async (mode) => {
		const ids = await tasksFor(sandbox.current, { prompt: failing }, {}, {});
		// In a single check the state of a failed task is an answer like others.
		const [, ...good] = ids;
		const first = mode === 'wait' ? (ids[0] as string) : 'no-such-task';
		const parameters = { mode };
		const failed = await wait(sandbox.current, [first, ...good], { parameters });
		expect(failed.error?.description).toMatch(HOW);
		const posts = sandbox.current.submitted().length;
		const retried = await wait(sandbox.current, [], {
			parameters,
			settings: { onError: 'continueRegularOutput' },
			retryOf: failed.run,
		});
		expect(retried.output('Next').map(({ json }) => [json.task_id, 'error' in json])).toEqual([
			[first, true],
			[good[0], false],
			[good[1], false],
		]);
		expect(sandbox.current.submitted()).toHaveLength(posts);
	});

	it.each([
		['a time-out', { timeoutMinutes: 0.001 }, '[sandbox: endless]'],
		['a file that is to be there', { options: { failedDownload: 'fail' } }, ''],
	])('tells it also after %s', async (_what, parameters, prompt) => {
		sandbox.current.misbehave({ on: 'download', do: { kind: 'answer', status: 403 } });
		const ids = await tasksFor(sandbox.current, { prompt: prompt || 'x' }, { prompt: 'slow' });
		const { error } = await wait(sandbox.current, ids, { parameters });
		expect(error?.description).toMatch(HOW);
		expect(error?.description).toMatch(/Its ID: [\w-]+\.$/);
	});

	it('tells it also of an item whose field is at fault', async () => {
		const { error } = await wait(sandbox.current, [], {
			items: [{ json: { task_id: 'a' } }, { json: {} }],
		});
		expect(error?.message).toBe("'Task ID' is empty [item 1]");
		expect(error?.description).toContain('the other task of this run');
		expect(error?.description).toContain('Its ID: a.');
	});

	it('says nothing of the others where the key is refused, or there are none', async () => {
		sandbox.current.misbehave({ on: 'poll', do: { kind: 'error', reason: 'FAILED_TO_AUTH' } });
		const refused = await wait(sandbox.current, ['a', 'b']);
		expect(refused.error?.description).not.toMatch(HOW);
		sandbox.current.behave();
		const [id] = (await tasksFor(sandbox.current, { prompt: failing })) as [string];
		const alone = await wait(sandbox.current, [id, id]);
		expect(alone.error?.description).not.toMatch(HOW);
		expect(alone.error?.context).not.toHaveProperty('data');
	});

	it.each(['wait', 'check'])('lets no new request start (%s)', async (mode) => {
		const [bad] = (await tasksFor(sandbox.current, { prompt: failing })) as [string];
		sandbox.current.misbehave({ on: 'poll', taskId: 'busy', do: { kind: 'html', status: 502 } });
		sandbox.current.misbehave({
			on: 'poll',
			taskId: bad,
			do: { kind: 'error', reason: 'ACCESS_DENY' },
		});
		const { error } = await wait(sandbox.current, ['busy', bad], { parameters: { mode } });
		expect(error?.message).toContain('has no permission for this');
		const polls = sandbox.current.polls();
		// Ten seconds by the clock of the nodes.
		await new Promise((resolve) => setTimeout(resolve, 1000));
		expect(sandbox.current.polls()).toBe(polls);
		expect(polls).toBe(2);
	});
});
