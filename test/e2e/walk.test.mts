import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, photograph, signIn } from '../support/browser.mts';
import { until } from '../support/crowd.mts';
import { Editor } from '../support/editor.mts';
import { example } from '../support/examples.mts';
import { startRealN8n, type RealN8n } from '../support/realN8n.mts';

const VEO = 'Veo Lite First/Last Frame';
const WAIT = 'Wait for Task';

/** What a builder has before the nodes of this package come in: a form that takes two pictures. */
const FORM = {
	id: 'form',
	name: 'On form submission',
	type: 'n8n-nodes-base.formTrigger',
	typeVersion: 2.2,
	position: [0, 0],
	webhookId: 'two-pictures',
	parameters: {
		formTitle: 'Two pictures',
		formFields: {
			values: ['firstFrame', 'lastFrame'].map((fieldLabel) => ({
				fieldLabel,
				fieldType: 'file',
				multipleFiles: false,
				requiredField: true,
			})),
		},
		options: {},
	},
};

describe('a builder who makes a first video in the editor', () => {
	let n8n: RealN8n;
	let browser: Browser;
	let page: Page;
	let editor: Editor;
	let workflowId: string;
	before(async () => {
		n8n = await startRealN8n();
		browser = await openBrowser();
		page = await signIn(browser, n8n.url, n8n.login);
		page.setDefaultTimeout(60_000);
		editor = new Editor(page);
		const workflow = await n8n.client.createWorkflow({
			name: 'My first video',
			nodes: [FORM],
			connections: {},
			settings: { executionOrder: 'v1' },
		});
		workflowId = workflow.id;
		await editor.open(workflowId);
	});
	/** Whether the workflow's newest execution has, where it is not `another`. */
	const hasSucceeded = async (another?: string) => {
		const [id] = await n8n.client.executions(workflowId);
		return (
			id !== undefined && id !== another && (await n8n.client.execution(id)).status === 'success'
		);
	};
	after(async () => {
		await photograph(page, 'walk-end');
		await browser.close();
		await n8n.close();
	});

	it('finds both nodes in the panel by the words that come to mind', async () => {
		for (const word of ['veo', 'video', 'first frame', 'highway']) {
			assert.ok((await editor.search(word)).includes(VEO), word);
		}
		await photograph(page, 'walk-1-panel');
		for (const word of ['wait', 'task', 'poll', 'highway', 'video']) {
			assert.ok((await editor.search(word)).includes(WAIT), word);
		}
	});

	it('adds the credential, and sees whether the key is right', async () => {
		await editor.add(VEO);
		await photograph(page, 'walk-2-node');
		await page.getByRole('button', { name: 'Connect to Highway' }).click();
		const modal = page.getByTestId('editCredential-modal');
		const keyField = modal.getByTestId('parameter-input-apiKey').locator('input');
		const baseUrl = modal.getByTestId('parameter-input-baseUrl').locator('input');
		const allowHttp = modal.getByText('Allow Unencrypted Base URL');
		await baseUrl.fill('http://sandbox.internal:4100');
		await allowHttp.waitFor();
		await photograph(page, 'walk-3-plain-http');
		await baseUrl.fill(n8n.sandbox.url);
		await allowHttp.waitFor({ state: 'hidden' });
		await keyField.fill('not-the-key');
		await modal.getByTestId('credential-save-button').click();
		await modal.getByText('More details').click();
		await modal.getByText('did not accept the API key').first().waitFor();
		await photograph(page, 'walk-3-wrong-key');

		await keyField.fill(n8n.sandbox.key);
		await modal.getByTestId('credential-save-button').click();
		// n8n closes it by itself once the test has passed.
		await modal.waitFor({ state: 'hidden' });
		const chosen = page.getByTestId('node-credentials-select').locator('input').first();
		await until(
			'the credential is chosen',
			async () => (await chosen.inputValue()) === 'Highway account',
			60_000,
		);
		await photograph(page, 'walk-4-right-key');
	});

	it('fills in what the video is to be', async () => {
		await editor.choose('firstFrameSource', 'File');
		await editor.choose('lastFrameSource', 'File');
		await editor.fill('prompt', 'The sun goes down, the lights come on');
		await editor.choose('duration', '4 Seconds');
		await photograph(page, 'walk-5-filled');
		await editor.closeNode();
		assert.equal(await editor.warnings(), 0);
	});

	it('adds the node that waits, and leaves it as it is', async () => {
		await editor.add(WAIT, /^wait until .*finished$/i);
		await photograph(page, 'walk-6-wait');
		await editor.closeNode();
		assert.equal(await editor.warnings(), 0);
		await photograph(page, 'walk-7-workflow');
	});

	it('uploads two pictures through the form, and sees the video play', async () => {
		const opening = page.context().waitForEvent('page');
		await editor.execute();
		const form = await opening;
		const frames = ['dawn.png', 'night.png'].map((name) => join(n8n.frames, name));
		await form
			.locator('input[type=file]')
			.nth(0)
			.setInputFiles(frames[0] ?? '');
		await form
			.locator('input[type=file]')
			.nth(1)
			.setInputFiles(frames[1] ?? '');
		await photograph(form, 'walk-8-form');
		await form.getByRole('button', { name: 'Submit' }).click();
		await until('the execution has succeeded', async () => await hasSucceeded(), 60_000);
		await form.close();
		await page.waitForTimeout(1500);
		await photograph(page, 'walk-9-executed');

		await editor.openNode(WAIT);
		await page.getByTestId('output-panel').getByText('Binary').first().click();
		await photograph(page, 'walk-10-binary');
		await page.getByTestId('output-panel').getByRole('button', { name: 'View' }).first().click();
		const video = page.locator('video').first();
		await video.waitFor();
		const seconds = async () =>
			await video.evaluate((player) => (player as unknown as { currentTime: number }).currentTime);
		await until('a second of the video has been played', async () => (await seconds()) > 1, 60_000);
		await photograph(page, 'walk-11-playing');
	});

	it('executes one step alone, and gets the same video again without paying', async () => {
		const submitted = n8n.sandbox.tasks.length;
		const looks = () =>
			n8n.sandbox.requests.filter(({ path }) => path.endsWith('task-result')).length;
		const before = looks();
		const [last] = await n8n.client.executions(workflowId);
		await page.getByTestId('node-execute-button').click();
		await until('the node has looked', () => looks() > before, 30_000);
		// The editor says so too, for as long as it likes.
		await until('the step has succeeded', async () => await hasSucceeded(last), 30_000);
		assert.equal(n8n.sandbox.tasks.length, submitted);
	});

	it('is told what is missing before anything is submitted', async () => {
		const submitted = n8n.sandbox.requests.filter(({ method }) => method === 'POST').length;
		await editor.closeNode();
		await editor.openNode(VEO);
		await editor.choose('firstFrameSource', 'URL');
		await page.getByTestId('node-execute-button').click();
		await page.getByText("'First Frame URL' is empty [item 0]").first().waitFor();
		await photograph(page, 'walk-12-message');
		const now = n8n.sandbox.requests.filter(({ method }) => method === 'POST').length;
		assert.equal(now, submitted);
	});

	for (const folder of ['first-video', 'suspended-wait']) {
		it(`imports the example ${folder} and sees no warning on any node`, async () => {
			const [credential] = await n8n.client.credentials();
			assert.ok(credential);
			const draft = example(folder, { sandbox: n8n.sandbox, credential });
			await editor.open((await n8n.client.createWorkflow(draft)).id);
			await page.waitForTimeout(1000);
			assert.equal(await editor.warnings(), 0);
			await photograph(page, `walk-13-${folder}`);
		});
	}

	it('reads every icon and label in dark mode too', async () => {
		await page.emulateMedia({ colorScheme: 'dark' });
		await editor.open(workflowId);
		await page.waitForTimeout(1000);
		await photograph(page, 'walk-15-dark');
		const icons = page.getByTestId('canvas').locator('[data-test-id="canvas-node"] img');
		const sources = await icons.evaluateAll((images) =>
			images.map((image) => image.getAttribute('src') ?? ''),
		);
		assert.ok(sources.some((source) => source.endsWith('veoLiteFirstLastFrame.dark.svg')));
		assert.ok(sources.some((source) => source.endsWith('waitForTask.dark.svg')));
		await editor.openNode(WAIT);
		await photograph(page, 'walk-16-dark-node');
		await editor.closeNode();
		await page.emulateMedia({ colorScheme: 'light' });
	});

	it('stops a wait, which ends at once', async () => {
		const [credential] = await n8n.client.credentials();
		assert.ok(credential);
		const { sandbox, client } = n8n;
		sandbox.misbehave({ on: 'submit', do: { kind: 'neverEnds' } });
		const draft = example('suspended-wait', { sandbox, credential });
		const wait = draft.nodes.find(({ type }) => type.endsWith('.waitForTask'));
		Object.assign(wait?.parameters ?? {}, { operation: 'wait' });
		Object.assign(draft.connections, { 'Wait for Video': { main: [] } });
		const workflow = await client.createWorkflow(draft);
		await editor.open(workflow.id);
		await editor.execute();
		const polls = () => sandbox.requests.filter(({ path }) => path.endsWith('task-result')).length;
		const before = polls();
		await until('the node waits', () => polls() > before + 1, 30_000);
		await photograph(page, 'walk-14-waiting');
		await page.getByTestId('stop-execution-button').click();
		const status = async () => {
			const [id] = await client.executions(workflow.id);
			return id === undefined ? '' : (await client.execution(id)).status;
		};
		await until('the execution is stopped', async () => (await status()) === 'canceled', 15_000);
		const after = polls();
		await page.waitForTimeout(6000);
		assert.equal(polls(), after);
	});
});
