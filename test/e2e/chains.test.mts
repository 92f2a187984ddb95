import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import sharp from 'sharp';
import { prepareExample } from '../../scripts/start/example.mts';
import type { Credential, Execution } from '../../scripts/start/n8n-client.mts';
import { checkVideo } from '../../scripts/start/video-check.mts';
import { startReceiver, until, type Receiver } from '../support/crowd.mts';
import { change, editRows } from '../support/drafts.mts';
import { startServices, withoutGoogle, type Services } from '../support/services.mts';
import { items, Workshop } from '../support/workshop.mts';

/** n8n takes an answer from a browser of a person only: chats and mailboxes open links, too. */
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36';

const START = 'Start Here';
const TOO_DARK = { on: 'submit', times: 1, do: { kind: 'fails', reason: 'too dark' } } as const;

const { signal } = new AbortController();

let shop: Workshop;
let services: Services;
let receiver: Receiver;
before(async () => {
	shop = await Workshop.start();
	services = await startServices(shop.prepared.frames);
	receiver = await startReceiver();
});
after(async () => {
	await receiver?.close();
	await services?.close();
	await shop?.close();
});

/** How many videos were paid for before the test. */
let paidBefore = 0;
beforeEach(() => {
	shop.sandbox.behave();
	paidBefore = shop.paid;
	receiver.deliveries.length = 0;
	services.sent.length = 0;
});
const made = () => shop.sandbox.tasks.slice(paidBefore);

/** Executes an example as it is shipped. */
const run = async (folder: string): Promise<Execution> =>
	await shop.run(await shop.create(shop.shipped(folder)), START);
const fields = (execution: Execution, node: string, ...names: string[]) =>
	items(execution, node).map(({ json }) => names.map((name) => json[name]));

