import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import { keepCredential } from '../../scripts/start/credential.mts';
import type { Credential, N8nClient } from '../../scripts/start/n8n-client.mts';
import type { Workflow, WorkflowDraft } from '../../scripts/start/workflow.mts';
import { makeBatch, type MakeBatch } from '../support/batch.mts';
import { editRows, items } from '../support/chains.mts';
import { call, publish, until } from '../support/crowd.mts';
import { example } from '../support/examples.mts';
import { startQueueN8n, whyNoQueue, type QueueN8n } from '../support/queueN8n.mts';
import {
	prepareN8n,
	type N8nProcess,
	type PreparedN8n,
	type RunningN8n,
} from '../support/realN8n.mts';
import { workflowNode } from '../support/workflowNode.mts';

/** Few enough for a test, and more than are sent at the same time. */
const ITEMS = 14;
const CONCURRENT = 5;

/** Each submission takes a second, so a batch is cut in its middle. */
const slowly = { on: 'submit', do: { kind: 'delay', seconds: 1 } } as const;

const prompts = Array.from({ length: ITEMS }, (_none, index) => `item ${index} [sandbox: slow 2]`);

const ENDED = ['success', 'error', 'crashed', 'canceled'];

/** What a test of money looks at, in regular mode and in queue mode alike. */
interface Shop {
	client: () => N8nClient;
	url: () => string;
	sandbox: () => Sandbox;
	credential: () => Credential;
	/** What n8n has logged so far, the workers included. */
	log: () => string;
}

function tools(shop: Shop) {
	const execution = async (id: string) => await shop.client().execution(id);
	const newest = async (workflow: Workflow): Promise<string> => {
		const [id] = await shop.client().executions(workflow.id);
		assert.ok(id, 'there is an execution');
		return id;
	};
	return {
		/** Publishes a workflow that makes a video for each prompt, and starts it. */
		async start(
			path: string,
			options: Pick<MakeBatch, 'wait' | 'payOnceKey' | 'savesProgress'> = {},
		): Promise<{ workflow: Workflow; id: string }> {
			const sandbox = shop.sandbox();
			const workflow = await publish(
				shop.client(),
				makeBatch({
					frame: `${sandbox.url}/frames/dawn.png`,
					credential: shop.credential(),
					path,
					...options,
				}),
			);
			await call(shop.url(), path, { prompts });
			await until('it has begun', async () => sandbox.tasks.length > 0, 30_000);
			return { workflow, id: await newest(workflow) };
		},
		async accepted(count: number): Promise<void> {
			await until(
				`${count} have been accepted`,
				() => shop.sandbox().tasks.length >= count,
				60_000,
			);
		},
		async ended(id: string): Promise<string> {
			let status = '';
			await until(
				'the execution has ended',
				async () => ENDED.includes((status = (await execution(id)).status)),
				90_000,
			);
			return status;
		},
		/** Retries an execution so many times at once, and waits for all of the retries. */
		async retry(id: string, times = 1): Promise<string[]> {
			const retries = await Promise.all(
				Array.from({ length: times }, async () => await shop.client().retry(id)),
			);
			for (const retry of retries) await this.ended(retry);
			return retries;
		},
		logged: (text: string): boolean => shop.log().includes(text),
		expectPaidOnce(): void {
			const paid = shop.sandbox().tasks.map(({ generation }) => generation.prompt);
			assert.deepEqual([...paid].sort(), [...new Set(paid)].sort(), 'a prompt was paid for twice');
		},
		/** Whoever looks into n8n's log finds all that was accepted, but for what nobody heard of. */
		expectLogged({ since = 0, unheard = 0 } = {}): void {
			const log = shop.log();
			const accepted = shop.sandbox().tasks.slice(since);
			const missing = accepted.filter(({ id }) => !log.includes(id));
			assert.ok(
				missing.length <= unheard,
				`${missing.length} of ${accepted.length} accepted tasks are not in the log`,
			);
		},
	};
}

