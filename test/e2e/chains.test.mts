import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { photograph } from '../support/browser.mts';
import { Chains, items } from '../support/chains.mts';
import { startReceiver, until } from '../support/crowd.mts';
import { startLocalS3 } from '../support/s3.mts';

describe('the chains that builders make', () => {
	let chains: Chains;
	before(async () => {
		chains = await Chains.start();
	});
	after(async () => await chains.close());

	const inEditor = async (draft: ReturnType<Chains['shipped']>, picture: string) => {
		const workflow = await chains.create(draft);
		await chains.look(workflow, picture);
		return workflow;
	};

	it('make the first video from two links', async () => {
		const workflow = await inEditor(chains.shipped('first-video'), 'example-first-video');
		const execution = await chains.run(workflow, 'Start Here');
		assert.equal(items(execution, 'Wait for Video').length, 1);
	});

	it('turn new rows of a table into videos in S3, each once, and leave none out because of a limit', async (context) => {
		const s3 = await startLocalS3();
		context.after(s3.close);
		const bucket = await chains.credential('S3', 's3', {
			endpoint: s3.endpoint,
			region: 'us-east-1',
			accessKeyId: 'local',
			secretAccessKey: 'local',
			forcePathStyle: true,
		});
		const draft = chains.shipped('table-to-s3', [bucket]);
		const most = draft.nodes.find(({ name }) => name === 'At Most 50');
		Object.assign(most?.parameters ?? {}, { maxItems: 1 });
		const workflow = await inEditor(draft, 'example-table-to-s3');
		await chains.run(workflow, 'Every Morning');
		assert.deepEqual([...s3.files.keys()], ['/videos/dawn-to-night.mp4']);
		await chains.run(workflow, 'Every Morning');
		assert.deepEqual([...s3.files.keys()].sort(), [
			'/videos/dawn-to-night.mp4',
			'/videos/night-to-dawn.mp4',
		]);
		assert.ok([...s3.files.values()].every((bytes) => bytes > 10_000));

		const thirdMorning = await chains.run(workflow, 'Every Morning');
		assert.deepEqual(items(thirdMorning, 'Generate Video'), []);
	});

	it('take two images by a form and hand the video to a visitor with a login', async () => {
		const login = { user: 'visitor', password: 'of the form' };
		const basic = await chains.credential('Form login', 'httpBasicAuth', login);
		const draft = chains.shipped('form-to-video', [basic]);
		const workflow = await inEditor(draft, 'example-form-to-video');
		const { n8n, browser } = chains;
		await n8n.client.activateWorkflow(workflow);
		const address = `${n8n.url}/form/from-image-to-image`;
		const visitor = await browser.newPage({
			acceptDownloads: true,
			httpCredentials: { username: login.user, password: login.password },
		});
		const isThere = async () => (await visitor.goto(address))?.ok() === true;
		await until('the form is there', isThere, 60_000);
		assert.equal((await fetch(address)).status, 401);
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

	it('start any model with the HTTP Request node', async () => {
		const draft = chains.shipped('another-model');
		for (const { parameters } of draft.nodes) {
			if (typeof parameters?.url !== 'string') continue;
			parameters.url = parameters.url.replace('https://api.highwayapi.ai', chains.n8n.sandbox.url);
		}
		const workflow = await inEditor(draft, 'example-another-model');
		const execution = await chains.run(workflow, 'Start Here');
		const [video] = items(execution, 'Wait for Video');
		assert.equal(video?.json.video_type, 'mp4');
		assert.ok(video?.json.task_id);
	});

	it('go on when one video fails, and report it', async () => {
		const draft = chains.shipped('go-on-when-one-fails');
		const workflow = await inEditor(draft, 'example-go-on-when-one-fails');
		const execution = await chains.run(workflow, 'Start Here');
		assert.equal(items(execution, 'Your Next Step').length, 2);
		const reports = items(execution, 'Report').map(({ json }) => String(json.report));
		assert.equal(reports.length, 2);
		assert.match(reports.join('\n'), /Without a prompt: 'Prompt' is empty/);
		assert.match(reports.join('\n'), /Against the rules: Task .* ended without a file/);
	});

	it('make a storyboard into clips that join', async () => {
		const workflow = await inEditor(chains.shipped('storyboard'), 'example-storyboard');
		const execution = await chains.run(workflow, 'Start Here');
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
		const draft = chains.shipped('post-to-social');
		const post = draft.nodes.find(({ name }) => name === 'Post It');
		Object.assign(post?.parameters ?? {}, { url: `${receiver.url}?task=posted` });
		const workflow = await inEditor(draft, 'example-post-to-social');
		await chains.run(workflow, 'Start Here');
		assert.equal(receiver.deliveries.length, 1);
		assert.ok((receiver.deliveries[0]?.bytes ?? 0) > 10_000);
	});
});
