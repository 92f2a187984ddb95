import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { after, afterEach, before, describe, it } from 'node:test';
import type { WorkflowDraft } from '../../scripts/start/workflow.mts';
import {
	CONCURRENT,
	ITEMS,
	retryWhatFailed,
	startBatch,
	stopInTheMiddle,
	type Batch,
} from '../support/batches.mts';
import { call, makeVideo, startReceiver, until, type Receiver } from '../support/crowd.mts';
import { change, editRows, node } from '../support/drafts.mts';
import { atOnce, items, Workshop } from '../support/workshop.mts';

let shop: Workshop;
before(async () => void (shop = await Workshop.start({ sandbox: atOnce })));
after(async () => await shop?.close());

/** What a test has the service say of each task, until it has seen enough. */
const unfinished = { kind: 'taskStatus', status: 'TASK_STATUS_PROCESSING' } as const;

describe('money and task ids in n8n, whatever ends an execution', () => {
	afterEach(() => shop.sandbox.behave());

	it('Stop in the middle of submitting loses no id, and cuts no request', async () => {
		const { id, tasks } = await stopInTheMiddle(shop);
		const named = await shop.customDataOf(id);
		const findable = tasks().filter((task) => named.includes(task.id)).length;
		assert.ok(findable >= tasks().length - CONCURRENT, `${findable} are in the custom data`);
	});

	it('Stop while waiting loses no id, and ends the wait at once', async () => {
		shop.sandbox.misbehave({ on: 'poll', do: unfinished });
		const { id, accepted, tasks, expectLogged } = await startBatch(shop, 'stop-waiting');
		await accepted(ITEMS);
		const polls = () => shop.sandbox.requests.filter(({ method }) => method === 'GET').length;
		const before = polls();
		await until('it waits', () => polls() > before);
		await shop.n8n.client.stop(id);
		await shop.ended(id, 'canceled');
		const atTheEnd = polls();
		await expectLogged();
		const named = await shop.customDataOf(id);
		assert.ok(tasks().every((task) => named.includes(task.id)));
		await delay(6000);
		assert.equal(polls(), atTheEnd);
	});

	it('Retry pressed twice on a failed execution pays once for what is missing', async () => {
		const batch = await retryWhatFailed(shop, 2);
		await batch.retry(1);
		batch.expectPaidOnce();
	});
});

/** How many suspended executions there are when n8n crashes. */
const SUSPENDED = 5;

