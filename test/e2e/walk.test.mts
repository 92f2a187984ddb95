import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { startSandbox } from '../../sandbox/sandbox.mts';
import type { Workflow } from '../../scripts/start/workflow.mts';
import { until } from '../support/crowd.mts';
import { draw, node } from '../support/drafts.mts';
import type { Editor } from '../support/editor.mts';
import { prepareN8n } from '../support/realN8n.mts';
import { Workshop } from '../support/workshop.mts';

const VEO = 'Veo Lite First/Last Frame';
const WAIT = 'Wait for Task';

/** The words that come to a builder's mind, by the node that they are to lead to. */
const WORDS: Record<string, string[]> = {
	[VEO]: ['veo', 'video', 'highway', 'first frame', 'start frame', 'end frame'],
	'Veo Lite Text to Video': ['veo', 'highway', 'text to video', 'generate video', 'reels'],
	'Veo Lite Image to Video': ['veo', 'highway', 'image to video', 'animate', 'start frame'],
	'Veo Lite Extend Video': ['veo', 'highway', 'extend', 'longer video', 'extend video'],
	[WAIT]: ['veo', 'highway', 'video', 'get video', 'wait', 'task', 'poll'],
};

/** What a builder has before the nodes of this package come in: a form that takes two pictures. */
const FORM = node(
	'On form submission',
	'formTrigger',
	2.2,
	{
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
	{ webhookId: 'two-pictures' },
);

describe('a builder who makes a first video in the editor', () => {
	let shop: Workshop;
	let editor: Editor;
	let page: Page;
	let workflow: Workflow;
	before(async () => {
		const prepared = await prepareN8n();
		const n8n = await prepared.start();
		const byHand = { id: '', name: 'Highway account', type: 'highwayApi' };
		shop = new Workshop(prepared, n8n, await startSandbox({ speed: 20 }), byHand);
		editor = await shop.editor();
		({ page } = editor);
		workflow = await shop.create(draw('My first video', [FORM], []));
		await editor.open(workflow.id);
	});
	after(async () => await shop?.close());

	it('finds each node in the panel by the words that come to mind', async () => {
		const words = new Set(Object.values(WORDS).flat());
		for (const word of words) {
			const found = await editor.search(word);
			for (const [name, leading] of Object.entries(WORDS))
				if (leading.includes(word)) assert.ok(found.includes(name), `${word}: ${found.join(', ')}`);
		}
	});

	it('adds the credential, and sees whether the key is right', async () => {
		await editor.add(VEO);
		await page.getByRole('button', { name: 'Connect to Highway' }).click();
		const modal = page.getByTestId('editCredential-modal');
		const keyField = modal.getByTestId('parameter-input-apiKey').locator('input');
		const baseUrl = modal.getByTestId('parameter-input-baseUrl').locator('input');
		const allowHttp = modal.getByText('Allow Unencrypted Base URL');
		await baseUrl.fill('http://sandbox.internal:4100');
		await allowHttp.waitFor();
		await baseUrl.fill(shop.sandbox.url);
		await allowHttp.waitFor({ state: 'hidden' });
		await keyField.fill('not-the-key');
		await modal.getByTestId('credential-save-button').click();
		await modal.getByText('More details').click();
		await modal.getByText('did not accept the API key').first().waitFor();

		await keyField.fill(shop.sandbox.key);
		await modal.getByTestId('credential-save-button').click();
		// n8n closes it by itself once the test has passed.
		await modal.waitFor({ state: 'hidden' });
		const chosen = page.getByTestId('node-credentials-select').locator('input').first();
		const isChosen = async () => (await chosen.inputValue()) === shop.highway.name;
		await until('the credential is chosen', isChosen);
		const [credential] = await shop.n8n.client.credentials();
		assert.ok(credential);
		shop.highway = credential;
	});

	it('fills in what the video is to be', async () => {
		await editor.choose('firstFrameSource', 'File');
		await editor.choose('lastFrameSource', 'File');
		await editor.fill('prompt', 'The sun goes down, the lights come on');
		await editor.choose('duration', '4 Seconds');
		await editor.closeNode();
		assert.equal(await editor.warnings(), 0);
	});

	it('adds the node that waits, and leaves it as it is', async () => {
		await editor.add(WAIT, /^wait until .*finished$/i);
		await editor.closeNode();
		assert.equal(await editor.warnings(), 0);
	});

	it('uploads two pictures through the form, and sees the video play', async () => {
		const opening = page.context().waitForEvent('page');
		await editor.execute();
		const form = await opening;
		for (const [index, name] of ['dawn.png', 'night.png'].entries()) {
			const field = form.locator('input[type=file]').nth(index);
			await field.setInputFiles(join(shop.prepared.frames, name));
		}
		const submit = form.getByRole('button', { name: 'Submit' });
		await shop.ended(await shop.begun(workflow, async () => await submit.click()));
		await form.close();
		await editor.executed();
		await editor.openNode(WAIT);
		const output = page.getByTestId('output-panel');
		await output.getByText('Binary').first().click();
		await output.getByRole('button', { name: 'View' }).first().click();
		const seconds = async () => await page.locator('video').first().evaluate(played);
		await until('a second of the video has been played', async () => (await seconds()) > 1);
	});

	it('executes one step alone, and gets the same video again without paying', async () => {
		const { paid } = shop;
		await shop.ended(await shop.begun(workflow, async () => await editor.executeStep()));
		assert.equal(shop.paid, paid);
	});

	it('is told what is missing before anything is submitted', async () => {
		await editor.closeNode();
		await editor.openNode(VEO);
		await editor.choose('firstFrameSource', 'URL');
		const { requests } = shop.sandbox;
		const before = requests.length;
		await editor.executeStep();
		await page.getByText("'First Frame URL' is empty [item 0]").first().waitFor();
		assert.equal(requests.length, before);
		await editor.closeNode();
	});

	it('reads every icon in dark mode too, and sees no warning on any node of an example', async () => {
		await page.emulateMedia({ colorScheme: 'dark' });
		for (const folder of ['first-video', 'suspended-wait', 'longer-video']) {
			await editor.open((await shop.create(shop.shipped(folder))).id);
			const icon = page.locator('[data-test-id="canvas-node"] img[src$="waitForTask.dark.svg"]');
			await icon.first().waitFor();
			assert.equal(await editor.warnings(), 0);
		}
	});
});

const played = (player: unknown) => (player as { currentTime: number }).currentTime;
