import express from 'express';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listen } from '../../sandbox/listen.mts';
import type { WorkflowDraft } from '../../scripts/start/workflow.mts';
import { until } from './crowd.mts';

type Node = WorkflowDraft['nodes'][number];

/** What a workflow has asked of Telegram. */
interface TelegramCall {
	method: string;
	/** What was sent as JSON; empty for a form with a file. */
	body: { text?: string; reply_markup?: { inline_keyboard: Array<Array<{ url: string }>> } };
	bytes: number;
}

export type Services = Awaited<ReturnType<typeof startServices>>;

/**
 * As much of S3, Google Drive, Gemini and Telegram's Bot API as the examples need.
 *
 * @param images a folder with `dawn.png` and `night.png`, which all of them show
 */
export async function startServices(images: string) {
	/** Sizes of the files in S3, by their path. */
	const stored = new Map<string, number>();
	/** The files of Drive's folders, by the folder's ID; the content of each is `<id>.png`. */
	const folders = new Map<string, Array<{ id: string; name: string; bytes?: number }>>();
	/** The messages that a bot has sent, in order. */
	const sent: TelegramCall[] = [];
	const pictures = ['dawn', 'night'].map((name) => readFileSync(join(images, `${name}.png`)));
	let drawn = 0;
	let bot: { url: string; secret_token: string } | undefined;

	const app = express();
	app.use(express.raw({ type: () => true, limit: '50mb' }));

	app.put('/s3/*path', ({ path, body }, response) => {
		stored.set(path.slice('/s3'.length), body.length);
		response.set('ETag', '"stored"').end();
	});
	app.get('/s3/*path', ({ query }, response) => {
		const contents = [...stored].map(
			([path, size]) =>
				`<Contents><Key>${path.split('/').at(-1)}</Key><Size>${size}</Size></Contents>`,
		);
		const answer =
			query['list-type'] === '2'
				? `<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`
				: '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">us-east-1</LocationConstraint>';
		response.type('application/xml').send(`<?xml version="1.0"?>${answer}`);
	});

	app.get('/drive/folders/:id', ({ params }, response) => {
		response.json(folders.get(params.id) ?? []);
	});
	app.get('/drive/files/:id', ({ params }, response) => {
		response.sendFile(join(images, `${params.id}.png`));
	});
	app.post('/drive/folders/:id', ({ params: { id }, query, body }, response) => {
		const name = String(query.name);
		folders.set(id, [...(folders.get(id) ?? []), { id: name, name, bytes: body.length }]);
		response.json({ name, webViewLink: 'https://drive.example/video' });
	});

	app.post('/gemini/upload/v1beta/files', ({ headers }, response) => {
		response.set('X-Goog-Upload-URL', `http://${headers.host}/gemini/uploaded`).json({});
	});
	app.post('/gemini/uploaded', (_request, response) => {
		response.json({ file: { state: 'ACTIVE', uri: 'files/1', mimeType: 'image/png' } });
	});
	app.post('/gemini/v1beta/*path', (_request, response) => {
		const data = pictures[drawn++ % pictures.length]?.toString('base64');
		const parts = [{ inlineData: { mimeType: 'image/png', data } }];
		response.json({ candidates: [{ content: { parts } }] });
	});

	app.get('/telegram/file/:bot/*path', (_request, response) => {
		response.type('png').send(pictures[0]);
	});
	app.all('/telegram/:bot/:method', (request, response) => {
		const { method } = request.params;
		const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
		const body = request.is('json') ? JSON.parse(raw.toString()) : {};
		if (method === 'setWebhook') bot = body;
		if (method.startsWith('send')) sent.push({ method, body, bytes: raw.length });
		const photo = { file_path: `photos/${body.file_id}.png` };
		response.json({ ok: true, result: method === 'getFile' ? photo : { message_id: 1 } });
	});

	const { port, close } = await listen(app, 0, '127.0.0.1');
	const url = `http://127.0.0.1:${port}`;
	return {
		url,
		stored,
		folders,
		sent,
		/** Has somebody write to the bot. */
		write: async (message: object): Promise<void> => {
			// n8n registers it a moment after it has published the workflow.
			const { url: to, secret_token } = await until('a workflow listens to the bot', () => bot);
			const headers = {
				'content-type': 'application/json',
				'x-telegram-bot-api-secret-token': secret_token,
			};
			const body = JSON.stringify({ update_id: 1, message });
			const { status } = await fetch(to, { method: 'POST', headers, body });
			if (status !== 200) throw new Error(`n8n answered Telegram with ${status}`);
		},
		close,
	};
}

/**
 * Puts other nodes in the place of those of Google, whose addresses are fixed: those of Drive ask the
 * stand-in, those that write to Sheets or YouTube set the same values. So their expressions are executed,
 * and what they would write can be read.
 */
export function withoutGoogle(draft: WorkflowDraft, { url }: Services): WorkflowDraft {
	const nodes = draft.nodes.map((node) => {
		const { operation, columns, title } = node.parameters;
		if (node.type === 'n8n-nodes-base.googleSheets' && operation === 'update')
			return setting(node, (columns as { value: Record<string, string> }).value);
		if (node.type === 'n8n-nodes-base.youTube') return setting(node, { title: String(title) });
		if (node.type === 'n8n-nodes-base.googleDrive') return asking(node, `${url}/drive`);
		return node;
	});
	return { ...draft, nodes };
}

/** The same node with another type and its parameters, and without a credential. */
function replaced(
	{ credentials: _, ...node }: Node,
	type: string,
	typeVersion: number,
	parameters: object,
) {
	return { ...node, type: `n8n-nodes-base.${type}`, typeVersion, parameters } as Node;
}

/** A node of Drive that asks the stand-in. */
function asking(node: Node, drive: string): Node {
	const { operation, name, fileId, folderId, filter, options } = node.parameters as {
		operation?: 'search' | 'download';
		name: string;
		fileId: { value: string };
		folderId: { value: string };
		filter?: { folderId: { value: string } };
		options: { binaryPropertyName: string };
	};
	const request = (parameters: object) => replaced(node, 'httpRequest', 4.2, parameters);
	if (filter) return request({ url: `${drive}/folders/${filter.folderId.value}` });
	if (operation === 'download') {
		const file = { responseFormat: 'file', outputPropertyName: options.binaryPropertyName };
		const url = fileId.value.replace('=', `=${drive}/files/`);
		return request({ url, options: { response: { response: file } } });
	}
	return request({
		method: 'POST',
		url: `${drive}/folders/${folderId.value}`,
		sendQuery: true,
		queryParameters: { parameters: [{ name: 'name', value: name }] },
		sendBody: true,
		contentType: 'binaryData',
		inputDataFieldName: 'data',
	});
}

function setting(node: Node, values: Record<string, string>): Node {
	const assignments = Object.entries(values).map(([name, value]) => ({
		id: name,
		name,
		value,
		type: 'string',
	}));
	const options = { ignoreConversionErrors: true };
	return replaced(node, 'set', 3.4, { assignments: { assignments }, options });
}
