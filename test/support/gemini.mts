import express from 'express';
import type { AddressInfo } from 'node:net';

/** As much of Google's Gemini as drawing and changing a picture takes. */
export interface LocalGemini {
	url: string;
	close(): Promise<void>;
}

/** @param pictures are given out in this order, over and over */
export async function startGemini(pictures: Buffer[]): Promise<LocalGemini> {
	let drawn = 0;
	const app = express();
	app.post('/upload/v1beta/files', (_request, response) => {
		response.set('X-Goog-Upload-URL', `${address()}/uploaded`).json({});
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
	const server = app.listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {
		url: address(),
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