describe('the chains that builders make', () => {
	for (const [folder, models] of Object.entries({
		'first-video': ['firstlastframe'],
		'text-to-video': ['t2v'],
		'longer-video': ['t2v', 'extend', 'extend'],
	})) {
		it(`make the videos of the example ${folder}`, async () => {
			const execution = await run(folder);
			assert.deepEqual(
				made().map(({ model }) => model.name.split('-').at(-1)),
				models,
			);
			const last = folder === 'longer-video' ? 'Wait for 22 Seconds' : 'Wait for Video';
			const [video] = items(execution, last);
			assert.equal(video?.json.video_type, 'mp4');
			assert.ok('binary' in video, 'the file is in the item');
			const seconds = folder === 'longer-video' ? 22 : 8;
			await checkVideo(made().at(-1)?.files[0] ?? '', seconds, signal);
		});
	}

	it('make four samples, each of the length, shape, size and sound that was asked for', async () => {
		const { frames, videos } = shop.prepared;
		const here = { frames, videos, credential: shop.highway };
		const draft = prepareExample(shop.shipped('files-on-disk'), here);
		change(draft, 'Generate Video', {
			duration: 4,
			aspectRatio: '9:16',
			resolution: '1080p',
			generateAudio: true,
			options: { sampleCount: 4 },
		});
		await shop.run(await shop.create(draft), START);
		const files = readdirSync(videos).map((name) => join(videos, name));
		assert.equal(files.length, 4);
		for (const file of files) {
			const { width, height } = await checkVideo(file, 4, signal);
			assert.deepEqual([width, height], [1080, 1920]);
			assert.deepEqual(await codecs(file), ['avc', 'aac']);
		}
		const digest = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
		assert.equal(new Set(files.map(digest)).size, 4);
	});

	it('start any model with the HTTP Request node', async () => {
		const draft = shop.shipped('another-model');
		for (const { parameters } of draft.nodes) {
			if (typeof parameters.url !== 'string') continue;
			parameters.url = parameters.url.replace('https://api.highwayapi.ai', shop.sandbox.url);
		}
		const execution = await shop.run(await shop.create(draft), START);
		const [video] = items(execution, 'Wait for Video');
		assert.equal(video?.json.video_type, 'mp4');
		assert.ok(video?.json.task_id);
	});

	it('go on when one video fails, and report it', async () => {
		const execution = await run('go-on-when-one-fails');
		assert.equal(items(execution, 'Your Next Step').length, 2);
		const reports = items(execution, 'Report').map(({ json }) => String(json.report));
		assert.equal(reports.length, 2);
		assert.match(reports.join('\n'), /Without a prompt: 'Prompt' is empty/);
		assert.match(reports.join('\n'), /Against the rules: Task .* ended without a file/);
	});

	it('make a storyboard into clips that join', async () => {
		const execution = await run('storyboard');
		assert.equal(items(execution, 'Clips in Order').length, 3);
		const clips = items(execution, 'One Item per Clip').map(({ json }) => json);
		assert.deepEqual(
			clips.slice(1).map(({ firstFrame }) => firstFrame),
			clips.slice(0, -1).map(({ lastFrame }) => lastFrame),
		);
	});

	const noGraphicsMagick =
		spawnSync('gm', ['version']).status !== 0 &&
		'GraphicsMagick (gm), which Edit Image runs, is not installed';
	it(
		'make frames of the shape of the video out of a WebP and a turned JPEG',
		{ skip: noGraphicsMagick },
		async (context) => {
			const plain = (width: number, height: number, background: string) =>
				sharp({ create: { width, height, channels: 3, background } });
			const turned = plain(1500, 2000, '#246').jpeg().withMetadata({ orientation: 6 });
			const pictures: Record<string, Buffer> = {
				'/frames/dawn.png': await plain(900, 1600, '#e84').webp().toBuffer(),
				'/frames/night.png': await turned.toBuffer(),
			};
			const host = createServer(({ url = '' }, response) => response.end(pictures[url]));
			await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
			context.after(() => host.close());
			const { port } = host.address() as AddressInfo;
			const draft = shop.shipped('images-that-fit', [], { host: `http://127.0.0.1:${port}` });
			await shop.run(await shop.create(draft), START);
			assert.deepEqual(
				made().map(({ inputs }) => inputs),
				[['JPEG 1280 × 720', 'JPEG 1280 × 720']],
			);
		},
	);

	it('post a video to a service', async () => {
		const draft = shop.shipped('post-to-social');
		change(draft, 'Post It', { url: `${receiver.url}?task=posted` });
		await shop.run(await shop.create(draft), START);
		assert.equal(receiver.deliveries.length, 1);
		assert.ok((receiver.deliveries[0]?.bytes ?? 0) > 10_000);
	});

	it('turn new rows of a table into videos in S3, each once, and leave none out because of a limit', async () => {
		const bucket = await shop.credential('S3', 's3', {
			endpoint: `${services.url}/s3`,
			region: 'us-east-1',
			accessKeyId: 'local',
			secretAccessKey: 'local',
			forcePathStyle: true,
		});
		const draft = shop.shipped('table-to-s3', [bucket]);
		change(draft, 'At Most 50', { maxItems: 1 });
		const workflow = await shop.create(draft);
		const [first, second] = ['/videos/dawn-to-night.mp4', '/videos/night-to-dawn.mp4'];
		for (const expected of [[first], [first, second]]) {
			await shop.run(workflow, 'Every Morning');
			assert.deepEqual([...services.stored.keys()].sort(), expected);
		}
		assert.ok([...services.stored.values()].every((bytes) => bytes > 10_000));
		const thirdMorning = await shop.run(workflow, 'Every Morning');
		assert.deepEqual(items(thirdMorning, 'Generate Video'), []);
	});

	it('take two images by a form and hand the video to a visitor with a login', async () => {
		const [username, password] = ['visitor', 'of the form'];
		const login = { user: username, password };
		const basic = await shop.credential('Form login', 'httpBasicAuth', login);
		await shop.publish(shop.shipped('form-to-video', [basic]));
		const { page } = await shop.editor();
		const visitor = await page.context().browser()?.newPage({
			acceptDownloads: true,
			httpCredentials: { username, password },
		});
		assert.ok(visitor);
		const address = `${shop.n8n.url}/form/from-image-to-image`;
		await until('the form is there', async () => (await visitor.goto(address))?.ok());
		assert.equal((await fetch(address)).status, 401);
		for (const [index, name] of ['dawn.png', 'night.png'].entries()) {
			const field = visitor.locator('input[type=file]').nth(index);
			await field.setInputFiles(join(shop.prepared.frames, name));
		}
		await visitor.locator('textarea').fill('Dawn turns into night');
		const download = visitor.waitForEvent('download', { timeout: 120_000 });
		await visitor.getByRole('button', { name: 'Submit' }).click();
		assert.match((await download).suggestedFilename(), /\.mp4$/);
	});
});

