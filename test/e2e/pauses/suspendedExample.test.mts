import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { keepCredential } from '../../../scripts/start/credential.mts';
import { openBrowser, photograph, signIn } from '../../support/browser.mts';
import { until } from '../../support/crowd.mts';
import { example } from '../../support/examples.mts';
import { startRealN8n, type RealN8n } from '../../support/realN8n.mts';

describe('the example “Wait without using a worker”', () => {
	let n8n: RealN8n;
	before(async () => {
		n8n = await startRealN8n();
	});
	after(async () => await n8n.close());

	it('parks its execution, goes on by itself and hands on both videos', async (context) => {
		const { client, sandbox } = n8n;
		const credential = await keepCredential(client, {
			name: 'Highway API',
			apiKey: sandbox.key,
			baseUrl: sandbox.url,
		});
		const workflow = await client.createWorkflow(
			example('suspended-wait', { sandbox, credential }),
		);
		const browser = await openBrowser();
		context.after(async () => await browser.close());
		const page = await signIn(browser, n8n.url, n8n.login);
		await page.goto(`/workflow/${workflow.id}`);
		await page.getByText('Your Next Step').first().waitFor();
		await photograph(page, 'loop');

		await page.getByTestId('execute-workflow-button').click();
		const newest = async () => {
			const [id] = await client.executions(workflow.id);
			return id === undefined ? undefined : await client.execution(id);
		};
		await until(
			'the execution is parked',
			async () => (await newest())?.status === 'waiting',
			30_000,
		);
		await photograph(page, 'loop-parked');
		await until('it has ended', async () => (await newest())?.status === 'success', 150_000);
		await page.waitForTimeout(1000);
		await photograph(page, 'loop-done');

		const [run] = (await newest())?.result?.runData['Your Next Step'] ?? [];
		const items = run?.data?.main?.[0] ?? [];
		assert.deepEqual(
			items.map(({ json }) => json.video_index),
			[0, 0],
		);
		assert.equal(sandbox.requests.filter(({ method }) => method === 'POST').length, 2);
	});
});
