import type { INodeExecutionData } from 'n8n-workflow';
import { setTimeout as delay } from 'node:timers/promises';
import { TASK_TYPE } from './support/loops/drawing.mts';
import { expectNoLongBlock } from './support/expectNoLongBlock.mts';
import { replaceType } from './support/nodeTypes.mts';
import { until } from './support/servers.mts';
import { useSandbox } from './support/useSandbox.mts';
import { startWaiting, wait } from './support/waiting.mts';

const sandbox = useSandbox({}, 'real');

const ITEMS = 10_000;
const MB = 1024 * 1024;
const SOON_MS = 10_000;

/** How long the node kept n8n from answering at most, and how far the heap rose, while it ran. */
const seen = { blockMs: 0, heapMb: 0, endedAt: 0 };

beforeEach(() =>
	replaceType(TASK_TYPE, (original) => ({
		description: original.description,
		async execute() {
			const over = new AbortController();
			const before = process.memoryUsage().heapUsed;
			const watch = (async () => {
				while (!over.signal.aborted) {
					// Of the process: what others take from a busy machine does not count.
					const last = process.cpuUsage();
					await delay(1);
					const { user, system } = process.cpuUsage(last);
					seen.blockMs = Math.max(seen.blockMs, (user + system) / 1000);
					const rise = (process.memoryUsage().heapUsed - before) / MB;
					seen.heapMb = Math.max(seen.heapMb, rise);
				}
			})();
			try {
				return (await original.execute?.call(this)) ?? null;
			} finally {
				over.abort();
				await watch;
				seen.endedAt = performance.now();
			}
		},
	})),
);

const itemsWith = (taskId: (index: number) => string): INodeExecutionData[] =>
	Array.from({ length: ITEMS }, (_none, index) => ({ json: { task_id: taskId(index) } }));

it.each([
	['continueRegularOutput', 'wait', 'all refused', (index: number) => `task ${index}`],
	['continueRegularOutput', 'suspend', 'all refused', (index: number) => `task ${index}`],
	['continueRegularOutput', 'suspend', 'no task IDs', () => 'null'],
	['stopWorkflow', 'wait', 'no task IDs', () => 'null'],
] as const)(
	'ten thousand items that fail fill no memory and keep n8n from nothing: %s, %s, %s',
	async (...drawn) => {
		const [onError, operation, , taskId] = drawn;
		sandbox.misbehave({ on: 'poll', do: { kind: 'error', reason: 'FAILED_TO_AUTH' } });
		const [items, settings, parameters] = [itemsWith(taskId), { onError }, { operation }];
		await expectNoLongBlock(async () => {
			Object.assign(seen, { blockMs: 0, heapMb: 0 });
			const polls = sandbox.polls();
			const { error, output } = await wait([], { items, settings, parameters });
			if (onError === 'stopWorkflow') expect(error).toBeDefined();
			else expect(output('Next').filter(({ json }) => 'error' in json)).toHaveLength(ITEMS);
			// The first answer is for all.
			expect(sandbox.polls() - polls).toBeLessThan(200);
			expect(seen.heapMb).toBeLessThan(200);
			return seen.blockMs;
		});
	},
);

it('a stop is felt within a second while ten thousand tasks are polled', async () => {
	sandbox.misbehave({ on: 'poll', do: { kind: 'html', status: 502 } });
	const items = itemsWith((index) => `task ${index}`);
	const running = await startWaiting([], { items });
	await until(() => sandbox.polls() >= 15);
	running.stop();
	const stoppedAt = performance.now();
	const polls = sandbox.polls();
	await running.finished;
	expect(seen.endedAt - stoppedAt).toBeLessThan(SOON_MS);
	// Those that were under way.
	expect(sandbox.polls()).toBeLessThan(polls + 20);
});
