import type { Request, RequestHandler } from 'express';
import { errorAnswer, type Answer } from './answer.mts';
import { ApiError } from './apiError.mts';
import { respond } from './faults/inject.mts';
import type { Fault, Rule } from './faults/rule.mts';
import type { RequestFacts, RuleBook } from './faults/ruleBook.mts';
import type { RecordedRequest, RequestLog } from './requestLog.mts';

/** Two images of 20 MB in Base64 take 56 million bytes; the rest is for the prompts. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** A request whose body has been read. */
export interface Received extends RecordedRequest {
	request: Request;
	/** What is to go wrong with it. */
	fault: Fault | undefined;
}

/** What all endpoints share. */
export interface Shared {
	requests: RequestLog;
	rules: RuleBook;
	now: () => number;
	log: (line: string) => void;
	closing: AbortSignal;
}

interface Endpoint {
	host: RecordedRequest['host'];
	/** Rules for these requests apply; none do without it. */
	kind?: Rule['on'];
	factsOf?: (received: Received) => RequestFacts;
	/** The normal answer; may throw an {@link ApiError}. */
	handle: (received: Received) => Answer | Promise<Answer>;
}

/**
 * @returns parsed JSON; the text where it is not JSON; undefined where there is no body
 * @throws {ApiError} REQUEST_BODY_TOO_LARGE over 64 MiB
 * @throws what the socket says when the client goes away in between
 */
async function readBody(request: Request): Promise<unknown> {
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

/** The way of every request that the real service would get: recorded, answered or damaged, logged. */
export function endpoint(shared: Shared, { host, kind, factsOf, handle }: Endpoint) {
	const { requests, rules, now, log, closing } = shared;

	async function answerTo(work: () => Answer | Promise<Answer>): Promise<Answer> {
		try {
			return await work();
		} catch (error) {
			if (error instanceof ApiError) return errorAnswer(error);
			if (!closing.aborted) log(`the sandbox itself failed: ${String(error)}`);
			return errorAnswer(new ApiError('INTERNAL'));
		}
	}

	const handler: RequestHandler = async (request, response) => {
		const { method, headers, originalUrl } = request;
		const { pathname: path, searchParams } = new URL(originalUrl, 'http://sandbox');
		const query = Object.fromEntries(searchParams);
		const record = { host, method, path, query, headers, body: undefined, receivedAt: now() };
		requests.add(record);
		const received: Received = { ...record, request, fault: undefined };
		try {
			const refusal = await readBody(request).then(
				(body) => {
					received.body = body;
					requests.setBody(record, body);
					if (kind) received.fault = rules.take(kind, factsOf?.(received) ?? {});
				},
				(error: unknown) => {
					if (error instanceof ApiError) return error;
					throw error;
				},
			);
			const { fault } = received;
			const work = () => (refusal ? errorAnswer(refusal) : handle(received));
			const { outcome, note } = await respond(fault, () => answerTo(work), response, closing);
			const told = fault && ` (told to: ${fault.kind})`;
			const left = !fault && !response.writableFinished && ', cut by the client';
			log(`${method} ${path} → ${outcome}${told || left || ''}${note && `: ${note}`}`);
		} catch {
			if (!closing.aborted) log(`${method} ${path} → the client went away`);
			response.destroy();
		}
	};
	return handler;
}