describe('the chains of tables and applications', () => {
	it('work a table off, row by row, and make a failed row again when it is set back', async () => {
		const workflow = await shop.create(shop.shipped('sheet-to-video'));
		const edit = async (status: string, value: object) =>
			await shop.run(await shop.create(editRows('videos_to_make', status, value)), 'Start');
		await shop.run(workflow, 'Set Up Once');
		const execution = await shop.run(workflow, 'Every Hour');
		assert.equal(made().length, 2);
		const started = fields(execution, 'Mark as Started', 'status');
		assert.deepEqual(started, [['started'], ['started']]);
		const done = fields(execution, 'Mark as Done', 'status', 'attempt');
		assert.deepEqual(done, Array(2).fill(['done', 1]));
		for (const [link] of fields(execution, 'Mark as Done', 'link'))
			assert.match(String(link), /^http/);
		assert.deepEqual(items(await shop.run(workflow, 'Every Hour'), 'Rows to Do'), []);

		// The same attempt gets the same video.
		await edit('done', { status: 'todo', attempt: 0 });
		const again = await shop.run(workflow, 'Every Hour');
		const taskIds = (of: Execution) => fields(of, 'Mark as Done', 'task_id');
		assert.deepEqual(taskIds(again), taskIds(execution));
		assert.equal(made().length, 2);

		// A row that fails keeps its reason, until somebody sets it back.
		await shop.run(workflow, 'Set Up Once');
		shop.sandbox.misbehave(TOO_DARK);
		const withFailure = await shop.run(workflow, 'Every Hour');
		const [failed] = items(withFailure, 'Mark as Failed');
		assert.equal(failed?.json.status, 'failed');
		assert.match(String(failed?.json.message), /too dark/);
		assert.equal(items(withFailure, 'Mark as Done').length, 1);
		await edit('failed', { status: 'todo' });
		const oneMore = await shop.run(workflow, 'Every Hour');
		assert.deepEqual(fields(oneMore, 'Mark as Done', 'id', 'attempt'), [[failed?.json.id, 2]]);
		assert.equal(made().length, 5);
	});

	it('work a Google Sheet off in the same way', async () => {
		const google = await shop.credential('Google Sheets', 'googleSheetsOAuth2Api', {});
		const draft = shop.shipped('sheet-to-video', [google], { file: 'google-sheets.json' });
		const row = { status: 'todo', first_frame: shop.frame, last_frame: shop.frame };
		const workflow = await shop.create(withoutGoogle(draft, services), {
			'Rows to Do': [
				{ json: { ...row, id: '1', prompt: 'Night falls', attempt: '' } },
				{ json: { ...row, id: '2', prompt: '', attempt: '1' } },
			],
		});
		const execution = await shop.run(workflow, 'Every Hour');
		const started = fields(execution, 'Mark as Started', 'id', 'status', 'task_id');
		assert.deepEqual(started, [['1', 'started', made()[0]?.id]]);
		assert.deepEqual(fields(execution, 'Store in Drive', 'name'), [['video-1.mp4']]);
		assert.deepEqual(items(execution, 'Mark as Done')[0]?.json, {
			id: '1',
			status: 'done',
			link: 'https://drive.example/video',
			message: '',
			attempt: '1',
		});
		const failed = fields(execution, 'Mark as Failed', 'id', 'status', 'attempt');
		assert.deepEqual(failed, [['2', 'failed', '1']]);
		const [[message] = []] = fields(execution, 'Mark as Failed', 'message');
		assert.match(String(message), /'Prompt' is empty/);
	});

	it('make a video of each new pair of a folder, and pay for each once', async () => {
		const google = await shop.credential('Google Drive', 'googleDriveOAuth2Api', {});
		const draft = shop.shipped('picture-pairs-to-video', [google]);
		for (const { name, parameters } of draft.nodes) {
			const { folderId } = (parameters.filter ?? parameters) as { folderId?: { value: string } };
			if (folderId) folderId.value = name === 'Images in the Folder' ? 'images' : 'videos';
		}
		const file = (name: string, id = name) => ({ name, id });
		services.folders.set('images', [
			file('boat_first.png', 'dawn'),
			file('boat_last.PNG', 'night'),
			file('car_last.png', 'dawn'),
			file('car_first.png', 'night'),
			file('tree_first.png', 'dawn'),
			file('tree_last.png', 'dawn'),
			file('alone_first.png', 'night'),
			file('notes.txt'),
		]);
		services.folders.set('videos', [file('tree.mp4')]);
		const workflow = await shop.create(withoutGoogle(draft, services));

		shop.sandbox.misbehave(TOO_DARK);
		const first = await shop.run(workflow, 'Every Monday');
		assert.equal(made().length, 2);
		const failed = items(first, 'What Failed').map(({ json }) => String(json.report));
		assert.equal(failed.length, 1);
		assert.match(failed[0] ?? '', /^(?:boat|car): .*too dark/s);
		const [tree, filed, ...others] = services.folders.get('videos') ?? [];
		assert.deepEqual([tree?.name, others], ['tree.mp4', []]);
		assert.match(filed?.name ?? '', /^(?:boat|car)\.mp4$/);
		assert.ok((filed?.bytes ?? 0) > 10_000);

		// The one that failed is the only new pair now, and its task is known.
		const second = await shop.run(workflow, 'Every Monday');
		assert.equal(items(second, 'One Item per Pair').length, 1);
		assert.equal(items(second, 'What Failed').length, 1);
		assert.equal(made().length, 2);
	});

	it('answer an application at once, and deliver later', async () => {
		const secret = { name: 'X-Secret', value: 'of the application' };
		const header = await shop.credential('Your application', 'httpHeaderAuth', secret);
		const draft = shop.shipped('webhook-and-callback', [header]);
		for (const name of ['Deliver', 'Report']) change(draft, name, { url: receiver.url });
		await shop.publish(draft);
		const frames = { first_frame: shop.frame, last_frame: shop.frame };
		const videos = [
			{ ...frames, reference: 'good', prompt: 'Night falls' },
			{ ...frames, reference: 'bad', prompt: '' },
		];
		const order = async (headers: Record<string, string>) =>
			await fetch(`${shop.n8n.url}/webhook/order-videos`, {
				method: 'POST',
				headers: { 'content-type': 'application/json', ...headers },
				body: JSON.stringify({ videos }),
			});
		await until('it is published', async () => (await order({})).status === 403);

		const answer = await order({ [secret.name]: secret.value });
		assert.equal(answer.status, 202);
		const [good, bad] = ((await answer.json()) as { videos: Array<Record<string, string>> }).videos;
		assert.equal(receiver.deliveries.length, 0);
		assert.equal(good?.task_id, made()[0]?.id);
		assert.match(bad?.message ?? '', /'Prompt' is empty/);
		await until('the video is delivered', () => receiver.deliveries.length === 1);
		assert.ok((receiver.deliveries[0]?.bytes ?? 0) > 10_000);
	});
});

