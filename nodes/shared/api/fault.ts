import { formatMessage, type Message } from '../message';
import { answerMessages, reasonMessages } from './faultMessages';
import { sanitizeText } from './sanitizeText';
import type { HttpResult } from './http';
import { isRecord } from './json';
import { readServiceMessage, type ServiceMessage } from './serviceMessage';
import { retryAfterMs } from './retryAfter';
import { meaningOfNoResponse } from './noResponse';

/** Why a request to the Highway API failed, as a value. */
export interface Fault extends Message {
	/** HTTP status, absent when there was no answer. */
	status?: number;
	/** The service's own name for it, e.g. `NOT_ENOUGH_BALANCE`. */
	reason?: string;
	/** How long the service asked to be left alone, in milliseconds. */
	retryAfterMs?: number;
	/** Whether it may succeed at the next request. */
	transient: boolean;
	/**
	 * Whether the service did not process the request, so that sending it again can't be paid
	 * twice: it said so (429, its own 503, a refusal), or it was never reached (connection refused, a
	 * certificate refused, …). A time-out, a reset or a gateway's 502 or 503 leave it open.
	 */
	notProcessed: boolean;
	/** Set where the service itself speaks, by its own JSON with a `reason`, and no gateway before it. */
	fromService?: true;
	/** Set where requests come too fast. A quota that is used up is something else. */
	rateLimited?: true;
	/** Set where any other request of the same account would fare the same: key, balance, quota. */
	accountWide?: true;
	/** The answer, safe for a message or a log, if a success makes no sense. */
	answer?: string;
}

/** Whether a submission that ended in this fault may have been accepted, and so be paid for. */
export function mayBeAccepted(fault: Fault): boolean {
	return fault.transient && !fault.notProcessed;
}

/** A service may know a task only a while after it accepted it; until then it answers 404. */
const UNKNOWN_TASK_MS = 15_000;

/**
 * Whether asking for the task again may help after this fault. Beside what is transient for any
 * request that is a refusal by a gateway or a firewall, and a task that is not known yet.
 *
 * @param waitedMs since the wait for the task began, in milliseconds
 */
export function isTransientWhilePolling(fault: Fault, waitedMs: number): boolean {
	if (fault.transient) return true;
	if (fault.status === 404) return waitedMs < UNKNOWN_TASK_MS;
	return (fault.status === 401 || fault.status === 403) && fault.fromService !== true;
}

type KnownReason = keyof typeof reasonMessages;

// A reason is text from outside: "constructor" is none, though every object has one.
function isKnown(reason: string): reason is KnownReason {
	return Object.hasOwn(reasonMessages, reason);
}

const REASON_BY_STATUS: Record<number, KnownReason> = {
	400: 'INVALID_REQUEST_BODY',
	401: 'FAILED_TO_AUTH',
	403: 'ACCESS_DENY',
	429: 'RATE_LIMIT_EXCEEDED',
	503: 'SERVICE_NOT_AVAILABLE',
};

/** The reasons' statuses, from the vendor's page of errors. */
const STATUS_BY_REASON: Record<KnownReason, number> = {
	INVALID_REQUEST_BODY: 400,
	FAILED_TO_AUTH: 401,
	INVALID_API_KEY: 403,
	NOT_ENOUGH_BALANCE: 403,
	ACCESS_DENY: 403,
	MODEL_NOT_FOUND: 404,
	RATE_LIMIT_EXCEEDED: 429,
	TOKEN_LIMIT_EXCEEDED: 429,
	SERVICE_NOT_AVAILABLE: 503,
};

const ACCOUNT_WIDE: string[] = [
	'FAILED_TO_AUTH',
	'INVALID_API_KEY',
	'NOT_ENOUGH_BALANCE',
	'TOKEN_LIMIT_EXCEEDED',
] satisfies KnownReason[];

/** Statuses below 500 after which the same request may succeed a little later. */
const TRANSIENT_CLIENT_STATUSES = [408, 425, 429];

