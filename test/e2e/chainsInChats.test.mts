import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Chains, items } from '../support/chains.mts';
import { until } from '../support/crowd.mts';
import { startGemini } from '../support/gemini.mts';
import { withoutGoogle } from '../support/google.mts';
import { startTelegram, type LocalTelegram } from '../support/telegram.mts';

const PATIENCE = 180_000;

/** n8n takes an answer from a browser of a person only: chats and mailboxes open links, too. */
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36';

describe('the chains with people in a chat', () => {
	let chains: Chains;
	let pictures: Buffer[];
	before(async () => {
		chains = await Chains.start();
		pictures = ['dawn.png', 'night.png'].map((name) => readFileSync(join(chains.n8n.frames, name)));
	});
	after(async () => await chains.close());

	const telegramCredential = async ({ url: baseUrl }: LocalTelegram) =>
		await chains.credential('Telegram', 'telegramApi', { accessToken: 'bot', baseUrl });
	const submitted = () => chains.n8n.sandbox.tasks.length;

	it('draw both frames, and pay for the video only when a person has approved', async (context) => {
		const [gemini, telegram] = [await startGemini(pictures), await startTelegram(Buffer.alloc(0))];
		context.after(async () => await Promise.all([gemini.close(), telegram.close()]));
		const draft = chains.shipped('ai-frames-with-approval', [
			await telegramCredential(telegram),
			await chains.credential('Gemini', 'googlePalmApi', { apiKey: 'key', host: gemini.url }),
			await chains.credential('Form login', 'httpBasicAuth', { user: 'a', password: 'b' }),
			await chains.credential('YouTube', 'youTubeOAuth2Api', {}),
		]);
		await chains.look(await chains.create(draft), 'example-ai-frames-with-approval');
		const idea = {
			submittedAt: '2026-11-30T06:00:00.000Z',
			'The first image': 'A bay at dawn',
			'What is different in the last image': 'It is night',
			'What happens in between': 'The day passes',
		};
		const pinned = { 'Your Idea': [{ json: idea }] };
		const workflow = await chains.create(withoutGoogle(draft), pinned);
		const before = submitted();
		for (const decision of [1, 0]) {
			telegram.sent.length = 0;
			const { client } = chains.n8n;
			const id = await client.run(workflow, 'Your Idea');
			const asked = () => telegram.sent.find(({ method }) => method === 'sendMessage');
			const isParked = async () => (await client.execution(id)).status === 'waiting';
			await until(
				'somebody is asked',
				async () => asked() !== undefined && (await isParked()),
				PATIENCE,
			);
			const shown = telegram.sent.filter(({ method }) => method === 'sendPhoto');
			assert.equal(shown.length, 2);
			assert.ok(shown.every(({ bytes }) => bytes > 10_000));
			assert.equal(submitted(), before);
			const buttons = asked()?.body.reply_markup?.inline_keyboard[0] ?? [];
			const button = buttons.find(({ url }) => url.includes(`approved=${decision === 0}`));
			const answer = await fetch(button?.url ?? '', { headers: { 'user-agent': BROWSER } });
			assert.equal(answer.status, 200);
			const execution = await chains.ended(id);
			const uploaded = items(execution, 'Upload to YouTube').map(({ json }) => json.title);
			assert.deepEqual(uploaded, decision === 0 ? ['The day passes'] : []);
		}
		assert.equal(submitted(), before + 1);
	});

	it('answer two photos of an allowed chat with a video, an album too', async (context) => {
		const telegram = await startTelegram(pictures[0] ?? Buffer.alloc(0));
		context.after(telegram.close);
		const draft = chains.shipped('telegram-two-photos', [await telegramCredential(telegram)]);
		const trigger = draft.nodes.find(({ name }) => name === 'Message');
		Object.assign(trigger?.parameters ?? {}, { additionalFields: { chatIds: '7' } });
		const workflow = await chains.create(draft);
		await chains.run(workflow, 'Set Up Once');
		await chains.look(workflow, 'example-telegram-two-photos');
		await chains.n8n.client.activateWorkflow(workflow);

		const photo = (message_id: number, caption?: string, chat = 7) => ({
			message_id,
			chat: { id: chat },
			photo: [{ file_id: `${message_id}`, width: 1280, height: 720 }],
			...(caption === undefined ? {} : { caption }),
		});
		const videos = () => telegram.sent.filter(({ method }) => method === 'sendVideo');
		const said = (words: RegExp) => telegram.sent.some(({ body }) => words.test(body.text ?? ''));
		const before = submitted();

		await telegram.write({ message_id: 1, chat: { id: 7 }, text: 'Hello' });
		await until('it explains', () => said(/two photos/), PATIENCE);
		await telegram.write(photo(2));
		await until('it asks for the last', () => said(/last photo/), PATIENCE);
		await telegram.write(photo(3, 'The day passes'));
		await until('the first video is there', () => videos().length === 1, PATIENCE);

		await Promise.all([telegram.write(photo(4, 'Night falls')), telegram.write(photo(5))]);
		await until('the video of the album is there', () => videos().length === 2, PATIENCE);
		await Promise.all([telegram.write(photo(6, '', 8)), telegram.write(photo(7, '', 8))]);

		assert.ok(videos().every(({ bytes }) => bytes > 10_000));
		const { tasks } = chains.n8n.sandbox;
		assert.deepEqual(
			tasks.slice(before).map(({ generation }) => generation.prompt),
			['The day passes', 'Night falls'],
		);
		// One for each message of the allowed chat, none for the stranger's.
		assert.equal((await chains.n8n.client.executions(workflow.id)).length, 6);
	});
});
