import { STATUS_CODES } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Response } from 'express';
import { bodyBytes, errorAnswer, jsonAnswer, send, textAnswer, type Answer } from '../answer.mts';
import { ApiError } from '../apiError.mts';
import type { Fault } from './rule.mts';

function gatewayPage(status: number): Answer {
	const heading = `${status} ${STATUS_CODES[status]}`;
	const page = `<html>\n<head><title>${heading}</title></head>\n<body>\n<center><h1>${heading}</h1></center>\n<hr><center>gateway</center>\n</body>\n</html>\n`;
	return textAnswer(status, 'text/html', page);
}

const withHeaders = (answer: Answer, headers: Record<string, string> = {}): Answer => ({
	...answer,
	headers: { ...answer.headers, ...headers },
});

/** The answer that a fault puts in the place of the normal one; undefined where it puts none. */
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
		case 'html':
			return gatewayPage(fault.status);
		case 'redirect':
			return { ...nothing, status: fault.status, headers: { location: fault.location } };
		case 'empty':
			return nothing;
		default:
			return undefined;
	}
}

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
 * @returns for the log: the status that was sent, or what happened instead, and the note of the answer
 */
export async function respond(
	fault: Fault | undefined,
	handle: () => Promise<Answer>,
	response: Response,
	closing: AbortSignal,
): Promise<{ outcome: string; note: string }> {
	const reset = () => response.socket?.resetAndDestroy();
	if (fault?.kind === 'hang') return { outcome: 'no answer', note: '' };
	if (fault?.kind === 'reset') {
		reset();
		return { outcome: 'connection reset', note: '' };
	}
	if (fault?.kind === 'delay') await sleep(fault.seconds * 1000, undefined, { signal: closing });

	const answer = (fault && substitute(fault)) ?? (await handle());
	const { status, headers, note } = answer;
	const begin = (length: number) => {
		response.writeHead(status, { ...headers, 'content-length': String(length) });
		response.flushHeaders();
	};
	switch (fault?.kind) {
		case 'resetAfter':
			reset();
			return { outcome: 'handled, then connection reset', note };
		case 'hangAfter':
			return { outcome: 'handled, no answer', note };
		case 'hangInBody':
		case 'truncate':
		case 'cutBody': {
			const whole = await bodyBytes(answer);
			const half = whole.subarray(0, whole.length / 2);
			begin(fault.kind === 'truncate' ? half.length : whole.length);
			if (half.length > 0) await new Promise((resolve) => response.write(half, resolve));
			if (fault.kind === 'hangInBody')
				return { outcome: `${status}, half of the body, then silence`, note };
			if (fault.kind === 'truncate') response.end();
			// Ends the connection after what has been written, short of the promised length.
			else response.socket?.destroySoon();
			return { outcome: `${status}, ${fault.kind}`, note };
		}
		case 'drip': {
			const bytes = await bodyBytes(answer);
			begin(bytes.length);
			await pipeline(drops(bytes, fault.seconds * 1000, closing), response);
			return { outcome: `${status}, a byte each ${fault.seconds} s`, note };
		}
		case 'compress': {
			const body = gzipSync(await bodyBytes(answer));
			await send({ ...withHeaders(answer, { 'content-encoding': 'gzip' }), body }, response);
			return { outcome: `${status}, compressed`, note };
		}
		default:
			await send(answer, response);
			return { outcome: String(response.statusCode), note };
	}
}
