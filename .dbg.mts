import { readFileSync } from 'node:fs';
import { N8nClient } from './scripts/start/n8n-client.mts';
import { openBrowser, photograph, signIn } from './test/support/browser.mts';
const n8n = JSON.parse(readFileSync('/tmp/n8n.json', 'utf8'));
const client = new N8nClient(n8n.url); await client.logIn(n8n.login);
const b = await openBrowser();
const page = await signIn(b, n8n.url, n8n.login);
page.setDefaultTimeout(8000);
try {
	const w = await client.createWorkflow({
		name: 'By hand',
		nodes: [{ id: '1', name: 'On form submission', type: 'n8n-nodes-base.formTrigger', typeVersion: 2.2, position: [0, 0], parameters: { formTitle: 'Two pictures', formFields: { values: [
			{ fieldLabel: 'firstFrame', fieldType: 'file', multipleFiles: false, requiredField: true },
			{ fieldLabel: 'lastFrame', fieldType: 'file', multipleFiles: false, requiredField: true } ] }, options: {} }, webhookId: 'two-pictures' }] as never,
		connections: {}, settings: { executionOrder: 'v1' },
	});
	await page.goto('/workflow/' + w.id);
	await page.getByText('On form submission').first().waitFor();
	await page.getByTestId('canvas-handle-plus').first().click();
	const search = page.getByTestId('node-creator-search-bar');
	await search.waitFor();
	for (const word of ['veo', 'video', 'first frame', 'highway', 'wait', 'task', 'poll']) {
		await search.fill(word);
		await page.waitForTimeout(700);
		const names = await page.getByTestId('node-creator-item-name').allInnerTexts();
		console.log(word, JSON.stringify(names.slice(0, 12)));
		if (word === 'veo' || word === 'task') await photograph(page, 'dbg-search-' + word);
	}
	await search.fill('veo');
	await page.waitForTimeout(700);
	await page.getByTestId('node-creator-item-name').filter({ hasText: 'Veo Lite' }).first().click();
	await page.waitForTimeout(2500);
	await photograph(page, 'dbg-added');
} catch (e) { console.log(String(e)); await photograph(page, 'dbg-fail'); }
await b.close(); process.exit(0);
