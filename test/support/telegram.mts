import express from 'express';
import { listen } from '../../sandbox/listen.mts';
import { until } from './crowd.mts';

/** What a workflow has asked of Telegram. */
export interface TelegramCall {
	method: string;
	/** What was sent as JSON; empty for a form with a file. */
	body: { text?: string; reply_markup?: { inline_keyboard: Array<Array<{ url: string }>> } };
	/** Size of the whole request. */
	bytes: number;
}

/** As much of Telegram's Bot API as the examples need. */
export interface LocalTelegram {
	url: string;
	/** The messages that a bot has sent, in order. */
	sent: TelegramCall[];
	/** Has somebody write to the bot. */
	write(message: object): Promise<void>;
	close(): Promise<void>;
}

/** @param photo what each photo of a chat is */
export async function startTelegram(photo: Buffer): Promise<LocalTelegram> {
	const sent: TelegramCall[] = [];
	let webhook: { url: string; secret_token: string } | undefined;
	const app = express();
	app.use(express.raw({ type: () => true, limit: '50mb' }));
	app.get('/file/:bot/*path', (_request, response) => void response.type('png').send(photo));
	app.all('/:bot/:method', (request, response) => {
		const { method } = request.params;
		const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
		const body = request.is('json') ? JSON.parse(raw.toString()) : {};
		if (method === 'setWebhook') webhook = body;
		if (method.startsWith('send')) sent.push({ method, body, bytes: raw.length });
		const result =
			method === 'getFile' ? { file_path: `photos/${body.file_id}.png` } : { message_id: 1 };
		response.json({ ok: true, result });
	});
	const { port, close } = await listen(app, 0, '127.0.0.1');
	return {
		url: `http://127.0.0.1:${port}`,
		sent,
		write: async (message) => {
			// n8n registers it a moment after it has published the workflow.
			await until('a workflow listens to the bot', () => webhook !== undefined, 30_000);
			if (!webhook) return;
			const { status } = await fetch(webhook.url, {
				method: 'POST',
				headers: {
					'content-type': 'application/json',
					'x-telegram-bot-api-secret-token': webhook.secret_token,
				},
				body: JSON.stringify({ update_id: 1, message }),
			});
			if (status !== 200) throw new Error(`n8n answered Telegram with ${status}`);
		},
		close,
	};
}
