import type { Request, RequestHandler } from 'express';
import { errorAnswer, type Answer } from './answer.mts';
import { ApiError } from './apiError.mts';
import { perform } from './misbehaviour/perform.mts';
import type { Door, Misdeed } from './misbehaviour/rule.mts';
import type { RequestFacts, RuleBook } from './misbehaviour/ruleBook.mts';
import { readBody } from './readBody.mts';
import type { RecordedRequest, RequestLog } from './requestLog.mts';

/** A request whose body has been read. */
export interface Arrived {
	request: Request;
	path: string;
	query: Record<string, string>;
	body: unknown;
}

export interface EntranceNeeds {
	requests: RequestLog;
	rules: RuleBook;
	now: () => number;
	log: (line: string) => void;
	closing: AbortSignal;
}

interface Entrance {
	host: RecordedRequest['host'];
	/** Rules for this door apply; none do without it. */
	door?: Door;
	factsOf?: (arrived: Arrived) => RequestFacts;
	/** The normal answer; may throw an {@link ApiError}. */
	handle: (arrived: Arrived, misdeed: Misdeed | undefined) => Answer | Promise<Answer>;
}

function addressOf({ originalUrl }: Request): { path: string; query: Record<string, string> } {
	const [path = '', ...rest] = originalUrl.split('?');
	return { path, query: Object.fromEntries(new URLSearchParams(rest.join('?'))) };
}

/** The one way in for every request that the real service would get: noted, judged, answered, logged. */
export function entrance(needs: EntranceNeeds, { host, door, factsOf, handle }: Entrance) {
	const { requests, rules, now, log, closing } = needs;

	async function answerOf(work: () => Answer | Promise<Answer>): Promise<Answer> {
		try {
			return await work();
		} catch (error) {
			if (error instanceof ApiError) return errorAnswer(error);
			if (!closing.aborted) log(`the sandbox itself failed: ${String(error)}`);
			return errorAnswer(new ApiError('INTERNAL'));
		}
	}

	const handler: RequestHandler = async (request, response) => {
		const { method, headers } = request;
		const { path, query } = addressOf(request);
		const arrival = { host, method, path, query, headers, body: undefined, receivedAt: now() };
		const record = requests.add(arrival);
		const arrived: Arrived = { request, path, query, body: undefined };
		let misdeed: Misdeed | undefined;
		let work = () => handle(arrived, misdeed);
		try {
			try {
				arrived.body = await readBody(request);
				requests.setBody(record, arrived.body);
				if (door) misdeed = rules.take(door, factsOf?.(arrived) ?? {});
			} catch (error) {
				if (!(error instanceof ApiError)) throw error;
				work = () => errorAnswer(error);
			}
			const { outcome, note } = await perform(misdeed, () => answerOf(work), response, closing);
			const told = misdeed && ` (told to: ${misdeed.kind})`;
			const left = !misdeed && !response.writableFinished && ', cut by the client';
			log(`${method} ${path} → ${outcome}${told || left || ''}${note && `: ${note}`}`);
		} catch {
			if (!closing.aborted) log(`${method} ${path} → the client went away`);
			response.destroy();
		}
	};
	return handler;
}
