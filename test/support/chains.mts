import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { keepCredential } from '../../scripts/start/credential.mts';
import type { Credential, Execution } from '../../scripts/start/n8n-client.mts';
import type { Workflow, WorkflowDraft } from '../../scripts/start/workflow.mts';
import { openBrowser, photograph, signIn } from './browser.mts';
import { until } from './crowd.mts';
import { Editor } from './editor.mts';
import { example } from './examples.mts';
import { startRealN8n, type RealN8n } from './realN8n.mts';
import { workflowNode } from './workflowNode.mts';

/** An item of the output of a node. */
export type Item = { json: Record<string, unknown> };

/** A real n8n in which examples are executed, and looked at in its editor. */
export class Chains {
	private constructor(
		readonly n8n: RealN8n,
		readonly highway: Credential,
		readonly browser: Browser,
		readonly page: Page,
	) {}

	static async start(): Promise<Chains> {
		const n8n = await startRealN8n();
		const { key, url } = n8n.sandbox;
		const service = { name: 'Highway API', apiKey: key, baseUrl: url };
		const highway = await keepCredential(n8n.client, service);
		const browser = await openBrowser();
		const page = await signIn(browser, n8n.url, n8n.login);
		page.setDefaultTimeout(60_000);
		return new Chains(n8n, highway, browser, page);
	}

	async close(): Promise<void> {
		await this.browser.close();
		await this.n8n.close();
	}

	/** @param more credentials that the example needs beside that of the Highway API */
	shipped(folder: string, more: Credential[] = [], file?: string): WorkflowDraft {
		const around = { sandbox: this.n8n.sandbox, credential: this.highway, more };
		return example(folder, file === undefined ? around : { ...around, file });
	}

	async credential(name: string, type: string, data: object): Promise<Credential> {
		return await this.n8n.client.createCredential({ name, type, data });
	}

	/** Opens a workflow in the editor, and leaves a picture of it. */
	async look(workflow: Workflow, picture: string): Promise<void> {
		const editor = new Editor(this.page);
		await editor.open(workflow.id);
		await this.page.waitForTimeout(1500);
		await photograph(this.page, picture);
		assert.equal(await editor.warnings(), 0);
	}

	/** @param pinned outputs that stand for nodes which can't run here, by their name */
	async create(draft: WorkflowDraft, pinned: Record<string, Item[]> = {}): Promise<Workflow> {
		const drawn = { ...draft, pinData: pinned };
		return await this.n8n.client.createWorkflow(drawn);
	}

	async run(workflow: Workflow, trigger: string): Promise<Execution> {
		return await this.ended(await this.n8n.client.run(workflow, trigger));
	}

	/** Waits for the success of an execution. */
	async ended(id: string): Promise<Execution> {
		const now = async () => await this.n8n.client.execution(id);
		const hasEnded = async () => ['success', 'error'].includes((await now()).status);
		await until('the execution has ended', hasEnded, 180_000);
		const execution = await now();
		assert.equal(execution.status, 'success', execution.result?.error?.message);
		return execution;
	}
}

/** What a node has put out, over all its runs. */
export const items = ({ result }: Execution, node: string, output = 0): Item[] =>
	(result?.runData[node] ?? []).flatMap((task) => task.data?.main?.[output] ?? []);

/** What a person does by hand in the table. */
export const editRows = (status: string, value: object) => ({
	name: 'By hand',
	nodes: [
		workflowNode('Start', 'n8n-nodes-base.manualTrigger', 1, [0, 0], {}),
		workflowNode('Edit', 'n8n-nodes-base.dataTable', 1, [224, 0], {
			operation: 'update',
			dataTableId: { __rl: true, mode: 'name', value: 'videos_to_make' },
			filters: { conditions: [{ keyName: 'status', condition: 'eq', keyValue: status }] },
			columns: { mappingMode: 'defineBelow', value, schema: [] },
		}),
	],
	connections: { Start: { main: [[{ node: 'Edit', type: 'main', index: 0 }]] } },
	settings: { executionOrder: 'v1' },
});
