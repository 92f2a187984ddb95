import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Response } from 'express';
import {
	bodyBytes,
	bodySize,
	errorAnswer,
	jsonAnswer,
	send,
	textAnswer,
	writeStartOfBody,
} from '../answer.mts';
import type { Answer } from '../answer.mts';
import { ApiError } from '../apiError.mts';
import type { Misdeed } from './rule.mts';

/** Sends the headers for `length` bytes and the first half of the body. */
async function sendHalf(answer: Answer, response: Response, length: 'whole' | 'half') {
	const size = await bodySize(answer);
	const half = Math.floor(size / 2);
	const contentLength = String(length === 'whole' ? size : half);
	response.writeHead(answer.status, { ...answer.headers, 'content-length': contentLength });
	response.flushHeaders();
	await writeStartOfBody(answer, half, response);
}

/** Sends the headers, and the body byte by byte, until it is whole or nobody listens any more. */
async function drip(answer: Answer, response: Response, pause: number, closing: AbortSignal) {
	const body = await bodyBytes(answer);
	response.writeHead(answer.status, { ...answer.headers, 'content-length': String(body.length) });
	response.flushHeaders();
	const over = new AbortController();
	response.on('close', () => over.abort());
	const signal = AbortSignal.any([closing, over.signal]);
	for (const byte of body) {
		// It rejects when one of them is aborted.
		const isOver = await sleep(pause, false, { signal }).catch(() => true);
		if (isOver) return;
		response.write(Buffer.of(byte));
	}
	response.end();
}

async function compressed(answer: Answer): Promise<Answer> {
	return {
		...answer,
		headers: { ...answer.headers, 'content-encoding': 'gzip' },
		body: gzipSync(await bodyBytes(answer)),
	};
}

function gatewayPage(status: 502 | 503 | 504): Answer {
	const title = {
		502: 'Bad Gateway',
		503: 'Service Temporarily Unavailable',
		504: 'Gateway Time-out',
	};
	const heading = `${status} ${title[status]}`;
	const page = `<html>\n<head><title>${heading}</title></head>\n<body>\n<center><h1>${heading}</h1></center>\n<hr><center>gateway</center>\n</body>\n</html>\n`;
	return textAnswer(status, 'text/html', page);
}

function withHeaders(answer: Answer, headers: Record<string, string> = {}): Answer {
	return { ...answer, headers: { ...answer.headers, ...headers } };
}

/** The answer that a misdeed puts in the place of the normal one; undefined where it puts none. */
function substitute(misdeed: Misdeed): Answer | undefined {
	switch (misdeed.kind) {
		case 'answer': {
			const { status, body = '', headers } = misdeed;
			const answer =
				typeof body === 'string'
					? textAnswer(status, 'text/plain; charset=utf-8', body)
					: jsonAnswer(status, body);
			return withHeaders(answer, headers);
		}
		case 'error':
			return withHeaders(
				errorAnswer(new ApiError(misdeed.reason, misdeed.message)),
				misdeed.headers,
			);
		case 'html':
			return gatewayPage(misdeed.status);
		case 'redirect': {
			const headers = { location: misdeed.location };
			return { status: misdeed.status, headers, body: Buffer.alloc(0), note: '' };
		}
		case 'empty':
			return { status: 200, headers: {}, body: Buffer.alloc(0), note: '' };
		default:
			return undefined;
	}
}

/**
 * Answers a request in the way a misdeed says, or as normal without one. Fates and rewrites are the
 * business of `handle`; everything that happens to the connection or replaces the answer is here.
 * @param handle handles the request and gives its normal answer; called at most once
 * @param closing ends a delay when the sandbox closes
 * @returns for the log: the status that was sent, or what happened instead, and the note of the answer
 */
export async function perform(
	misdeed: Misdeed | undefined,
	handle: () => Promise<Answer>,
	response: Response,
	closing: AbortSignal,
): Promise<{ outcome: string; note: string }> {
	const instead = misdeed && substitute(misdeed);
	if (instead) {
		await send(instead, response);
		return { outcome: String(instead.status), note: instead.note };
	}
	const reset = () => response.socket?.resetAndDestroy();
	const aside = (outcome: string, note = '') => ({ outcome, note });
	if (misdeed?.kind === 'reset') {
		reset();
		return aside('connection reset');
	}
	if (misdeed?.kind === 'hang') return aside('no answer');
	if (misdeed?.kind === 'delay') {
		await sleep(misdeed.seconds * 1000, undefined, { signal: closing });
	}

	const answer = await handle();
	switch (misdeed?.kind) {
		case 'resetAfter':
			reset();
			return aside('handled, then connection reset', answer.note);
		case 'hangAfter':
			return aside('handled, no answer', answer.note);
		case 'hangInBody':
			await sendHalf(answer, response, 'whole');
			return aside(`${answer.status}, half of the body, then silence`, answer.note);
		case 'truncate':
			await sendHalf(answer, response, 'half');
			response.end();
			return aside(`${answer.status}, truncated`, answer.note);
		case 'cutBody':
			await sendHalf(answer, response, 'whole');
			// Ends the connection after what has been written, short of the promised length.
			response.socket?.destroySoon();
			return aside(`${answer.status}, connection cut in the body`, answer.note);
		case 'drip':
			await drip(answer, response, misdeed.seconds * 1000, closing);
			return aside(`${answer.status}, a byte each ${misdeed.seconds} s`, answer.note);
		case 'compress':
			await send(await compressed(answer), response);
			return aside(`${answer.status}, compressed`, answer.note);
		default:
			await send(answer, response);
			return { outcome: String(response.statusCode), note: answer.note };
	}
}
