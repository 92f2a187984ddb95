import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { WorkflowDraft } from '../../scripts/start/workflow.mts';
import { draw, node, ours } from '../support/drafts.mts';
import type { Editor } from '../support/editor.mts';
import { atOnce, Workshop } from '../support/workshop.mts';

const [START, BEFORE, GENERATE, WAIT, AFTER] = ['Start', 'Before', 'Generate', 'Wait', 'After'];

/** docs/recovery.md says what "Execute step" of a later node costs. */
describe('a builder who executes steps after the node that is paid for', () => {
	let shop: Workshop;
	let editor: Editor;
	let workflow: { id: string };
	before(async () => {
		shop = await Workshop.start({ sandbox: atOnce });
		editor = await shop.editor();
	});
	after(async () => await shop?.close());

	const trigger = () => node(START, 'manualTrigger', 1);
	// Limit has one field, whose change has no consequence here.
	const limit = (name: string) => node(name, 'limit', 1, { maxItems: 10 });
	const generate = (prompt: string, options: object = {}) =>
		ours(GENERATE, 'veoLiteFirstLastFrame', shop.highway, {
			firstFrameUrl: shop.frame,
			lastFrameUrl: shop.frame,
			prompt,
			options,
		});
	const wait = () => ours(WAIT, 'waitForTask', shop.highway, { options: { pollInterval: 1 } });
	const twoItems = { [START]: [{ json: { row: 1 } }, { json: { row: 2 } }] };
	/** Opens a new workflow in the editor. */
	const open = async (nodes: WorkflowDraft['nodes'], chain: string, pinned = {}) => {
		workflow = await shop.create(draw('Execute step', nodes, chain.split('; ')), pinned);
		await editor.open(workflow.id);
	};
	/** Opens one whose node that is paid for is called for two rows. */
	const openRows = async (options: object = {}) => {
		const nodes = [trigger(), generate('=Row {{ $json.row }}', options), wait(), limit(AFTER)];
		await open(nodes, 'Start > Generate > Wait > After', twoItems);
	};
	const reload = async (): Promise<void> => {
		await editor.save();
		await editor.open(workflow.id);
	};

	/** @returns how many videos were paid for while a click was executed */
	const paidWhile = async (click: () => Promise<unknown>): Promise<number> => {
		const before = shop.paid;
		await shop.n8n.client.ended(await shop.begun(workflow, click));
		// Until the editor has the result, it would execute all nodes again.
		await editor.executed();
		return shop.paid - before;
	};
	const all = async (): Promise<number> => await paidWhile(async () => await editor.execute());
	const step = async (name = AFTER): Promise<number> => {
		await editor.openNode(name);
		const paid = await paidWhile(async () => await editor.executeStep());
		await editor.closeNode();
		return paid;
	};
	const change = async (name: string, parameter: string, value: string): Promise<void> => {
		await editor.openNode(name);
		await editor.fill(parameter, value);
		await editor.closeNode();
	};

	it('pays nothing more right after the whole workflow was executed', async () => {
		const nodes = [trigger(), limit(BEFORE), generate('Night falls'), wait(), limit(AFTER)];
		await open(nodes, 'Start > Before > Generate > Wait > After');
		assert.equal(await all(), 1);
		assert.equal(await step(), 0);
	});

	it('pays nothing more after a change in a later node, or in Wait for Task', async () => {
		await change(AFTER, 'maxItems', '9');
		assert.equal(await step(), 0);
		await change(WAIT, 'timeoutMinutes', '14');
		assert.equal(await step(), 0);
	});

	it('pays nothing more after Veo Lite was renamed', async () => {
		await editor.rename(GENERATE, 'Make');
		assert.equal(await step(), 0);
	});

	it('pays again after a change in Veo Lite, or in an earlier node', async () => {
		await change('Make', 'prompt', 'Day breaks');
		assert.deepEqual([await step(), await step()], [1, 0]);
		await change(BEFORE, 'maxItems', '9');
		assert.deepEqual([await step(), await step()], [1, 0]);
	});

	it('pays again for "Execute step" of Veo Lite, and for "Execute workflow"', async () => {
		assert.equal(await step('Make'), 1);
		assert.equal(await all(), 1);
	});

	it('pays again after the page was loaded again', async () => {
		await reload();
		assert.equal(await step(), 1);
	});

	it('pays nothing more while the output of Veo Lite is pinned, whatever happens', async () => {
		await editor.openNode('Make');
		await editor.page.getByTestId('ndv-pin-data').click();
		await editor.closeNode();
		assert.equal(await step(), 0);
		await change('Make', 'prompt', 'Rain sets in');
		await change(BEFORE, 'maxItems', '8');
		assert.equal(await step(), 0);
		assert.equal(await all(), 0);
		await reload();
		assert.equal(await step(), 0);
	});

	it('pays again for what was accepted when Veo Lite itself has failed', async () => {
		const refusal = { kind: 'error', reason: 'NOT_ENOUGH_BALANCE' } as const;
		shop.sandbox.misbehave({ on: 'submit', after: 1, do: refusal });
		await openRows();
		assert.equal(await all(), 1);
		shop.sandbox.behave();
		const failed = (await shop.newest(workflow)) ?? '';
		assert.equal(await step(), 2);
		// "Retry" in the list of executions submits the missing one alone.
		assert.equal(await paidWhile(async () => await shop.n8n.client.retry(failed)), 1);
	});

	it('pays once for items with a key, however often they are executed', async () => {
		await openRows({ payOnceKey: '={{ $json.row }}' });
		assert.equal(await all(), 2);
		assert.equal(await step(GENERATE), 0);
		await reload();
		assert.equal(await step(), 0);
	});

	it('pays for a sub-workflow again when the page was loaded again', async () => {
		const called = node('Called', 'executeWorkflowTrigger', 1.1, { inputSource: 'passthrough' });
		const nodes = [called, generate('Night falls'), wait()];
		const child = await shop.publish(draw('Child', nodes, ['Called > Generate > Wait']));
		const workflowId = { __rl: true, mode: 'id', value: child.id };
		const call = node('Call', 'executeWorkflow', 1.2, { workflowId, options: {} });
		await open([trigger(), call, limit(AFTER)], 'Start > Call > After');
		assert.equal(await all(), 1);
		assert.equal(await step(), 0);
		await reload();
		assert.equal(await step(), 1);
	});

	it('pays for all of a loop again after a change inside the loop', async () => {
		const loop = node('Loop', 'splitInBatches', 3, { options: {} });
		const nodes = [trigger(), loop, generate('=Row {{ $json.row }}'), wait(), limit(AFTER)];
		await open(nodes, 'Start > Loop > After; Loop.1 > Generate > Wait > Loop', twoItems);
		assert.equal(await all(), 2);
		assert.equal(await step(), 0);
		await change(WAIT, 'timeoutMinutes', '14');
		assert.equal(await step(), 2);
	});

	it('pays for one scene alone where it is corrected and the workflow goes on from there', async () => {
		const scene = 'Second Scene';
		workflow = await shop.create(shop.shipped('longer-video'));
		const fails = { kind: 'fails', reason: 'The prompt was refused.' } as const;
		shop.sandbox.misbehave({ on: 'submit', matching: 'sailing', do: fails });
		await editor.open(workflow.id);
		assert.equal(await all(), 2);
		shop.sandbox.behave();
		await change(scene, 'prompt', 'The camera turns to the sea, gulls come into view');
		assert.equal(await step(scene), 1);
		assert.equal(await step('Wait for 22 Seconds'), 1);
	});
});
