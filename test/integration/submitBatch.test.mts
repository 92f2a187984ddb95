import { useN8nLog } from './support/n8nLog.mts';
import {
	ordered,
	posted,
	promptItems,
	REFUSED,
	spoil,
	submittingPrompts,
	taskOf,
} from './support/submitting.mts';
import { execute, hintsOf } from './support/execute.mts';
import { until } from './support/servers.mts';
import { useSandbox } from './support/useSandbox.mts';

const sandbox = useSandbox();
const log = useN8nLog();

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const continues = { onError: 'continueRegularOutput' } as const;

describe('a batch of submissions', () => {
	it('returns one task for each item, in the order of the items and linked to them', async () => {
		// The first answers come last.
		sandbox.misbehave({ on: 'submit', times: 3, do: { kind: 'delay', seconds: 0.2 } });
		const { output } = await execute({
			workflow: submittingPrompts(),
			items: promptItems(...names),
		});
		expect(output('Next')).toEqual(
			names.map((name, item) => ({ json: ordered(taskOf(name)), pairedItem: { item } })),
		);
	});

	it('has at most five requests open', async () => {
		sandbox.misbehave({ on: 'submit', times: 5, do: { kind: 'delay', seconds: 1 } });
		const running = execute({ workflow: submittingPrompts(), items: promptItems(...names) });
		await until(() => posted().length === 5);
		// The others wait for the answers, which take a while.
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect(posted()).toHaveLength(5);
		await running;
		expect(posted()).toHaveLength(7);
	});

	it('follows no redirect, so that the key goes nowhere else', async () => {
		const location = `${sandbox.videoUrl}/elsewhere`;
		spoil('a', { kind: 'redirect', location, status: 307 });
		const { error } = await execute({ workflow: submittingPrompts(), items: promptItems('a') });
		expect(error?.message).toContain('redirects to another URL (HTTP 307)');
		expect(sandbox.requests.filter(({ host }) => host === 'videos')).toHaveLength(0);
	});
});

describe('an item that fails among others', () => {
	it('stops the rest, and names every task that is already paid for', async () => {
		// What is open when it ends is waited for.
		spoil('refused', REFUSED);
		const items = promptItems(...names, 'refused');
		const { error } = await execute({ workflow: submittingPrompts(), items });
		expect(error?.message).toMatch(/\[item 7\]$/);
		expect(error?.context.acceptedTasks).toEqual(
			names.map((name, item) => ({ item, task_id: taskOf(name) })),
		);
		expect(error?.description).toContain(`${taskOf('e')} and 2 more.`);
		expect(error?.description).toContain("not paid for again by 'Retry'");
	});

	it.each([
		['is refused', 'x [sandbox: refuse]', 'does not accept these values'],
		['does not pass the checks', ' ', "'Prompt' is empty [item 1]"],
	])('becomes an error item when the node continues: it %s', async (_what, prompt, message) => {
		const items = promptItems('good', prompt, 'fine');
		const { output } = await execute({ workflow: submittingPrompts({}, continues), items });
		expect(output('Next')).toEqual([
			{ json: ordered(taskOf('good')), pairedItem: { item: 0 } },
			{
				json: { error: expect.stringContaining(message), message: expect.any(String) },
				pairedItem: { item: 1 },
			},
			{ json: ordered(taskOf('fine')), pairedItem: { item: 2 } },
		]);
	});

	it('leaves by the error output with its own data where the node has one', async () => {
		spoil('refused', REFUSED);
		const workflow = submittingPrompts({}, { onError: 'continueErrorOutput' });
		const { output } = await execute({ workflow, items: promptItems('good', 'refused') });
		expect(output('Veo', 0).map(({ json }) => json)).toEqual([ordered(taskOf('good'))]);
		const [failed] = output('Veo', 1);
		expect(failed?.json).toMatchObject({ prompt: 'refused', message: expect.any(String) });
	});

	it.each(['NOT_ENOUGH_BALANCE', 'INVALID_API_KEY', 'TOKEN_LIMIT_EXCEEDED'] as const)(
		'ends a batch that continues on error where it holds for the account: %s',
		async (reason) => {
			sandbox.misbehave({ on: 'submit', do: { kind: 'error', reason } });
			const items = promptItems(...Array.from({ length: 20 }, (_none, item) => `${item}`));
			const { output } = await execute({ workflow: submittingPrompts({}, continues), items });
			expect(posted().length).toBeLessThanOrEqual(5);
			const [first, ...others] = output('Veo').map(({ json }) => json.error);
			expect(first).toMatch(/ \[item \d\]$/);
			expect(others).toHaveLength(19);
			expect(others[18]).toMatch(/ \[item \d\]$/);
		},
	);
});

describe('what is accepted', () => {
	it('stands in n8n’s log and in the custom data of the execution, and nothing secret beside it', async () => {
		const { run: ended } = await execute({
			workflow: submittingPrompts(),
			items: promptItems('a', 'b'),
		});
		expect(log.lines).toHaveLength(2);
		for (const [item, prompt] of ['a', 'b'].entries()) {
			expect(log.lines.join('\n')).toMatch(
				new RegExp(
					`^info: Highway API accepted task ${taskOf(prompt)} \\(item ${item}, node "Veo", execution test-\\d+\\)$`,
					'm',
				),
			);
		}
		expect(log.lines.join()).not.toContain(sandbox.key);
		const tasks = String(ended.data.resultData.metadata?.highway_tasks).split(' ');
		expect(tasks.sort()).toEqual([taskOf('a'), taskOf('b')].sort());
	});

	it('is told above the output, with what to do next', async () => {
		const one = submittingPrompts({ maxVideosPerExecution: 7 });
		expect(hintsOf(await execute({ workflow: one, items: promptItems('a') }), 'Veo')[0]).toBe(
			'Ordered: 1 video (8 s, 720p, 16:9, no sound), 1 of at most 7 in this execution. Add Wait for Task to get the result.',
		);
		const four = submittingPrompts({ sampleCount: 2 });
		const more = hintsOf(await execute({ workflow: four, items: promptItems('a', 'b') }), 'Veo');
		expect(more[0]).toContain('Ordered: 4 videos (8 s, 720p, 16:9, no sound), 4 of at most 100');
		expect(more.join()).toContain("'Save execution progress'");
	});
});
