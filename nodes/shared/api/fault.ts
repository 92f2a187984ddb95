import { fill, say, type Words } from '../words';
import { answerWords, faultAdditions, reasonWords, silenceWords } from './faultWords';
import { foreignText, quoted } from './foreignText';
import type { HttpEnd } from './http';
import { isRecord } from './json';

/** Why a request to the Highway API did not bring what it was sent for, as a value. */
export interface Fault extends Words {
	/** HTTP status, absent when there was no answer. */
	status?: number;
	/** The service's own name for it, e.g. `NOT_ENOUGH_BALANCE`. */
	reason?: string;
	/** How long the service asked to be left alone, in milliseconds. */
	retryAfterMs?: number;
	/** Whether it may be gone by itself at the next request. */
	passing: boolean;
	/**
	 * Whether the service surely did not take the request, so that sending it again can't be paid
	 * twice: it said so (429, 503), or it was never reached (refused, name not resolved). A time-out,
	 * a reset or a gateway's 502 leave it open.
	 */
	surelyNotAccepted: boolean;
}

/** Whether a submission that ended in this fault may have been accepted, and so be paid for, all the same. */
export function mayBeAccepted(fault: Fault): boolean {
	return fault.passing && !fault.surelyNotAccepted;
}

type KnownReason = keyof typeof reasonWords;

// A reason is foreign text: "constructor" is none, though every object has one.
function isKnown(reason: string): reason is KnownReason {
	return Object.hasOwn(reasonWords, reason);
}

const REASON_BY_STATUS: Record<number, KnownReason> = {
	400: 'INVALID_REQUEST_BODY',
	401: 'FAILED_TO_AUTH',
	403: 'ACCESS_DENY',
	429: 'RATE_LIMIT_EXCEEDED',
	503: 'SERVICE_NOT_AVAILABLE',
};

/** Network codes that mean that not a byte of the request reached the service. */
const NEVER_REACHED: Record<string, Words> = {
	ECONNREFUSED: silenceWords.nothingAnswers,
	ENOTFOUND: silenceWords.hostNotFound,
	EAI_AGAIN: silenceWords.hostNotLookedUp,
};

/** Statuses below 500 after which the same request may succeed a little later. */
const PASSING_CLIENT_STATUSES = [408, 425, 429];

/**
 * Reads a `Retry-After` header (RFC 9110, section 10.2.3): seconds, or an HTTP date.
 *
 * @param now milliseconds since 1970, against which a date is held
 * @returns milliseconds, or `undefined` where the header is absent or makes no sense
 */
export function retryAfterMs(header: unknown, now: number): number | undefined {
	if (typeof header !== 'string' && typeof header !== 'number') return undefined;
	const text = String(header).trim();
	if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
	// Date.parse also takes fragments such as "-5"; a date of HTTP always names its month.
	const date = /[a-z]/i.test(text) ? Date.parse(text) : NaN;
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** The fault of a request that got no answer at all. */
function faultWithoutAnswer(code: string): Fault {
	const neverReached = NEVER_REACHED[code];
	return {
		...(neverReached ?? silenceWords.cut),
		passing: true,
		surelyNotAccepted: neverReached !== undefined,
	};
}

/** What an answer means by its reason, or where that is unknown, by its status. */
function wordsFor(reason: string, status: number): Words {
	if (isKnown(reason)) return reasonWords[reason];
	const usualReason = REASON_BY_STATUS[status];
	if (usualReason !== undefined) return reasonWords[usualReason];
	if (status >= 300 && status < 400) return say(answerWords.redirected, { status });
	return say(status >= 500 ? answerWords.brokenDown : answerWords.refused, { status });
}

/**
 * Turns the end of a request that was no success into a fault.
 *
 * The body of an answer is `{code, reason, message, metadata}` when the service itself speaks, and
 * HTML or nothing when a gateway does. An unknown `reason` falls back to what its status says.
 *
 * @param now milliseconds since 1970, for a `Retry-After` that is a date
 */
export function faultOf(end: HttpEnd, now: number): Fault {
	if (!end.answered) return faultWithoutAnswer(end.code);

	const body = isRecord(end.body) ? end.body : {};
	const reason = foreignText(body.reason);
	const message = foreignText(body.message);
	const { happened, advice } = wordsFor(reason, end.status);
	const retryAfter = retryAfterMs(end.headers['retry-after'], now);
	return {
		happened,
		advice:
			message === ''
				? advice
				: `${fill(faultAdditions.serviceSays, { message: quoted(message) })} ${advice}`,
		status: end.status,
		...(reason === '' ? {} : { reason }),
		...(retryAfter === undefined ? {} : { retryAfterMs: retryAfter }),
		passing: end.status >= 500 || PASSING_CLIENT_STATUSES.includes(end.status),
		surelyNotAccepted: end.status === 429 || end.status === 503,
	};
}

/** The fault of a success whose body is not what the API promises. */
export function unreadableAnswer(status: number): Fault {
	return {
		...answerWords.unreadable,
		status,
		passing: true,
		surelyNotAccepted: false,
	};
}
