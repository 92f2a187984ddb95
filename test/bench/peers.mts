import express from 'express';
import { listen } from '../../sandbox/listen.mts';

/** A stand-in for the two services whose nodes come with n8n, as far as these nodes use them. */
export interface Peers {
	/** To be entered as base URL of the MiniMax credential. */
	minimaxUrl: string;
	/** To be entered as host of the Google Gemini credential. */
	geminiUrl: string;
	/** The file that every task brings. */
	video: string;
	/** How long a task takes from now on, in seconds. */
	taskSeconds: number;
	close(): Promise<void>;
}

export async function startPeers(video: string): Promise<Peers> {
	const app = express();
	const startedAt = new Map<string, number>();
	const peers = { taskSeconds: 20 };
	let url = '';

	const start = (): string => {
		const id = String(startedAt.size + 1);
		startedAt.set(id, Date.now());
		return id;
	};
	const isDone = (id: unknown): boolean =>
		Date.now() - (startedAt.get(String(id)) ?? 0) >= peers.taskSeconds * 1000;
	/** The bodies are large and of no interest, but they have to be taken in. */
	const swallow: express.RequestHandler = (request, _response, next) => {
		request.on('data', () => {}).on('end', () => next());
	};

	app.post('/v1/video_generation', swallow, (_request, response) => {
		response.json({ task_id: start(), base_resp: { status_code: 0 } });
	});
	app.get('/v1/query/video_generation', (request, response) => {
		const { task_id } = request.query;
		response.json(isDone(task_id) ? { status: 'Success', file_id: '1' } : { status: 'Processing' });
	});
	app.get('/v1/files/retrieve', (_request, response) => {
		response.json({ file: { download_url: `${url}/video.mp4` } });
	});

	const operation = (id: string) => ({
		name: `operations/${id}`,
		done: isDone(id),
		response: {
			generateVideoResponse: { generatedSamples: [{ video: { uri: `${url}/video.mp4` } }] },
		},
	});
	app.post('/v1beta/models/:model', swallow, (_request, response) => {
		response.json(operation(start()));
	});
	app.get('/v1beta/operations/:id', (request, response) => {
		response.json(operation(request.params.id));
	});

	app.get('/video.mp4', (_request, response) => response.sendFile(video));

	const { port, close } = await listen(app, 0, '127.0.0.1');
	url = `http://127.0.0.1:${port}`;
	return Object.assign(peers, { video, minimaxUrl: `${url}/v1`, geminiUrl: url, close });
}
