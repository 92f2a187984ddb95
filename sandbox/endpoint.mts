import { promisify } from 'node:util';
import express, { type Request, type RequestHandler, type Response } from 'express';
import type { Account } from './account.mts';
import { errorAnswer, type Answer } from './answer.mts';
import { ApiError } from './apiError.mts';
import { respond } from './faults/inject.mts';
import type { Fault, Rule } from './faults/rule.mts';
import type { RuleBook } from './faults/ruleBook.mts';
import type { RecordedRequest, RequestLog } from './requestLog.mts';
import type { SignedLinks } from './signedLinks.mts';
import type { Task } from './task.mts';
import type { TaskStore } from './taskStore.mts';

/** Two images of 20 MB in Base64 take 56 million bytes; the rest is for the prompts. */
const readBytes = promisify(express.raw({ type: () => true, limit: '64mb' }));

/** A request whose body has been read. */
export interface Received extends RecordedRequest {
	request: Request;
	/** What is to go wrong with it. */
	fault: Fault | undefined;
}

/** What the servers of one sandbox share. */
export interface Parts {
	account: Account;
	tasks: TaskStore;
	links: SignedLinks;
	/** Fresh links to the files of a task, for a client that reaches the sandbox by this host name. */
	urlsOf: (task: Task, hostname: string) => string[];
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
	/** The task that a request is about. */
	taskOf?: (request: RecordedRequest) => Task | undefined;
	/** The normal answer; may throw an {@link ApiError}. */
	handle: (received: Received) => Answer | Promise<Answer>;
}

/**
 * @returns parsed JSON; the text where it is not JSON; undefined where there is no body
 * @throws {ApiError} REQUEST_BODY_TOO_LARGE over 64 MiB
 * @throws {Error} when the client goes away in between
 */
export async function readBody(request: Request, response: Response): Promise<unknown> {
	await readBytes(request, response).catch((error: Error & { status?: number }) => {
		throw error.status === 413 ? new ApiError('REQUEST_BODY_TOO_LARGE') : error;
	});
	const text = String((request.body as Buffer | undefined) ?? '');
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text || undefined;
	}
}

/** The way of every request that the real service would get: recorded, answered or damaged, logged. */
export function endpoint(parts: Parts, { host, kind, taskOf, handle }: Endpoint): RequestHandler {
	const { requests, rules, now, log, closing } = parts;
	return async (request, response) => {
		const { method, headers, originalUrl } = request;
		const { pathname: path, searchParams } = new URL(originalUrl, 'http://sandbox');
		const query = Object.fromEntries(searchParams);
		const record = { host, method, path, query, headers, body: undefined, receivedAt: now() };
		requests.add(record);
		const body = await readBody(request, response);
		requests.setBody(record, body);

		const task = taskOf?.(record);
		const { prompt } = task?.generation ?? (Object(body) as { prompt?: unknown });
		const fault = kind && rules.take(kind, task?.id, prompt);
		const answer = async () => {
			try {
				return await handle({ ...record, body, request, fault });
			} catch (error) {
				if (error instanceof ApiError) return errorAnswer(error);
				throw error;
			}
		};
		const note = await respond(fault, answer, response, closing);
		const outcome = response.headersSent ? response.statusCode : 'no answer';
		const told = fault ? ` (told to: ${fault.kind})` : '';
		log(`${method} ${path} → ${outcome}${told}${note && `: ${note}`}`);
	};
}
