import { ExecuteContext } from 'n8n-core';
import { useN8nLog } from './support/n8nLog.mts';
import {
	CONTINUES,
	manyPrompts,
	order,
	ordered,
	posted,
	REFUSED,
	spoil,
	taskOf,
} from './support/submitting.mts';
import { hintsOf } from './support/execute.mts';
import { until } from './support/servers.mts';
import { useSandbox } from './support/useSandbox.mts';

const sandbox = useSandbox();
const log = useN8nLog();

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

describe('a batch of submissions', () => {
	it('returns one task for each item, in the order of the items and linked to them', async () => {
		// The first answers come last.
		sandbox.misbehave({ on: 'submit', times: 3, do: { kind: 'delay', seconds: 0.2 } });
		const { output } = await order(names);
		expect(output('Next')).toEqual(
			names.map((name, item) => ({ json: ordered(taskOf(name)), pairedItem: { item } })),
		);
	});

	it('has at most five requests open', async () => {
		sandbox.misbehave({ on: 'submit', times: 5, do: { kind: 'delay', seconds: 1 } });
		const running = order(names);
		await until(() => posted().length === 5);
		// The others wait for the answers, which take a while.
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect(posted()).toHaveLength(5);
		await running;
		expect(posted()).toHaveLength(7);
	});

	it('quotes an answer that leaves a submission in doubt', async () => {
		spoil('a', { kind: 'answer', status: 200, body: 'Hi. No' });
		const { error } = await order(['a']);
		expect(error?.description).toContain('(it answered "Hi. No")');
	});

	it('follows no redirect, so that the key goes nowhere else', async () => {
		const location = `${sandbox.videoUrl}/elsewhere`;
		spoil('a', { kind: 'redirect', location, status: 307 });
		const { error } = await order(['a']);
		expect(error?.message).toContain('redirects to another URL (HTTP 307)');
		expect(sandbox.downloads()).toHaveLength(0);
	});
});

describe('an item that fails among others', () => {
	it('stops the rest, and names every task that is already paid for', async () => {
		// What is open when it ends is waited for.
		spoil('refused', REFUSED);
		const { error } = await order([...names, 'refused']);
		expect(error?.message).toMatch(/\[item 7\]$/);
		expect(error?.context.acceptedTasks).toEqual(
			names.map((name, item) => ({ item, task_id: taskOf(name) })),
		);
		expect(error?.description).toContain(`${taskOf('e')} and 2 more.`);
		expect(error?.description).toContain("not paid for again by 'Retry'");
	});

	it('becomes an error item when the node continues', async () => {
		const prompts = ['good', 'x [sandbox: refuse]', ' ', 'fine'];
		const { output } = await order(prompts, { settings: CONTINUES });
		const failed = (message: string) => ({
			error: expect.stringContaining(message),
			message: expect.any(String),
		});
		expect(output('Next')).toEqual([
			{ json: ordered(taskOf('good')), pairedItem: { item: 0 } },
			{ json: failed('does not accept these values'), pairedItem: { item: 1 } },
			{ json: failed("'Prompt' is empty [item 2]"), pairedItem: { item: 2 } },
			{ json: ordered(taskOf('fine')), pairedItem: { item: 3 } },
		]);
	});

	it('leaves by the error output with its own data where the node has one', async () => {
		spoil('refused', REFUSED);
		const settings = { onError: 'continueErrorOutput' } as const;
		const { output } = await order(['good', 'refused'], { settings });
		expect(output('Veo', 0).map(({ json }) => json)).toEqual([ordered(taskOf('good'))]);
		const [failed] = output('Veo', 1);
		expect(failed?.json).toMatchObject({ prompt: 'refused', message: expect.any(String) });
	});

	it.each(['NOT_ENOUGH_BALANCE', 'INVALID_API_KEY', 'TOKEN_LIMIT_EXCEEDED'] as const)(
		'ends a batch that continues on error where it holds for the account: %s',
		async (reason) => {
			sandbox.misbehave({ on: 'submit', do: { kind: 'error', reason } });
			const { output } = await order(manyPrompts(20), { settings: CONTINUES });
			expect(posted().length).toBeLessThanOrEqual(5);
			const refused = output('Veo').map(({ json }) => json.error);
			expect(refused).toEqual(Array(20).fill(expect.stringMatching(/ \[item \d\]$/)));
		},
	);
});

describe('what is accepted', () => {
	it('stands in n8n’s log and in the custom data of the execution, and nothing secret beside it', async () => {
		const { run } = await order(names);
		expect(log.lines).toHaveLength(7);
		for (const [item, prompt] of names.entries()) {
			const line = `accepted task ${taskOf(prompt)} \\(item ${item}, node "Veo", execution test-\\d+\\)$`;
			expect(log.lines.join('\n')).toMatch(new RegExp(`^info: Highway API ${line}`, 'm'));
		}
		expect(log.lines.join()).not.toContain(sandbox.key);
		const { highway_tasks: six, highway_tasks_2: one } = run.data.resultData.metadata ?? {};
		expect(`${six} ${one}`.split(' ').sort()).toEqual(names.map(taskOf).sort());
	});

	it('is not lost where n8n takes no custom data', async () => {
		jest.spyOn(ExecuteContext.prototype, 'customData', 'get').mockImplementation(() => {
			throw new Error('not here');
		});
		expect((await order(['a'])).output('Veo')).toHaveLength(1);
		jest.restoreAllMocks();
		expect(log.lines.at(-1)).toContain('n8n did not write something down: not here');
	});

	it('is told above the output, with what to do next', async () => {
		const one = await order(['a'], { options: { maxVideosPerExecution: 7 } });
		expect(hintsOf(one, 'Veo')[0]).toBe(
			'Ordered: 1 video (8 s, 720p, 16:9, no sound), 1 of at most 7 in this execution. Add Wait for Task to get the result.',
		);
		const loud = { options: { sampleCount: 2 }, parameters: { generateAudio: true } };
		const four = hintsOf(await order(['a', 'b'], loud), 'Veo');
		expect(four[0]).toContain('Ordered: 4 videos (8 s, 720p, 16:9, with sound), 4 of');
		expect(four.join()).toContain("'Save execution progress'");
		const published = hintsOf(await order(['a'], { mode: 'trigger' }), 'Veo');
		expect(published.join()).not.toContain("'Save execution progress'");
	});
});
