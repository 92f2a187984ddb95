import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { call, until } from './crowd.mts';
import { makeBatch, type MakeBatch } from './drafts.mts';
import type { Workshop } from './workshop.mts';

/** Few enough for a test, and more than are sent at the same time. */
export const ITEMS = 14;
/** How many submissions of a run are open at a time. */
export const CONCURRENT = 5;

export type Batch = Awaited<ReturnType<typeof startBatch>>;

/** Publishes a workflow that makes a video for each of its prompts, which begin with its name, and starts it. */
export async function startBatch(
	shop: Workshop,
	name: string,
	options: Pick<MakeBatch, 'payOnceKey' | 'savesProgress'> = {},
) {
	const { frame, highway: credential } = shop;
	const draft = makeBatch({ frame, credential, path: name, ...options });
	const workflow = await shop.publish(draft);
	const prompts = Array.from({ length: ITEMS }, (_none, index) => `${name} ${index};`);
	const tasks = () => shop.tasksOf(name);
	const id = await shop.call(workflow, name, { prompts });
	return {
		id,
		tasks,
		/** Starts it once more, and does not wait for anything. */
		startAgain: async () => await call(shop.n8n.url, name, { prompts }),
		executions: async () => await shop.n8n.client.executions(workflow.id),
		accepted: async (count: number) =>
			await until(`${count} have been accepted`, () => tasks().length >= count),
		/** Retries an execution so many times at once, and waits for all of the retries. */
		retry: async (times: number) => {
			const { client } = shop.n8n;
			const retries = Array.from({ length: times }, async () => await client.retry(id));
			const ids = await Promise.all(retries);
			return await Promise.all(ids.map(async (retry) => await client.ended(retry)));
		},
		expectPaidOnce: () => {
			const paid = tasks().map(({ generation }) => generation.prompt);
			assert.deepEqual([...paid].sort(), [...new Set(paid)].sort(), 'a prompt was paid for twice');
		},
		/** Whoever looks into n8n's log finds all that was accepted, but for what nobody heard of. */
		expectLogged: async (unheard = 0) => {
			const missing = () => {
				const log = shop.log();
				return tasks().filter((task) => !log.includes(task.id)).length;
			};
			await until('all accepted tasks are in the log', () => missing() <= unheard, 30_000);
		},
	};
}

/** Stops a batch while some of its submissions are open, and expects that none of them is lost. */
export async function stopInTheMiddle(shop: Workshop): Promise<Batch> {
	const slowly = { kind: 'delay', seconds: 8 } as const;
	shop.sandbox.misbehave({ on: 'submit', after: 4, do: slowly });
	const batch = await startBatch(shop, 'stop-submitting');
	await batch.accepted(4);
	await shop.n8n.client.stop(batch.id);
	await shop.n8n.client.ended(batch.id);
	// What was under way at the moment of the Stop is still answered.
	await batch.accepted(4 + CONCURRENT);
	await batch.expectLogged();
	await delay(2000);
	assert.equal(batch.tasks().length, 4 + CONCURRENT, 'nothing more was sent');
	shop.sandbox.behave();
	return batch;
}

/** Lets one submission of a batch fail, retries it so many times at once, and expects that each is paid for once. */
export async function retryWhatFailed(shop: Workshop, times: number): Promise<Batch> {
	const refusal = { kind: 'error', reason: 'NOT_ENOUGH_BALANCE' } as const;
	shop.sandbox.misbehave({ on: 'submit', after: 4, times: 1, do: refusal });
	const batch = await startBatch(shop, 'retry');
	await shop.ended(batch.id, 'error');
	shop.sandbox.behave();
	await batch.retry(times);
	batch.expectPaidOnce();
	assert.equal(batch.tasks().length, ITEMS);
	await batch.expectLogged();
	return batch;
}
