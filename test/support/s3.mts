import express from 'express';
import { listen } from '../../sandbox/listen.mts';

/** As much of S3 as this takes: it says where a bucket is, keeps what is put into it, and lists it. */
export interface LocalS3 {
	endpoint: string;
	/** Sizes of the files, by their path. */
	files: Map<string, number>;
	close(): Promise<void>;
}

export async function startLocalS3(): Promise<LocalS3> {
	const files = new Map<string, number>();
	const app = express();
	app.put('/*path', (request, response) => {
		let bytes = 0;
		request.on('data', (chunk: Buffer) => (bytes += chunk.length));
		request.on('end', () => {
			files.set(request.path, bytes);
			response.set('ETag', '"stored"').end();
		});
	});
	app.get('/*path', (request, response) => {
		const contents = [...files].map(([path, size]) => {
			const key = path.split('/').at(-1);
			return `<Contents><Key>${key}</Key><Size>${size}</Size></Contents>`;
		});
		const answer =
			request.query['list-type'] === '2'
				? `<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`
				: '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">us-east-1</LocationConstraint>';
		response.type('application/xml').send(`<?xml version="1.0"?>${answer}`);
	});
	const { port, close } = await listen(app, 0, '127.0.0.1');
	return {
		endpoint: `http://127.0.0.1:${port}`,
		files,
		close,
	};
}
