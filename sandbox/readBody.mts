import type { IncomingMessage } from 'node:http';
import { ApiError } from './apiError.mts';

/** Two pictures of 20 MB in Base64 take 56 million bytes; the rest is for the prompts. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/**
 * @returns parsed JSON; the text where it is not JSON; undefined where there is no body
 * @throws {ApiError} REQUEST_BODY_TOO_LARGE over 64 MiB
 * @throws what the socket says when the client goes away in between
 */
export async function readBody(request: IncomingMessage): Promise<unknown> {
	const parts: Buffer[] = [];
	let size = 0;
	// Left undestroyed, so that a client which is still writing can read why it was refused.
	for await (const part of request.iterator({ destroyOnReturn: false })) {
		const bytes = Buffer.from(part);
		size += bytes.length;
		if (size > MAX_BODY_BYTES) throw new ApiError('REQUEST_BODY_TOO_LARGE');
		parts.push(bytes);
	}
	if (size === 0) return undefined;
	const text = Buffer.concat(parts).toString();
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}
