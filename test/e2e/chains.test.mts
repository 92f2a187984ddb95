import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { keepCredential } from '../../scripts/start/credential.mts';
import type { Credential, Execution } from '../../scripts/start/n8n-client.mts';
import type { Workflow } from '../../scripts/start/workflow.mts';
import { openBrowser, photograph, signIn } from '../support/browser.mts';
import { startReceiver, until } from '../support/crowd.mts';
import { Editor } from '../support/editor.mts';
import { example } from '../support/examples.mts';
import { startRealN8n, type RealN8n } from '../support/realN8n.mts';
import { startLocalS3 } from '../support/s3.mts';

describe('the chains that builders make', () => {
	let n8n: RealN8n;
	let credential: Credential;
	let browser: Browser;
	let page: Page;
	before(async () => {
		n8n = await startRealN8n();
		const { key, url } = n8n.sandbox;
		const service = { name: 'Highway API', apiKey: key, baseUrl: url };
		credential = await keepCredential(n8n.client, service);
		browser = await openBrowser();
		page = await signIn(browser, n8n.url, n8n.login);
		page.setDefaultTimeout(60_000);
	});
	after(async () => {
		await browser.close();
		await n8n.close();
	});

	const shipped = (folder: string) => example(folder, { sandbox: n8n.sandbox, credential });

	/** Opens a workflow in the editor, and leaves a picture of it. */
	const look = async (workflow: Workflow, picture: string): Promise<void> => {
		const editor = new Editor(page);
		await editor.open(workflow.id);
		await page.waitForTimeout(1500);
		assert.equal(await editor.warnings(), 0);
		await photograph(page, picture);
	};

	const run = async (workflow: Workflow, trigger: string, picture: string): Promise<Execution> => {
		await look(workflow, picture);
		const id = await n8n.client.run(workflow, trigger);
		const now = async () => await n8n.client.execution(id);
		const hasEnded = async () => ['success', 'error'].includes((await now()).status);
		await until('the execution has ended', hasEnded, 60_000);
		const execution = await now();
		assert.equal(execution.status, 'success', execution.result?.error?.message);
		return execution;
	};

	const items = ({ result }: Execution, node: string, output = 0) =>
		(result?.runData[node] ?? []).flatMap((task) => task.data?.main[output] ?? []);

	it('turn rows of a table into videos and store them in S3', async (context) => {
		const s3 = await startLocalS3();
		context.after(s3.close);
		const bucket = await n8n.client.createCredential({
			name: 'S3',
			type: 's3',
			data: {
				endpoint: s3.endpoint,
				region: 'us-east-1',
				accessKeyId: 'local',
				secretAccessKey: 'local',
				forcePathStyle: true,
			},
		});
		const draft = shipped('table-to-s3');
		for (const node of draft.nodes) if (node.credentials?.s3) node.credentials.s3 = bucket;
		await run(await n8n.client.createWorkflow(draft), 'Every Morning', 'example-table-to-s3');
		assert.deepEqual([...s3.files.keys()].sort(), [
			'/videos/dawn-to-night.mp4',
			'/videos/night-to-dawn.mp4',
		]);
		assert.ok([...s3.files.values()].every((bytes) => bytes > 10_000));
	});

	it('take two pictures by a form and hand the video to the visitor', async () => {
		const workflow = await n8n.client.createWorkflow(shipped('form-to-video'));
		await look(workflow, 'example-form-to-video');
		await n8n.client.activateWorkflow(workflow);
		const visitor = await browser.newPage({ acceptDownloads: true });
		await until(
			'the form is there',
			async () => (await visitor.goto(`${n8n.url}/form/from-picture-to-picture`))?.ok() === true,
			60_000,
		);
		const files = visitor.locator('input[type=file]');
		await files.nth(0).setInputFiles(join(n8n.frames, 'dawn.png'));
		await files.nth(1).setInputFiles(join(n8n.frames, 'night.png'));
		await visitor.locator('textarea').fill('Dawn turns into night');
		await photograph(visitor, 'example-form-filled');
		const download = visitor.waitForEvent('download', { timeout: 60_000 });
		await visitor.getByRole('button', { name: 'Submit' }).click();
		assert.match((await download).suggestedFilename(), /\.mp4$/);
		await visitor.close();
	});

	it('go on when one video fails, and report it', async () => {
		const workflow = await n8n.client.createWorkflow(shipped('go-on-when-one-fails'));
		const execution = await run(workflow, 'Start Here', 'example-go-on-when-one-fails');
		assert.equal(items(execution, 'Your Next Step').length, 2);
		const reports = items(execution, 'Report').map(({ json }) => String(json.report));
		assert.equal(reports.length, 2);
		assert.match(reports.join('\n'), /Without a prompt: 'Prompt' is empty/);
		assert.match(reports.join('\n'), /Against the rules: Task .* ended without a video/);
	});

	it('make a storyboard into clips that join', async () => {
		const workflow = await n8n.client.createWorkflow(shipped('storyboard'));
		const execution = await run(workflow, 'Start Here', 'example-storyboard');
		assert.equal(items(execution, 'Clips in Order').length, 3);
		const clips = items(execution, 'One Item per Clip').map(({ json }) => json);
		assert.deepEqual(
			clips.slice(1).map(({ firstFrame }) => firstFrame),
			clips.slice(0, -1).map(({ lastFrame }) => lastFrame),
		);
	});

	it('post a video to a service', async (context) => {
		const receiver = await startReceiver();
		context.after(receiver.close);
		const draft = shipped('post-to-social');
		const post = draft.nodes.find(({ name }) => name === 'Post It');
		Object.assign(post?.parameters ?? {}, { url: `${receiver.url}?task=posted` });
		await run(await n8n.client.createWorkflow(draft), 'Start Here', 'example-post-to-social');
		assert.equal(receiver.deliveries.length, 1);
		assert.ok((receiver.deliveries[0]?.bytes ?? 0) > 10_000);
	});
});
