import express, { type Express } from 'express';
import { errorHandler, textAnswer, type Answer } from './answer.mts';
import { endpoint, type Received, type Parts } from './endpoint.mts';
import { FILE_TYPES } from './models.mts';
import type { RecordedRequest } from './requestLog.mts';
import type { Task } from './task.mts';

export function filePath({ id, model }: Task, index: number): string {
	return `/videos/${id}/${index}.${FILE_TYPES[model.makes]}`;
}

/** Object stores answer in XML, whatever the client would like to read. */
function xmlError(status: number, code: string, message: string): Answer {
	const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
	return textAnswer(status, 'application/xml', xml, `${code}: ${message}`);
}

/** The object store that serves finished files by pre-signed links, and asks for no key. */
export function videoHost(parts: Parts): Express {
	const { tasks, links, now } = parts;
	const namedIn = (path: string) => {
		const [, taskId, index] = /^\/videos\/([\w-]+)\/(\d+)\.\w+$/.exec(path) ?? [];
		return { task: tasks.find(taskId), index: Number(index) };
	};

	function handle({ method, path, query, headers }: Received): Answer {
		if (method !== 'GET' && method !== 'HEAD')
			return xmlError(405, 'MethodNotAllowed', 'This method is not allowed here.');
		// As S3 does. Here it brings to light a client that gives its key to another host.
		if (headers.authorization !== undefined)
			return xmlError(400, 'InvalidArgument', 'A signed link takes no Authorization header.');
		const verdict = links.judge(path, query);
		if (verdict === 'wrong')
			return xmlError(403, 'SignatureDoesNotMatch', 'The signature does not match the request.');
		if (verdict === 'expired') return xmlError(403, 'AccessDenied', 'Request has expired');
		const { task, index } = namedIn(path);
		const file = task?.files[index];
		if (!task || !file || task.isLate('lateFiles', now()))
			return xmlError(404, 'NoSuchKey', 'The key does not exist.');
		const { makes } = task.model;
		const note = `${makes} ${index} of task ${task.id}`;
		return {
			status: 200,
			headers: { 'content-type': `${makes}/${FILE_TYPES[makes]}` },
			body: { file },
			note,
		};
	}

	const taskOf = ({ path }: RecordedRequest) => namedIn(path).task;
	return express()
		.disable('x-powered-by')
		.use(endpoint(parts, { host: 'videos', kind: 'download', taskOf, handle }))
		.use(errorHandler(parts));
}
