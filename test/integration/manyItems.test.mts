import type { INodeExecutionData } from 'n8n-workflow';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { TASK_TYPE } from './support/loops/drawing.mts';
import { expectNoLongBlock, stopwatch } from './support/expectNoLongBlock.mts';
import { replaceType } from './support/nodeTypes.mts';
import { until } from './support/servers.mts';
import { useSandbox } from './support/useSandbox.mts';
import { startWaiting, wait } from './support/waiting.mts';

const sandbox = useSandbox({}, 'real');

const ITEMS = 10_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is in use, without what waits to be collected, which depends on the tests before. */
function heapMb(): number {
	collectGarbage();
	return process.memoryUsage().heapUsed / 1024 / 1024;
}

const SOON_MS = 10_000;

/** How long the node kept n8n from answering at most, when it ended, and what was in use then. */
const seen = { blockMs: 0, heapMb: 0, endedAt: 0 };

beforeEach(() =>
	replaceType(TASK_TYPE, (original) => ({
		description: original.description,
		async execute() {
			const over = new AbortController();
			const watch = (async () => {
				while (!over.signal.aborted) {
					const sinceThen = stopwatch();
					await delay(1);
					seen.blockMs = Math.max(seen.blockMs, sinceThen());
				}
			})();
			try {
				return (await original.execute?.call(this)) ?? null;
			} finally {
				over.abort();
				await watch;
				seen.endedAt = performance.now();
				seen.heapMb = heapMb();
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
			const before = heapMb();
			// What is called for collected objects is called now.
			await delay(20);
			seen.blockMs = 0;
			const polls = sandbox.polls();
			const { error, output } = await wait([], { items, settings, parameters });
			if (onError === 'stopWorkflow') expect(error).toBeDefined();
			else expect(output('Next').filter(({ json }) => 'error' in json)).toHaveLength(ITEMS);
			// The first answer is for all.
			expect(sandbox.polls() - polls).toBeLessThan(200);
			expect(seen.heapMb - before).toBeLessThan(200);
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
