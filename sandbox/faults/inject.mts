import { STATUS_CODES } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Response } from 'express';
import { bodyBytes, errorAnswer, jsonAnswer, send, textAnswer, type Answer } from '../answer.mts';
import { ApiError } from '../apiError.mts';
import type { Fault } from './rule.mts';

const withHeaders = (answer: Answer, headers: Record<string, string> = {}): Answer => ({
	...answer,
	headers: { ...answer.headers, ...headers },
});

/** The answer of a fault for which nothing is handled; undefined where the normal one is needed. */
function substitute(fault: Fault): Answer | undefined {
	const nothing: Answer = { status: 200, headers: {}, body: Buffer.alloc(0), note: '' };
	switch (fault.kind) {
		case 'answer': {
			const { status, body = '', headers } = fault;
			const isText = typeof body === 'string';
			const text = 'text/plain; charset=utf-8';
			const answer = isText ? textAnswer(status, text, body) : jsonAnswer(status, body);
			return withHeaders(answer, headers);
		}
		case 'error':
			return withHeaders(errorAnswer(new ApiError(fault.reason, fault.message)), fault.headers);
		case 'html': {
			const title = `${fault.status} ${STATUS_CODES[fault.status]}`;
			const page = `<html>\n<head><title>${title}</title></head>\n<body>\n<center><h1>${title}</h1></center>\n<hr><center>gateway</center>\n</body>\n</html>\n`;
			return textAnswer(fault.status, 'text/html', page);
		}
		case 'redirect':
			return { ...nothing, status: fault.status, headers: { location: fault.location } };
		case 'empty':
		case 'hang':
		case 'reset':
			return nothing;
		default:
			return undefined;
	}
}

const half = (whole: Buffer) => whole.subarray(0, whole.length / 2);

/** The bytes one by one, with a pause before each. */
async function* drops(bytes: Buffer, pause: number, signal: AbortSignal) {
	for (const byte of bytes) {
		await sleep(pause, undefined, { signal });
		yield Buffer.of(byte);
	}
}

/**
 * Answers a request, with the fault that it is to have, if any. Faults of tasks and results are the
 * business of `handle`; everything that happens to the connection or replaces the answer is here.
 * @param handle handles the request and gives its normal answer; called at most once
 * @param closing ends a delay when the sandbox closes
 * @returns the note of the answer; empty where nothing was handled
 */
export async function respond(
	fault: Fault | undefined,
	handle: () => Promise<Answer>,
	response: Response,
	closing: AbortSignal,
): Promise<string> {
	if (fault?.kind === 'delay') await sleep(fault.seconds * 1000, undefined, { signal: closing });
	const answer = (fault && substitute(fault)) ?? (await handle());
	switch (fault?.kind) {
		case 'hang':
		case 'hangAfter':
			break;
		case 'reset':
		case 'resetAfter':
			response.socket?.resetAndDestroy();
			break;
		case 'truncate':
			await send({ ...answer, body: half(await bodyBytes(answer)) }, response);
			break;
		case 'compress': {
			const body = gzipSync(await bodyBytes(answer));
			await send({ ...withHeaders(answer, { 'content-encoding': 'gzip' }), body }, response);
			break;
		}
		case 'hangInBody':
		case 'cutBody':
		case 'drip': {
			const whole = await bodyBytes(answer);
			const length = { 'content-length': String(whole.length) };
			response.writeHead(answer.status, { ...answer.headers, ...length }).flushHeaders();
			if (fault.kind === 'drip')
				await pipeline(drops(whole, fault.seconds * 1000, closing), response);
			else response.write(half(whole));
			// Ends the connection after what has been written, short of the promised length.
			if (fault.kind === 'cutBody') response.socket?.destroySoon();
			break;
		}
		case 'headers':
			await send(withHeaders(answer, fault.headers), response);
			break;
		default:
			await send(answer, response);
	}
	return answer.note;
}
