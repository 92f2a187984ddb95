import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Rule } from '../../sandbox/sandbox.mts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import type { Credential } from '../../scripts/start/n8n-client.mts';
import type { Workflow } from '../../scripts/start/workflow.mts';
import { openBrowser, photograph, signIn } from '../support/browser.mts';
import { until } from '../support/crowd.mts';
import { prepareN8n, type PreparedN8n, type RunningN8n } from '../support/realN8n.mts';
import { workflowNode as node } from '../support/workflowNode.mts';

const CANARY = 'canary-7c3e91d0-never-to-be-seen';
const HTML = '<img src="x" onerror="window.wasExecuted = true"><b>bold</b>';

describe('what n8n writes down and shows, with its log at debug', () => {
	let prepared: PreparedN8n;
	let n8n: RunningN8n;
	let sandbox: Sandbox;
	let credential: Credential;
	before(async () => {
		prepared = await prepareN8n();
		sandbox = await startSandbox({ key: CANARY, taskSeconds: 0.1 });
		n8n = await prepared.start({ N8N_LOG_LEVEL: 'debug' });
		credential = await n8n.client.createCredential({
			name: 'Sandbox',
			type: 'highwayApi',
			data: { apiKey: CANARY, baseUrl: sandbox.url },
		});
	});
	after(async () => {
		await n8n.close();
		await sandbox.close();
		await prepared.remove();
	});

	const to = (name: string) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });
	const makeAndWait = async (): Promise<Workflow> => {
		const frame = `${sandbox.url}/frames/dawn.png`;
		const credentials = { credentials: { highwayApi: credential } };
		return await n8n.client.createWorkflow({
			name: 'Make and wait',
			nodes: [
				node('Start', 'n8n-nodes-base.manualTrigger', 1, [0, 0], {}),
				node(
					'Veo',
					'n8n-nodes-highwayapi.veoLiteFirstLastFrame',
					1,
					[220, 0],
					{ firstFrameUrl: frame, lastFrameUrl: frame, prompt: 'x' },
					credentials,
				),
				node(
					'Wait',
					'n8n-nodes-highwayapi.waitForTask',
					1,
					[440, 0],
					{ timeoutMinutes: 0.05, options: { pollInterval: 1 } },
					credentials,
				),
			],
			connections: { Start: to('Veo'), Veo: to('Wait') },
			settings: { executionOrder: 'v1' },
		});
	};
	const run = async (workflow: Workflow, rule?: Rule): Promise<string> => {
		sandbox.behave();
		if (rule !== undefined) sandbox.misbehave(rule);
		const id = await n8n.client.run(workflow, 'Start');
		const hasEnded = async () =>
			['success', 'error'].includes((await n8n.client.execution(id)).status);
		// A file that does not come is tried for two minutes.
		await until('the execution has ended', hasEnded, 200_000);
		return id;
	};

	it('has neither the key nor a signed link in its logs, and the key not in its database', async () => {
		const elsewhere = `${sandbox.videoUrl}/elsewhere`;
		const workflow = await makeAndWait();
		const rules: Array<Rule | undefined> = [
			undefined,
			{ on: 'submit', do: { kind: 'error', reason: 'FAILED_TO_AUTH' } },
			{ on: 'submit', do: { kind: 'redirect', location: elsewhere } },
			{ on: 'submit', do: { kind: 'resetAfter' } },
			{ on: 'submit', do: { kind: 'html', status: 502 } },
			{ on: 'poll', do: { kind: 'redirect', location: elsewhere } },
			{ on: 'poll', do: { kind: 'reset' } },
			{ on: 'poll', do: { kind: 'truncate' } },
			{ on: 'download', times: 2, do: { kind: 'answer', status: 403 } },
			{ on: 'download', times: 2, do: { kind: 'reset' } },
			{ on: 'download', times: 2, do: { kind: 'redirect', location: elsewhere } },
		];
		for (const rule of rules) await run(workflow, rule);

		const seen = sandbox.requests.filter(({ host }) => host === 'videos');
		assert.ok(seen.length > 0);
		assert.ok(seen.every(({ headers }) => !('authorization' in headers)));
		assert.ok(!JSON.stringify(seen).includes(CANARY));

		const logs = contents(prepared.logs);
		assert.match(logs, /debug/);
		assert.ok(!logs.includes(CANARY), 'the key is in a log');
		assert.ok(!logs.includes('signature='), 'a signed link is in a log');
		const database = contents(join(prepared.folder, 'user', '.n8n'), /^database/);
		assert.match(database, /TASK_STATUS_SUCCEED/);
		assert.ok(!database.includes(CANARY), 'the key is in the database');
	});

	it('shows text of the service as text, whatever is in it', async (context) => {
		const workflow = await makeAndWait();
		const reason = `${HTML} ${'long '.repeat(200)}`;
		sandbox.behave();
		sandbox.misbehave({ on: 'submit', do: { kind: 'fails', reason } });
		const browser = await openBrowser();
		context.after(async () => await browser.close());
		const page = await signIn(browser, n8n.url, n8n.login);
		await page.goto(`/workflow/${workflow.id}`);
		await page.getByTestId('execute-workflow-button').click();
		await page.getByText('ended without a file').first().waitFor();
		await photograph(page, 'failed-task');
		await page.locator('[data-test-id="canvas-node"][data-node-name="Wait"]').dblclick();
		await page
			.getByTestId('node-error-description')
			.or(page.getByText('Correct what it names'))
			.first()
			.waitFor();
		await photograph(page, 'failed-task-in-node');
		for (const part of page.frames()) {
			assert.equal(await part.evaluate('window.wasExecuted'), undefined);
			assert.equal(await part.locator('img[src="x"]').count(), 0);
		}
	});

	it('refuses to send the key unencrypted to another machine, also to test it', async () => {
		const data = { apiKey: CANARY, baseUrl: 'http://127.0.0.2.example.test' };
		const draft = { name: 'Far away', type: 'highwayApi', data };
		const { id, name, type } = await n8n.client.createCredential(draft);
		const { status, message } = await n8n.client.testCredential({ id, name, type, data });
		assert.equal(status, 'Error');
		assert.match(message, /'Base URL' .* would send the API key unencrypted/);
	});
});

/** All files of a folder, as text. */
function contents(folder: string, name = /./): string {
	return readdirSync(folder)
		.filter((file) => name.test(file))
		.map((file) => readFileSync(join(folder, file), 'latin1'))
		.join('\n');
}
