import express from 'express';
import { listen } from '../../sandbox/listen.mts';

/** As much of Google's Gemini as drawing and changing a picture takes. */
export interface LocalGemini {
	url: string;
	close(): Promise<void>;
}

/** @param pictures are given out in this order, over and over */
export async function startGemini(pictures: Buffer[]): Promise<LocalGemini> {
	let drawn = 0;
	const app = express();
	app.post('/upload/v1beta/files', ({ headers }, response) => {
		response.set('X-Goog-Upload-URL', `http://${headers.host}/uploaded`).json({});
	});
	app.post('/uploaded', (request, response) => {
		request.resume().on('end', () => {
			response.json({ file: { state: 'ACTIVE', uri: 'files/1', mimeType: 'image/png' } });
		});
	});
	app.post('/v1beta/*path', (_request, response) => {
		const data = pictures[drawn++ % pictures.length]?.toString('base64');
		const parts = [{ inlineData: { mimeType: 'image/png', data } }];
		response.json({ candidates: [{ content: { parts } }] });
	});
	const { port, close } = await listen(app, 0, '127.0.0.1');
	return { url: `http://127.0.0.1:${port}`, close };
}