/** What an answer means by its reason, or where that is unknown, by its status. */
function messageFor({ fromService, reason }: ServiceMessage, status: number): Message {
	if (isKnown(reason)) return reasonMessages[reason];
	if (status === 407) return answerMessages.proxyWantsLogin;
	// A gateway or a firewall knows neither the key nor the account.
	if (!fromService && (status === 401 || status === 403)) {
		return formatMessage(answerMessages.refusedOnTheWay, { status });
	}
	const usualReason = status === 503 && !fromService ? undefined : REASON_BY_STATUS[status];
	if (usualReason !== undefined) return reasonMessages[usualReason];
	if (status >= 300 && status < 400) return formatMessage(answerMessages.redirected, { status });
	return formatMessage(status >= 500 ? answerMessages.brokenDown : answerMessages.refused, {
		status,
	});
}

/**
 * Turns the end of a request that was no success into a fault.
 *
 * The body of an answer is `{code, reason, message, metadata}` when the service itself speaks, and
 * HTML or nothing when a gateway does. An unknown `reason` falls back to what its status says.
 *
 * @param now milliseconds since 1970, for a `Retry-After` that is a date
 */
export function faultOf(result: HttpResult, now: number): Fault {
	if (!result.answered) {
		const { message, transient, notProcessed } = meaningOfNoResponse(result);
		return { ...message, transient, notProcessed };
	}
	const { status } = result;
	const own = readServiceMessage(result.body);
	const { reason } = own;
	const { happened, advice } = messageFor(own, status);
	const transient = status >= 500 || TRANSIENT_CLIENT_STATUSES.includes(status);
	return {
		happened,
		advice: `${own.sentence}${advice}`,
		status,
		...ownFacts(own),
		retryAfterMs: retryAfterMs(result.headers['retry-after'], now),
		...(status === 429 && reason !== 'TOKEN_LIMIT_EXCEEDED' ? { rateLimited: true } : {}),
		...(isAccountWide(own, status) ? { accountWide: true } : {}),
		transient,
		// A gateway's 503 can come after it has passed the request on.
		notProcessed:
			status === 429 || (status === 503 ? reason === 'SERVICE_NOT_AVAILABLE' : !transient),
	};
}

/**
 * The fault of a success that does not hold what was asked for.
 *
 * Services have been seen to answer 200 with the body of an error: then it is that fault, with the
 * status that the body gives or that belongs to its reason. Anything else leaves it open what became
 * of the request, so the answer is kept.
 *
 * @param now as for `faultOf`
 */
export function faultInBody(result: Extract<HttpResult, { answered: true }>, now: number): Fault {
	const status = statusInBody(result.body);
	if (status !== undefined) return faultOf({ ...result, status }, now);
	const own = readServiceMessage(result.body);
	const answer = sanitizeText(
		typeof result.body === 'string' ? result.body : (JSON.stringify(result.body) ?? ''),
	);
	return {
		happened: answerMessages.unreadable.happened,
		advice: `${own.sentence}${answerMessages.unreadable.advice}`,
		status: result.status,
		...ownFacts(own),
		...(answer === '' ? {} : { answer }),
		transient: true,
		notProcessed: false,
	};
}

/** The status of a refusal in the body of an answer that came as a success. */
function statusInBody(body: unknown): number | undefined {
	if (!isRecord(body)) return undefined;
	const { reason } = readServiceMessage(body);
	if (isKnown(reason)) return STATUS_BY_REASON[reason];
	const code = Number(typeof body.code === 'string' ? body.code.trim() : body.code);
	return Number.isInteger(code) && code >= 400 && code < 600 ? code : undefined;
}

function ownFacts({ fromService, reason }: ServiceMessage): Pick<Fault, 'reason' | 'fromService'> {
	return { ...(reason === '' ? {} : { reason }), ...(fromService ? { fromService } : {}) };
}

function isAccountWide({ fromService, reason }: ServiceMessage, status: number): boolean {
	const unknown = fromService && !isKnown(reason);
	return ACCOUNT_WIDE.includes(unknown ? (REASON_BY_STATUS[status] ?? '') : reason);
}
