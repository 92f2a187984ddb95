import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { ApiError } from './apiError.mts';

/** What a request is answered with, kept as a value so that a misbehaviour can still damage it. */
export interface Answer {
	status: number;
	headers: Record<string, string>;
	body: Buffer | { file: string };
	/** For the log: what this request changed, or why it was refused. */
	note: string;
}

export function textAnswer(status: number, contentType: string, text: string, note = ''): Answer {
	return { status, headers: { 'content-type': contentType }, body: Buffer.from(text), note };
}

export function jsonAnswer(status: number, value: unknown, note = ''): Answer {
	return textAnswer(status, 'application/json; charset=utf-8', JSON.stringify(value), note);
}

export function errorAnswer(error: ApiError): Answer {
	return jsonAnswer(error.status, error, `${error.reason}: ${error.message}`);
}

/** In bytes. */
export async function bodySize({ body }: Answer): Promise<number> {
	return Buffer.isBuffer(body) ? body.length : (await stat(body.file)).size;
}

export async function bodyBytes({ body }: Answer): Promise<Buffer> {
	return Buffer.isBuffer(body) ? body : await readFile(body.file);
}

/** Writes the first `bytes` bytes of the body and leaves the response open. */
export async function writeStartOfBody({ body }: Answer, bytes: number, response: Response) {
	if (bytes === 0) return;
	const source = Buffer.isBuffer(body)
		? Readable.from([body.subarray(0, bytes)])
		: createReadStream(body.file, { end: bytes - 1 });
	await pipeline(source, response, { end: false });
}

/** Sends the whole answer; files with ranges, HEAD and Content-Length. Resolves once it is sent or cut. */
export async function send(answer: Answer, response: Response): Promise<void> {
	const { status, headers, body } = answer;
	response.status(status).set(headers);
	if (Buffer.isBuffer(body)) {
		response.set('content-length', String(body.length)).end(body);
		return;
	}
	// The temporary directory may lie below one whose name starts with a dot.
	const options = { dotfiles: 'allow', cacheControl: false } as const;
	await new Promise<void>((resolve, reject) => {
		response.sendFile(body.file, options, (error?: Error) => {
			if (error && !response.headersSent) reject(error);
			else resolve();
		});
	});
}
