import { readFile } from 'node:fs/promises';
import type { ErrorRequestHandler, Response } from 'express';
import { ApiError } from './apiError.mts';
import type { Parts } from './endpoint.mts';

/** What a request is answered with, kept as a value so that a fault can still damage it. */
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

export async function bodyBytes({ body }: Answer): Promise<Buffer> {
	return Buffer.isBuffer(body) ? body : await readFile(body.file);
}

/**
 * Sends the whole answer; files with ranges, HEAD and Content-Length.
 * @throws {Error} when the client goes away before it has the file
 */
export async function send({ status, headers, body }: Answer, response: Response): Promise<void> {
	response.status(status).set(headers);
	if (Buffer.isBuffer(body)) {
		response.end(body);
		return;
	}
	// The temporary directory may be below one whose name starts with a dot.
	const options = { dotfiles: 'allow', cacheControl: false } as const;
	await new Promise<void>((resolve, reject) => {
		response.sendFile(body.file, options, (error?: Error) => (error ? reject(error) : resolve()));
	});
}

/** Answers and logs what was thrown outside of an {@link Answer}; the last handler of each server. */
export function errorHandler({ log, closing }: Parts): ErrorRequestHandler {
	return (error: Error, { method, path }, response, _next) => {
		if (!closing.aborted) log(`${method} ${path} → ${error.message}`);
		const refusal = error instanceof ApiError ? error : new ApiError('INTERNAL');
		if (response.headersSent) response.destroy();
		else response.status(refusal.status).json(refusal);
	};
}
