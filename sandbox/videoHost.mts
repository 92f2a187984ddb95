import express, { type Express } from 'express';
import { bodySize, textAnswer, type Answer } from './answer.mts';
import { entrance, type Arrived, type EntranceNeeds } from './entrance.mts';
import type { SignedLinks } from './signedLinks.mts';
import type { TaskStore } from './taskStore.mts';
import { megabytes } from './words.mts';

interface VideoHostNeeds extends EntranceNeeds {
	tasks: TaskStore;
	links: SignedLinks;
}

export function videoPath(taskId: string, index: number): string {
	return `/videos/${taskId}/${index}.mp4`;
}

function parts(path: string): { taskId: string; index: number } | undefined {
	const [, taskId, index] = /^\/videos\/([\w-]+)\/(\d+)\.mp4$/.exec(path) ?? [];
	return taskId && index ? { taskId, index: Number(index) } : undefined;
}

/** Object stores answer in XML, whatever the client would like to read. */
function xmlError(status: number, code: string, message: string): Answer {
	const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
	return textAnswer(status, 'application/xml', xml, `${code}: ${message}`);
}

/** The object store that serves finished videos by pre-signed links, and asks for no key. */
export function videoHost(needs: VideoHostNeeds): Express {
	const { tasks, links, now } = needs;

	async function handle({ request, path, query }: Arrived): Promise<Answer> {
		if (request.method !== 'GET' && request.method !== 'HEAD') {
			return xmlError(405, 'MethodNotAllowed', 'This method is not allowed here.');
		}
		if (request.headers.authorization !== undefined) {
			// As S3 does. Here it brings to light a client that gives its key to another host.
			return xmlError(400, 'InvalidArgument', 'A signed link takes no Authorization header.');
		}
		const verdict = links.judge(path, query, now());
		if (verdict === 'wrong') {
			return xmlError(403, 'SignatureDoesNotMatch', 'The signature does not match the request.');
		}
		if (verdict === 'expired') return xmlError(403, 'AccessDenied', 'Request has expired');
		const { taskId, index } = parts(path) ?? { taskId: '', index: 0 };
		const file = tasks.find(taskId)?.files[index];
		if (file === undefined) return xmlError(404, 'NoSuchKey', 'The key does not exist.');
		const headers = { 'content-type': 'video/mp4' };
		const answer = { status: 200, headers, body: { file }, note: '' };
		const size = megabytes(await bodySize(answer));
		return { ...answer, note: `video ${index} of task ${taskId}, ${size}` };
	}

	const app = express().disable('x-powered-by');
	app.use(
		entrance(needs, {
			host: 'videos',
			door: 'download',
			factsOf: ({ path }) => {
				const taskId = parts(path)?.taskId;
				const prompt = taskId && tasks.find(taskId)?.generation.prompt;
				return { taskId, prompt };
			},
			handle,
		}),
	);
	return app;
}
