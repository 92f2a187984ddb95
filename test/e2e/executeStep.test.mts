import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { keepCredential } from '../../scripts/start/credential.mts';
import type { WorkflowDraft } from '../../scripts/start/workflow.mts';
import { openBrowser, photograph, signIn } from '../support/browser.mts';
import { until } from '../support/crowd.mts';
import { Editor } from '../support/editor.mts';
import { startRealN8n, type RealN8n } from '../support/realN8n.mts';
import { workflowNode as node } from '../support/workflowNode.mts';

const [START, BEFORE, GENERATE, WAIT, AFTER] = ['Start', 'Before', 'Generate', 'Wait', 'After'];

const to = (name: string) => ({ node: name, type: 'main', index: 0 });

/** docs/recovery.md has a table of this: what "Execute step" of a later node costs. */
describe('a builder who executes steps after the node that is paid for', () => {
	let n8n: RealN8n;
	let browser: Browser;
	let page: Page;
	let editor: Editor;
	let credentials: object;
	let workflowId: string;
	before(async () => {
		n8n = await startRealN8n();
		const { key, url } = n8n.sandbox;
		const name = 'Sandbox';
		const highwayApi = await keepCredential(n8n.client, { name, apiKey: key, baseUrl: url });
		credentials = { credentials: { highwayApi } };
		browser = await openBrowser();
		page = await signIn(browser, n8n.url, n8n.login);
		page.setDefaultTimeout(60_000);
		editor = new Editor(page);
	});
	after(async () => {
		await photograph(page, 'execute-step-end');
		await browser.close();
		await n8n.close();
	});

	const trigger = () => node(START, 'n8n-nodes-base.manualTrigger', 1, [0, 0], {});
	// Limit has one field, whose change has no consequence here.
	const limit = (name: string, x: number) =>
		node(name, 'n8n-nodes-base.limit', 1, [x, 0], { maxItems: 10 });
	const generate = (prompt: string) => {
		const frame = `${n8n.sandbox.url}/frames/dawn.png`;
		const parameters = { firstFrameUrl: frame, lastFrameUrl: frame, prompt };
		const type = 'n8n-nodes-highwayapi.veoLiteFirstLastFrame';
		return node(GENERATE, type, 1, [440, 0], parameters, credentials);
	};
	const wait = () => node(WAIT, 'n8n-nodes-highwayapi.waitForTask', 1, [660, 0], {}, credentials);
	/** Opens a new workflow in the editor. */
	const open = async (
		nodes: WorkflowDraft['nodes'],
		connections: Record<string, string | string[]>,
		pinData: object = {},
	): Promise<void> => {
		const workflow = {
			name: 'Execute step',
			nodes,
			connections: Object.fromEntries(
				Object.entries(connections).map(([from, targets]) => [
					from,
					{ main: [targets].flat().map((target) => [to(target)]) },
				]),
			),
			settings: { executionOrder: 'v1' },
			pinData,
		};
		workflowId = (await n8n.client.createWorkflow(workflow)).id;
		await editor.open(workflowId);
	};
	const twoItems = { [START]: [{ json: { row: 1 } }, { json: { row: 2 } }] };
	const reload = async (): Promise<void> => {
		await page.keyboard.press('Control+s');
		await page.waitForTimeout(2000);
		await editor.open(workflowId);
		await page.waitForTimeout(1000);
	};

	/** @returns how many videos were paid for while a click was executed */
	const executing = async (click: () => Promise<void>): Promise<number> => {
		const paid = n8n.sandbox.tasks.length;
		const newest = async () => (await n8n.client.executions(workflowId))[0];
		const last = await newest();
		await click();
		await until(
			'an execution has ended',
			async () => {
				const id = await newest();
				return (
					id !== undefined &&
					id !== last &&
					!['new', 'running'].includes((await n8n.client.execution(id)).status)
				);
			},
			60_000,
		);
		// Until the editor has the result, it would execute all nodes again.
		await page.getByTestId('stop-execution-button').waitFor({ state: 'hidden' });
		await page.waitForTimeout(1000);
		return n8n.sandbox.tasks.length - paid;
	};
	const step = async (name = AFTER): Promise<number> => {
		await editor.openNode(name);
		const paid = await executing(async () => await page.getByTestId('node-execute-button').click());
		await editor.closeNode();
		return paid;
	};
	const change = async (name: string, parameter: string, value: string): Promise<void> => {
		await editor.openNode(name);
		await editor.fill(parameter, value);
		await page.waitForTimeout(500);
		await editor.closeNode();
	};

	it('pays nothing more right after the whole workflow was executed', async () => {
		await open(
			[trigger(), limit(BEFORE, 220), generate('Night falls'), wait(), limit(AFTER, 880)],
			{
				[START]: BEFORE,
				[BEFORE]: GENERATE,
				[GENERATE]: WAIT,
				[WAIT]: AFTER,
			},
		);
		assert.equal(await executing(async () => await editor.execute()), 1);
		assert.equal(await step(), 0);
	});

	it('pays nothing more after a change in a later node', async () => {
		await change(AFTER, 'maxItems', '9');
		assert.equal(await step(), 0);
	});

	it('pays nothing more after a change in Wait for Task', async () => {
		await change(WAIT, 'timeoutMinutes', '14');
		assert.equal(await step(), 0);
	});

	it('pays nothing more after Veo Lite was renamed', async () => {
		await editor.node(GENERATE).click();
		await page.keyboard.press('F2');
		await page.locator('.rename-prompt input, .el-message-box input').fill('Make');
		await page.keyboard.press('Enter');
		await editor.node('Make').waitFor();
		assert.equal(await step(), 0);
	});

	it('pays again after a change in Veo Lite', async () => {
		await change('Make', 'prompt', 'Day breaks');
		assert.equal(await step(), 1);
		assert.equal(await step(), 0);
	});

	it('pays again after a change in an earlier node', async () => {
		await change(BEFORE, 'maxItems', '9');
		assert.equal(await step(), 1);
		assert.equal(await step(), 0);
	});

	it('pays again for "Execute step" of Veo Lite, and for "Execute workflow"', async () => {
		assert.equal(await step('Make'), 1);
		assert.equal(await executing(async () => await editor.execute()), 1);
	});

	it('pays again after the page was loaded again', async () => {
		await reload();
		await photograph(page, 'execute-step-reloaded');
		assert.equal(await step(), 1);
	});

	it('pays nothing more while the output of Veo Lite is pinned, whatever happens', async () => {
		await editor.openNode('Make');
		await photograph(page, 'execute-step-hint');
		await page.getByTestId('ndv-pin-data').click();
		await photograph(page, 'execute-step-pinned');
		await editor.closeNode();
		assert.equal(await step(), 0);
		await change('Make', 'prompt', 'Rain sets in');
		await change(BEFORE, 'maxItems', '8');
		assert.equal(await step(), 0);
		assert.equal(await executing(async () => await editor.execute()), 0);
		await reload();
		assert.equal(await step(), 0);
	});

	it('pays again for what was accepted when Veo Lite itself has failed', async () => {
		const refusal = { kind: 'error', reason: 'NOT_ENOUGH_BALANCE' } as const;
		n8n.sandbox.misbehave({ on: 'submit', after: 1, do: refusal });
		const nodes = [trigger(), generate('=Row {{ $json.row }}'), wait(), limit(AFTER, 880)];
		await open(nodes, { [START]: GENERATE, [GENERATE]: WAIT, [WAIT]: AFTER }, twoItems);
		assert.equal(await executing(async () => await editor.execute()), 1);
		n8n.sandbox.behave();
		const [failed = ''] = await n8n.client.executions(workflowId);
		assert.equal(await step(), 2);
		// "Retry" in the list of executions submits the missing one alone.
		assert.equal(await executing(async () => void (await n8n.client.retry(failed))), 1);
	});

	it('pays once for items with a key, however often they are executed', async () => {
		const paidOnce = generate('=Row {{ $json.row }}');
		Object.assign(paidOnce.parameters, { options: { payOnceKey: '={{ $json.row }}' } });
		const nodes = [trigger(), paidOnce, wait(), limit(AFTER, 880)];
		await open(nodes, { [START]: GENERATE, [GENERATE]: WAIT, [WAIT]: AFTER }, twoItems);
		assert.equal(await executing(async () => await editor.execute()), 2);
		assert.equal(await step(GENERATE), 0);
		await reload();
		assert.equal(await step(), 0);
	});

	it('pays for a sub-workflow again when the page was loaded again', async () => {
		const called = node('Called', 'n8n-nodes-base.executeWorkflowTrigger', 1.1, [0, 0], {
			inputSource: 'passthrough',
		});
		const child = await n8n.client.createWorkflow({
			name: 'Child',
			nodes: [called, generate('Night falls'), wait()],
			connections: { Called: { main: [[to(GENERATE)]] }, [GENERATE]: { main: [[to(WAIT)]] } },
			settings: { executionOrder: 'v1' },
		});
		await n8n.client.activateWorkflow(child);
		const workflow = { __rl: true, mode: 'id', value: child.id };
		const nodes = [
			trigger(),
			node('Call', 'n8n-nodes-base.executeWorkflow', 1.2, [220, 0], {
				workflowId: workflow,
				options: {},
			}),
			limit(AFTER, 880),
		];
		await open(nodes, { [START]: 'Call', Call: AFTER });
		assert.equal(await executing(async () => await editor.execute()), 1);
		assert.equal(await step(), 0);
		await reload();
		assert.equal(await step(), 1);
	});

	it('pays for all of a loop again after a change inside the loop', async () => {
		const loop = 'Loop Over Items';
		const nodes = [
			trigger(),
			node(loop, 'n8n-nodes-base.splitInBatches', 3, [220, 0], { options: {} }),
			generate('=Row {{ $json.row }}'),
			wait(),
			limit(AFTER, 880),
		];
		const connections = {
			[START]: loop,
			[loop]: [AFTER, GENERATE],
			[GENERATE]: WAIT,
			[WAIT]: loop,
		};
		await open(nodes, connections, twoItems);
		assert.equal(await executing(async () => await editor.execute()), 2);
		assert.equal(await step(), 0);
		await change(WAIT, 'timeoutMinutes', '14');
		assert.equal(await step(), 2);
	});
});
