import express, { type Express } from 'express';
import { bodySize, textAnswer, type Answer } from './answer.mts';
import { entrance, type Arrived, type EntranceNeeds } from './entrance.mts';
import { FILE_TYPES, type MadeThing } from './models.mts';
import type { SignedLinks } from './signedLinks.mts';
import type { Task } from './task.mts';
import type { TaskStore } from './taskStore.mts';
import { megabytes } from './words.mts';

interface VideoHostNeeds extends EntranceNeeds {
	tasks: TaskStore;
	links: SignedLinks;
}

export function filePath({ id, model }: Task, index: number): string {
	return `/videos/${id}/${index}.${FILE_TYPES[model.makes]}`;
}

const CONTENT_TYPES: Record<MadeThing, string> = {
	video: 'video/mp4',
	image: 'image/png',
	audio: 'audio/wav',
};

function parts(path: string): { taskId: string; index: number } | undefined {
	const [, taskId, index] = /^\/videos\/([\w-]+)\/(\d+)\.\w+$/.exec(path) ?? [];
	return taskId && index ? { taskId, index: Number(index) } : undefined;
}

/** Object stores answer in XML, whatever the client would like to read. */
function xmlError(status: number, code: string, message: string): Answer {
	const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
	return textAnswer(status, 'application/xml', xml, `${code}: ${message}`);
}

/** The object store that serves finished files by pre-signed links, and asks for no key. */
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
		const task = tasks.find(taskId);
		const file = task?.files[index];
		if (task === undefined || file === undefined)
			return xmlError(404, 'NoSuchKey', 'The key does not exist.');
		const { makes } = task.model;
		const headers = { 'content-type': CONTENT_TYPES[makes] };
		const answer = { status: 200, headers, body: { file }, note: '' };
		const size = megabytes(await bodySize(answer));
		return { ...answer, note: `${makes} ${index} of task ${taskId}, ${size}` };
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