describe('money and task ids in n8n, whatever ends an execution', () => {
	let prepared: PreparedN8n;
	let n8n: RunningN8n;
	let sandbox: Sandbox;
	let credential: Credential;
	before(async () => {
		prepared = await prepareN8n();
		n8n = await prepared.start();
	});
	after(async () => {
		await n8n?.close();
		await prepared?.remove();
	});
	beforeEach(async () => {
		sandbox = await startSandbox({ speed: 20 });
		const { key, url } = sandbox;
		const name = `Sandbox at ${url}`;
		credential = await keepCredential(n8n.client, { name, apiKey: key, baseUrl: url });
	});
	afterEach(async () => await sandbox.close());

	const shop = tools({
		client: () => n8n.client,
		url: () => n8n.url,
		sandbox: () => sandbox,
		credential: () => credential,
		log: () => logsIn(prepared.logs),
	});
	/** The example that works a table off, and what is done with it. */
	const createTable = async (change: (draft: WorkflowDraft) => void = () => {}) => {
		const draft = example('sheet-to-video', { sandbox, credential });
		change(draft);
		const workflow = await n8n.client.createWorkflow(draft);
		const run = async (given: Workflow, trigger: string) => {
			const id = await n8n.client.run(given, trigger);
			assert.equal(await shop.ended(id), 'success');
			return await n8n.client.execution(id);
		};
		return {
			workflow,
			run: async (trigger: string) => await run(workflow, trigger),
			edit: async (status: string, value: object) =>
				await run(await n8n.client.createWorkflow(editRows(status, value)), 'Start'),
		};
	};
	/** Whether a task of this sandbox is waited for; a credential that is tested asks for none. */
	const isPolled = () => {
		const polls = JSON.stringify(sandbox.requests.filter(({ method }) => method === 'GET'));
		return sandbox.tasks.some(({ id }) => polls.includes(id));
	};
	const restart = async (): Promise<void> => {
		await n8n.kill();
		n8n = await prepared.start();
	};

	it('Stop in the middle of submitting loses no id, and cuts no request', async () => {
		sandbox.misbehave(slowly);
		const { id } = await shop.start('stop-submitting');
		await shop.accepted(4);
		await n8n.client.stop(id);
		await shop.ended(id);
		// What was under way at the moment of the Stop is still to be answered.
		await delay(3000);
		const paid = sandbox.tasks.length;
		assert.ok(paid < ITEMS, 'it was stopped in the middle');
		shop.expectLogged();
		const { customData } = await n8n.client.execution(id);
		const named = JSON.stringify(customData);
		const findable = sandbox.tasks.filter((task) => named.includes(task.id)).length;
		assert.ok(findable >= paid - CONCURRENT, `${findable} of ${paid} are in the custom data`);
		await delay(2000);
		assert.equal(sandbox.tasks.length, paid, 'nothing more was sent');
	});

	it('Stop while waiting loses no id', async () => {
		const { id } = await shop.start('stop-waiting', { wait: { timeoutMinutes: 5 } });
		await shop.accepted(ITEMS);
		await n8n.client.stop(id);
		assert.equal(await shop.ended(id), 'canceled');
		shop.expectLogged();
		const named = JSON.stringify((await n8n.client.execution(id)).customData);
		assert.deepEqual(
			sandbox.tasks.filter((task) => !named.includes(task.id)),
			[],
		);
	});

	it('kill -9 in the middle of submitting, then three retries: no key is paid for twice', async () => {
		sandbox.misbehave(slowly);
		const { id } = await shop.start('kill-submitting', { payOnceKey: '={{ $json.prompt }}' });
		await shop.accepted(6);
		await restart();
		sandbox.behave();
		shop.expectLogged({ unheard: CONCURRENT });
		assert.equal(await shop.ended(id), 'crashed');
		const [retry = ''] = await shop.retry(id, 2);
		const { error } = (await n8n.client.execution(retry)).result ?? {};
		assert.match(`${error?.message} ${error?.description}`, /submitted before.* n8n's log/);
		await shop.retry(id);
		shop.expectPaidOnce();
		shop.expectLogged({ unheard: CONCURRENT });
	});

	it('kill -9 while waiting, then a retry: it waits on where n8n saves the progress', async () => {
		sandbox.misbehave({ on: 'submit', do: { kind: 'takes', seconds: 40 } });
		const { id } = await shop.start('kill-waiting', { savesProgress: true });
		await shop.accepted(ITEMS);
		await until('it waits', isPolled, 30_000);
		await restart();
		assert.equal(await shop.ended(id), 'crashed');
		const [retry = ''] = await shop.retry(id);
		assert.equal((await n8n.client.execution(retry)).status, 'success');
		assert.equal(sandbox.tasks.length, ITEMS);
		shop.expectLogged();
	});

	it('kill -9 while a table is worked off: what is started is waited for, and nothing is paid again', async () => {
		sandbox.misbehave({ on: 'submit', do: { kind: 'takes', seconds: 40 } });
		const table = await createTable();
		await table.run('Set Up Once');
		await n8n.client.run(table.workflow, 'Every Hour');
		await until('it waits', isPolled, 60_000);
		await restart();
		const next = await table.run('Every Hour');
		assert.deepEqual(items(next, 'Generate Video'), []);
		assert.deepEqual(
			items(next, 'Mark as Done').map(({ json }) => [json.status, json.attempt]),
			[
				['done', 1],
				['done', 1],
			],
		);
		assert.equal(sandbox.tasks.length, 2);
		await table.edit('done', { status: 'over' });
	});

	it('kill -9 before a table has the task IDs: its rows are not paid for again, and get them from the log', async () => {
		// Between the two a person's node may take its time.
		const table = await createTable((draft) => {
			draft.nodes.push(
				workflowNode('Pause', 'n8n-nodes-base.wait', 1.1, [784, -96], { amount: 30 }),
			);
			const to = (node: string) => [{ node, type: 'main' as const, index: 0 }];
			Object.assign(draft.connections, {
				'Generate Video': { main: [to('Pause'), to('Mark as Failed')] },
				Pause: { main: [to('Mark as Started')] },
			});
		});
		await table.run('Set Up Once');
		await n8n.client.run(table.workflow, 'Every Hour');
		await shop.accepted(2);
		await until('both are known', () => sandbox.tasks.every(({ id }) => shop.logged(id)), 30_000);
		await restart();
		for (let time = 0; time < 2; time++) {
			const next = await table.run('Every Hour');
			const failed = items(next, 'Mark as Failed').map(({ json }) => json);
			assert.deepEqual(
				failed.map(({ status, attempt }) => [status, attempt]),
				[
					['failed', 0],
					['failed', 0],
				],
			);
			assert.match(String(failed[0]?.message), /'Pay Once Key' was submitted before/);
			await table.edit('failed', { status: 'todo' });
		}
		await table.edit('todo', { status: 'started', task_id: sandbox.tasks[0]?.id });
		assert.equal(items(await table.run('Every Hour'), 'Mark as Done').length, 2);
		assert.equal(sandbox.tasks.length, 2);
	});

	it('Retry pressed twice on a failed execution pays once for what is missing', async () => {
		sandbox.misbehave({
			on: 'submit',
			after: 4,
			times: 1,
			do: { kind: 'error', reason: 'NOT_ENOUGH_BALANCE' },
		});
		const { id } = await shop.start('retry-twice', { wait: { timeoutMinutes: 1 } });
		assert.equal(await shop.ended(id), 'error');
		sandbox.behave();
		await shop.retry(id, 2);
		await shop.retry(id);
		shop.expectPaidOnce();
		assert.equal(sandbox.tasks.length, ITEMS);
		shop.expectLogged();
	});

	it('a pay-once key is paid once by executions that start at the same moment, and after a crash', async () => {
		sandbox.misbehave(slowly);
		const { workflow } = await shop.start('pay-once', { payOnceKey: '={{ $json.prompt }}' });
		await call(n8n.url, 'pay-once', { prompts });
		await shop.accepted(3);
		await restart();
		sandbox.behave();
		await call(n8n.url, 'pay-once', { prompts });
		await until(
			'all have ended',
			async () => {
				const ids = await n8n.client.executions(workflow.id);
				const statuses = await Promise.all(ids.map(async (id) => await n8n.client.execution(id)));
				return statuses.length >= 3 && statuses.every(({ status }) => ENDED.includes(status));
			},
			90_000,
		);
		shop.expectPaidOnce();
		shop.expectLogged({ unheard: 2 * CONCURRENT });
	});
});

const missing = await whyNoQueue();

describe('money and task ids in queue mode', { skip: missing ?? false }, () => {
	let n8n: QueueN8n;
	let worker: N8nProcess;
	before(async () => {
		n8n = await startQueueN8n({ binaryMode: 'filesystem', concurrency: 5 });
		worker = await n8n.startWorker();
	});
	after(async () => await n8n?.close());

	const shop = tools({
		client: () => n8n.main.client,
		url: () => n8n.main.url,
		sandbox: () => n8n.sandbox,
		credential: () => n8n.credential,
		log: () => logsIn(n8n.logs),
	});

	it('Stop in the middle of submitting loses no id', async () => {
		n8n.sandbox.misbehave(slowly);
		const { id } = await shop.start('stop-submitting');
		await shop.accepted(4);
		await n8n.main.client.stop(id);
		await shop.ended(id);
		await delay(3000);
		assert.ok(n8n.sandbox.tasks.length < ITEMS, 'it was stopped in the middle');
		shop.expectLogged();
		shop.expectPaidOnce();
	});

	it('kill -9 of the worker in the middle of submitting loses no id, and nobody submits again', async () => {
		const before = n8n.sandbox.tasks.length;
		const { id } = await shop.start('kill-submitting');
		await shop.accepted(before + 5);
		await worker.kill();
		const paid = () => n8n.sandbox.tasks.slice(before).map(({ generation }) => generation.prompt);
		const atTheCrash = paid().length;
		worker = await n8n.startWorker();
		await shop.ended(id);
		assert.ok(paid().length <= atTheCrash + CONCURRENT, 'what was under way, and nothing else');
		assert.deepEqual([...paid()].sort(), [...new Set(paid())].sort());
		shop.expectLogged({ since: before, unheard: CONCURRENT });
	});

	it('a retry by any of two workers pays only for what is missing', async () => {
		const before = n8n.sandbox.tasks.length;
		n8n.sandbox.behave();
		const reason = 'NOT_ENOUGH_BALANCE';
		n8n.sandbox.misbehave({ on: 'submit', after: 4, times: 1, do: { kind: 'error', reason } });
		await n8n.startWorker();
		const { id } = await shop.start('retry', { wait: { timeoutMinutes: 1 } });
		assert.equal(await shop.ended(id), 'error');
		n8n.sandbox.behave();
		await shop.retry(id);
		const paid = n8n.sandbox.tasks.slice(before).map(({ generation }) => generation.prompt);
		assert.equal(paid.length, ITEMS);
		assert.equal(new Set(paid).size, ITEMS);
		shop.expectLogged({ since: before });
	});
});

/** All logs of a folder, as text. */
function logsIn(folder: string): string {
	return readdirSync(folder)
		.map((file) => readFileSync(join(folder, file), 'utf8'))
		.join('\n');
}