describe('the chains with people in a chat', () => {
	let telegram: Credential;
	before(async () => {
		const data = { accessToken: 'bot', baseUrl: `${services.url}/telegram` };
		telegram = await shop.credential('Telegram', 'telegramApi', data);
	});

	it('draw both frames, and pay for the video only when a person has approved', async () => {
		const host = `${services.url}/gemini`;
		const draft = shop.shipped('ai-frames-with-approval', [
			telegram,
			await shop.credential('Gemini', 'googlePalmApi', { apiKey: 'key', host }),
			await shop.credential('Approval login', 'httpBasicAuth', { user: 'a', password: 'b' }),
			await shop.credential('YouTube', 'youTubeOAuth2Api', {}),
		]);
		const idea = {
			submittedAt: '2026-11-30T06:00:00.000Z',
			'The first image': 'A bay at dawn',
			'What is different in the last image': 'It is night',
			'What happens in between': 'The day passes',
		};
		const pinned = { 'Your Idea': [{ json: idea }] };
		const workflow = await shop.create(withoutGoogle(draft, services), pinned);
		for (const approved of [false, true]) {
			services.sent.length = 0;
			const id = await shop.n8n.client.run(workflow, 'Your Idea');
			const isParked = async () => (await shop.status(id)) === 'waiting';
			const question = await until('somebody is asked', async () => {
				const asked = services.sent.find(({ method }) => method === 'sendMessage');
				return asked && (await isParked()) ? asked : undefined;
			});
			const shown = services.sent.filter(({ method }) => method === 'sendPhoto');
			assert.equal(shown.length, 2);
			assert.ok(shown.every(({ bytes }) => bytes > 10_000));
			assert.equal(made().length, 0);
			const buttons = question.body.reply_markup?.inline_keyboard[0] ?? [];
			const button = buttons.find(({ url }) => url.includes(`approved=${approved}`));
			const answer = await fetch(button?.url ?? '', { headers: { 'user-agent': BROWSER } });
			assert.equal(answer.status, 200);
			const uploaded = fields(await shop.ended(id), 'Upload to YouTube', 'title');
			assert.deepEqual(uploaded, approved ? [['The day passes']] : []);
		}
		assert.equal(made().length, 1);
	});

	it('answer two photos of an allowed chat with a video, an album too', async () => {
		const draft = shop.shipped('telegram-two-photos', [telegram]);
		change(draft, 'Message', { additionalFields: { chatIds: '7' } });
		const workflow = await shop.create(draft);
		await shop.run(workflow, 'Set Up Once');
		await shop.n8n.client.activateWorkflow(workflow);
		const photo = (message_id: number, caption?: string, chat = 7) => ({
			message_id,
			chat: { id: chat },
			photo: [{ file_id: `${message_id}`, width: 1280, height: 720 }],
			...(caption === undefined ? {} : { caption }),
		});
		const videos = () => services.sent.filter(({ method }) => method === 'sendVideo');
		const said = (words: RegExp) => services.sent.some(({ body }) => words.test(body.text ?? ''));

		await services.write({ message_id: 1, chat: { id: 7 }, text: 'Hello' });
		await until('it explains', () => said(/two photos/));
		await services.write(photo(2));
		await until('it asks for the last', () => said(/last photo/));
		await services.write(photo(3, 'The day passes'));
		await until('the first video is there', () => videos().length === 1);

		await Promise.all([services.write(photo(4, 'Night falls')), services.write(photo(5))]);
		await until('the video of the album is there', () => videos().length === 2);
		await Promise.all([services.write(photo(6, '', 8)), services.write(photo(7, '', 8))]);
		assert.ok(videos().every(({ bytes }) => bytes > 10_000));
		assert.deepEqual(
			made().map(({ generation }) => generation.prompt),
			['The day passes', 'Night falls'],
		);
		// One for each message of the allowed chat, none for the stranger's.
		assert.equal((await shop.n8n.client.executions(workflow.id)).length, 6);
	});
});

async function codecs(file: string): Promise<unknown[]> {
	const input = new Input({ source: new FilePathSource(file), formats: ALL_FORMATS });
	const tracks = await input.getTracks();
	input.dispose();
	return tracks.map(({ codec }) => codec);
}
