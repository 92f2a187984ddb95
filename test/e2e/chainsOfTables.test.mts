import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Chains, editRows, items } from '../support/chains.mts';
import { startReceiver, until } from '../support/crowd.mts';
import { startDrive, withoutGoogle } from '../support/google.mts';

const PATIENCE = 180_000;

describe('the chains of tables and applications', () => {
	let chains: Chains;
	before(async () => {
		chains = await Chains.start();
	});
	after(async () => await chains.close());

	const submitted = () => chains.n8n.sandbox.tasks.length;

	it('work a table off, row by row, and make a failed row again when it is set back', async () => {
		const workflow = await chains.create(chains.shipped('sheet-to-video'));
		await chains.run(workflow, 'Set Up Once');
		await chains.look(workflow, 'example-sheet-to-video');
		const before = submitted();
		const execution = await chains.run(workflow, 'Every Hour');
		assert.equal(submitted() - before, 2);
		assert.deepEqual(
			items(execution, 'Mark as Started').map(({ json }) => json.status),
			['started', 'started'],
		);
		const done = items(execution, 'Mark as Done').map(({ json }) => json);
		assert.deepEqual(
			done.map(({ status, attempt }) => [status, attempt]),
			[
				['done', 1],
				['done', 1],
			],
		);
		assert.ok(done.every(({ link }) => String(link).startsWith('http')));

		const again = await chains.run(workflow, 'Every Hour');
		assert.deepEqual(items(again, 'Rows to Do'), []);
		assert.equal(submitted() - before, 2);

		// The same attempt gets the same video.
		await chains.run(
			await chains.create(editRows('done', { status: 'todo', attempt: 0 })),
			'Start',
		);
		const afterCrash = await chains.run(workflow, 'Every Hour');
		const taskIds = (of: typeof execution) =>
			items(of, 'Mark as Done').map(({ json }) => json.task_id);
		assert.deepEqual(taskIds(afterCrash), taskIds(execution));
		assert.equal(submitted() - before, 2);

		// A row that fails keeps its reason, until somebody sets it back.
		const { sandbox } = chains.n8n;
		await chains.run(workflow, 'Set Up Once');
		sandbox.misbehave({ on: 'submit', times: 1, do: { kind: 'fails', reason: 'too dark' } });
		const withFailure = await chains.run(workflow, 'Every Hour');
		const [failed] = items(withFailure, 'Mark as Failed').map(({ json }) => json);
		assert.equal(failed?.status, 'failed');
		assert.match(String(failed?.message), /too dark/);
		assert.equal(items(withFailure, 'Mark as Done').length, 1);

		await chains.run(await chains.create(editRows('failed', { status: 'todo' })), 'Start');
		const oneMore = await chains.run(workflow, 'Every Hour');
		const [made] = items(oneMore, 'Mark as Done').map(({ json }) => json);
		assert.deepEqual([made?.id, made?.attempt], [failed?.id, 2]);
		assert.equal(submitted() - before, 5);
	});

	it('work a Google Sheet off in the same way', async (context) => {
		const drive = await startDrive(chains.n8n.frames);
		context.after(drive.close);
		const file = 'google-sheets.json';
		const google = await chains.credential('Google Sheets', 'googleSheetsOAuth2Api', {});
		const frames = `${chains.n8n.sandbox.url}/frames`;
		const row = {
			status: 'todo',
			first_frame: `${frames}/dawn.png`,
			last_frame: `${frames}/night.png`,
		};
		const workflow = await chains.create(
			withoutGoogle(chains.shipped('sheet-to-video', [google], file), drive),
			{
				'Rows to Do': [
					{ json: { ...row, id: '1', prompt: 'Night falls', attempt: '' } },
					{ json: { ...row, id: '2', prompt: '', attempt: '1' } },
				],
			},
		);
		const execution = await chains.run(workflow, 'Every Hour');
		const [started] = items(execution, 'Mark as Started');
		assert.deepEqual([started?.json.id, started?.json.status], ['1', 'started']);
		assert.equal(started?.json.task_id, chains.n8n.sandbox.tasks.at(-1)?.id);
		assert.equal(items(execution, 'Store in Drive')[0]?.json.name, 'video-1.mp4');
		const [done] = items(execution, 'Mark as Done');
		assert.deepEqual(done?.json, {
			id: '1',
			status: 'done',
			link: 'https://drive.example/video',
			message: '',
			attempt: '1',
		});
		const [failed] = items(execution, 'Mark as Failed');
		assert.deepEqual(
			[failed?.json.id, failed?.json.status, failed?.json.attempt],
			['2', 'failed', '1'],
		);
		assert.match(String(failed?.json.message), /'Prompt' is empty/);
	});

	it('make a video of each new pair of a folder, and pay for each once', async (context) => {
		const drive = await startDrive(chains.n8n.frames);
		context.after(drive.close);
		const google = await chains.credential('Google Drive', 'googleDriveOAuth2Api', {});
		const shipped = chains.shipped('picture-pairs-to-video', [google]);
		await chains.look(await chains.create(shipped), 'example-picture-pairs-to-video');
		const folderOf: Record<string, string> = {
			'Images in the Folder': 'images',
			'Videos in the Folder': 'videos',
			'File the Video': 'videos',
		};
		for (const { name, parameters } of shipped.nodes) {
			const { folderId } = (parameters.filter ?? parameters) as { folderId?: { value: string } };
			if (folderId) folderId.value = folderOf[name] ?? '';
		}
		drive.folders.set('images', [
			{ name: 'boat_first.png', id: 'dawn' },
			{ name: 'boat_last.PNG', id: 'night' },
			{ name: 'car_last.png', id: 'dawn' },
			{ name: 'car_first.png', id: 'night' },
			{ name: 'tree_first.png', id: 'dawn' },
			{ name: 'tree_last.png', id: 'dawn' },
			{ name: 'alone_first.png', id: 'night' },
			{ name: 'notes.txt', id: 'notes' },
		]);
		drive.folders.set('videos', [{ name: 'tree.mp4', id: 'tree.mp4' }]);
		const workflow = await chains.create(withoutGoogle(shipped, drive));
		const before = submitted();
		const { sandbox } = chains.n8n;

		sandbox.misbehave({ on: 'submit', times: 1, do: { kind: 'fails', reason: 'too dark' } });
		const first = await chains.run(workflow, 'Every Monday');
		assert.equal(submitted() - before, 2);
		const failed = items(first, 'What Failed').map(({ json }) => String(json.report));
		assert.equal(failed.length, 1);
		assert.match(failed[0] ?? '', /^(?:boat|car): .*too dark/s);
		const [tree, filed, ...others] = drive.folders.get('videos') ?? [];
		assert.deepEqual([tree?.name, others], ['tree.mp4', []]);
		assert.match(filed?.name ?? '', /^(?:boat|car)\.mp4$/);
		assert.ok((filed?.bytes ?? 0) > 10_000);

		// The one that failed is the only new pair now, and its task is known.
		const second = await chains.run(workflow, 'Every Monday');
		assert.equal(items(second, 'One Item per Pair').length, 1);
		assert.equal(items(second, 'What Failed').length, 1);
		assert.equal(submitted() - before, 2);
	});

	it('answer an application at once, and deliver later', async (context) => {
		const receiver = await startReceiver();
		context.after(receiver.close);
		const secret = { name: 'X-Secret', value: 'of the application' };
		const header = await chains.credential('Your application', 'httpHeaderAuth', secret);
		const draft = chains.shipped('webhook-and-callback', [header]);
		await chains.look(await chains.create(draft), 'example-webhook-and-callback');
		for (const { name, parameters } of draft.nodes)
			if (['Deliver', 'Report'].includes(name)) parameters.url = receiver.url;
		const workflow = await chains.create(draft);
		await chains.n8n.client.activateWorkflow(workflow);

		const frames = `${chains.n8n.sandbox.url}/frames`;
		const video = { first_frame: `${frames}/dawn.png`, last_frame: `${frames}/night.png` };
		const videos = [
			{ ...video, reference: 'good', prompt: 'Night falls' },
			{ ...video, reference: 'bad', prompt: '' },
		];
		const order = async (headers: Record<string, string>) =>
			await fetch(`${chains.n8n.url}/webhook/order-videos`, {
				method: 'POST',
				headers: { 'content-type': 'application/json', ...headers },
				body: JSON.stringify({ videos }),
			});
		await until('it is published', async () => (await order({})).status === 403, PATIENCE);

		const answer = await order({ [secret.name]: secret.value });
		assert.equal(answer.status, 202);
		const told = (await answer.json()) as { videos: Array<Record<string, string>> };
		assert.equal(receiver.deliveries.length, 0);
		assert.equal(told.videos[0]?.task_id, chains.n8n.sandbox.tasks.at(-1)?.id);
		assert.match(told.videos[1]?.message ?? '', /'Prompt' is empty/);
		await until('the video is delivered', () => receiver.deliveries.length === 1, PATIENCE);
		assert.ok((receiver.deliveries[0]?.bytes ?? 0) > 10_000);
	});
});