describe('a crash of n8n', () => {
	let keyed: Batch;
	let waiting: Batch;
	let started: Table;
	let notNoted: Table;
	let receiver: Receiver;
	let suspended: () => Promise<string[]>;
	before(async () => {
		receiver = await startReceiver();
		const { sandbox, n8n, frame, highway: credential } = shop;
		sandbox.misbehave({ on: 'poll', do: unfinished });

		const video = { operation: 'suspend', frame, credential, receiver, path: 'suspended' } as const;
		const workflow = await shop.publish(makeVideo(video));
		suspended = async () => {
			const ids = await shop.n8n.client.executions(workflow.id);
			return await Promise.all(ids.map(async (id) => await shop.status(id)));
		};
		for (let index = 0; index < SUSPENDED; index++)
			await call(n8n.url, 'suspended', { prompt: `suspended ${index}` });
		const isParked = async () =>
			(await suspended()).filter((status) => status === 'waiting').length === SUSPENDED;
		await until('the suspended ones are parked', isParked);

		waiting = await startBatch(shop, 'waiting', { savesProgress: true });
		await waiting.accepted(ITEMS);
		started = await openTable('started');
		await started.begin();
		const isPolled = (id: string) =>
			sandbox.requests.some(({ method, query }) => method === 'GET' && query.task_id === id);
		const all = () => [...waiting.tasks(), ...started.tasks()].every(({ id }) => isPolled(id));
		await until('what was submitted is waited for', all);

		// A node of the builder's takes its time before the table has the task IDs.
		notNoted = await openTable('not noted', (draft) => {
			draft.nodes.push(node('Pause', 'wait', 1.1, { amount: 60 }));
			const to = (name: string) => [{ node: name, type: 'main', index: 0 }];
			draft.connections['Generate Video'] = { main: [to('Pause'), to('Mark as Failed')] };
			draft.connections.Pause = { main: [to('Mark as Started')] };
		});
		await notNoted.begin();
		const log = () => notNoted.tasks().every(({ id }) => shop.log().includes(id));
		await until('its tasks are in the log', log);

		// Of a batch that is started twice at the same moment some are accepted, and their answers are lost.
		sandbox.misbehave({ on: 'submit', matching: 'keyed', after: 6, do: { kind: 'hangAfter' } });
		keyed = await startBatch(shop, 'keyed', { payOnceKey: '={{ $json.prompt }}' });
		await keyed.startAgain();
		await keyed.accepted(7);
		await until('the suspended ones are parked still', isParked);
		assert.equal(receiver.deliveries.length, 0);
		await shop.crash();
		sandbox.behave();
	});
	after(async () => await receiver?.close());

	it('kill -9 in the middle of submitting, then three retries: no key is paid for twice', async () => {
		await keyed.expectLogged(2 * CONCURRENT);
		await shop.ended(keyed.id, 'crashed');
		const [first] = await keyed.retry(2);
		const { message, description } = first?.result?.error ?? {};
		assert.match(`${message} ${description}`, /submitted before.* n8n's log/);
		await keyed.retry(1);
		await keyed.startAgain();
		const [newest = ''] = await until('it has begun', async () => {
			const ids = await keyed.executions();
			return ids.length === 6 ? ids : undefined;
		});
		await shop.n8n.client.ended(newest);
		keyed.expectPaidOnce();
		await keyed.expectLogged(2 * CONCURRENT);
	});

	it('kill -9 while waiting, then a retry: it waits on where n8n saves the progress', async () => {
		await shop.ended(waiting.id, 'crashed');
		const [retry] = await waiting.retry(1);
		assert.equal(retry?.status, 'success');
		assert.equal(waiting.tasks().length, ITEMS);
		await waiting.expectLogged();
	});

	it('kill -9 while a table is worked off: what is started is waited for, and nothing is paid again', async () => {
		const next = await started.run('Every Hour');
		assert.deepEqual(items(next, 'Generate Video'), []);
		assert.deepEqual(
			items(next, 'Mark as Done').map(({ json }) => [json.status, json.attempt]),
			Array(2).fill(['done', 1]),
		);
		assert.equal(started.tasks().length, 2);
	});

	it('kill -9 before a table has the task IDs: its rows are not paid for again, and get them from the log', async () => {
		for (let time = 0; time < 2; time++) {
			const failed = items(await notNoted.run('Every Hour'), 'Mark as Failed');
			assert.deepEqual(
				failed.map(({ json }) => [json.status, json.attempt]),
				Array(2).fill(['failed', 0]),
			);
			assert.match(String(failed[0]?.json.message), /'Pay Once Key' was submitted before/);
			await notNoted.edit('failed', { status: 'todo' });
		}
		await notNoted.edit('todo', { status: 'started', task_id: notNoted.tasks()[0]?.id });
		assert.equal(items(await notNoted.run('Every Hour'), 'Mark as Done').length, 2);
		assert.equal(notNoted.tasks().length, 2);
	});

	it('suspended executions all go on after the next start, and deliver each video once', async () => {
		const haveEnded = async () => (await suspended()).every((status) => status === 'success');
		await until('all have succeeded', haveEnded, 300_000);
		const submitted = shop.tasksOf('suspended');
		const { deliveries } = receiver;
		const ids = deliveries.map(({ taskId }) => taskId).sort();
		assert.deepEqual(ids, submitted.map(({ id }) => id).sort());
		assert.equal(submitted.length, SUSPENDED);
		assert.equal(new Set(deliveries.map(({ execution }) => execution)).size, SUSPENDED);
		assert.ok(deliveries.every(({ bytes }) => bytes > 10_000));
	});
});

type Table = Awaited<ReturnType<typeof openTable>>;

/** The example that works a table off, whose rows have the name of the table in their prompts. */
async function openTable(name: string, redraw: (draft: WorkflowDraft) => void = () => {}) {
	const table = name.replace(' ', '_');
	const text = JSON.stringify(shop.shipped('sheet-to-video')).replaceAll('videos_to_make', table);
	const draft = JSON.parse(text) as WorkflowDraft;
	const rows = draft.nodes.find((one) => one.name === 'Two Rows')?.parameters.jsonOutput;
	const named = String(rows).replaceAll('"prompt": "', `"prompt": "${name}: `);
	change(draft, 'Two Rows', { jsonOutput: named });
	redraw(draft);
	const workflow = await shop.create(draft);
	await shop.run(workflow, 'Set Up Once');
	const tasks = () => shop.tasksOf(name);
	return {
		tasks,
		begin: async () => {
			await shop.n8n.client.run(workflow, 'Every Hour');
			await until('its rows are submitted', () => tasks().length === 2);
		},
		run: async (trigger: string) => await shop.run(workflow, trigger),
		edit: async (status: string, value: object) =>
			await shop.run(await shop.create(editRows(table, status, value)), 'Start'),
	};
}
