import { foreignText, quoted } from './foreignText';
import type { HttpEnd } from './http';
import { isRecord } from './json';

/** Why a request to the Highway API did not bring what it was sent for, as a value. */
export interface Fault {
	/** A sentence without a full stop: what happened, as a builder would say it. */
	happened: string;
	/** Whole sentences: how to get on. */
	advice: string;
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

const KNOWN_REASONS: Record<string, Pick<Fault, 'happened' | 'advice'>> = {
	INVALID_REQUEST_BODY: {
		happened: 'The Highway API does not accept the values it was sent',
		advice: 'Correct the field that its message names, then run the node again.',
	},
	FAILED_TO_AUTH: {
		happened: 'The Highway API does not know the API key',
		advice: 'Open the Highway API credential, enter the key of your account again and test it.',
	},
	INVALID_API_KEY: {
		happened: 'The Highway API received no usable API key',
		advice: 'Open the Highway API credential, fill in "API Key" and test it.',
	},
	NOT_ENOUGH_BALANCE: {
		happened: 'The balance of the Highway API account is used up',
		advice: 'Top up the account, then run the node again.',
	},
	ACCESS_DENY: {
		happened: 'The Highway API account may not do this',
		advice:
			'Check in your account that the key may use this model, or ask the support to allow it.',
	},
	MODEL_NOT_FOUND: {
		happened: 'The Highway API does not offer this model here',
		advice: 'Check "Base URL" in the Highway API credential, and update this node package.',
	},
	RATE_LIMIT_EXCEEDED: {
		happened: 'The Highway API answers that requests come too fast',
		advice: 'Wait a moment, or send fewer requests at the same time.',
	},
	TOKEN_LIMIT_EXCEEDED: {
		happened: 'The Highway API answers that the quota of the account is used up for now',
		advice: 'Wait until the quota is renewed, or raise it in your account.',
	},
	SERVICE_NOT_AVAILABLE: {
		happened: 'The Highway API is not available right now',
		advice: 'Try again in a few minutes.',
	},
};

const REASON_BY_STATUS: Record<number, string> = {
	400: 'INVALID_REQUEST_BODY',
	401: 'FAILED_TO_AUTH',
	403: 'ACCESS_DENY',
	429: 'RATE_LIMIT_EXCEEDED',
	503: 'SERVICE_NOT_AVAILABLE',
};

/** Network codes that mean that not a byte of the request reached the service. */
const NEVER_REACHED: Record<string, string> = {
	ECONNREFUSED: 'Nothing answers at the base URL of the Highway API',
	ENOTFOUND: 'The host of the Highway API could not be found',
	EAI_AGAIN: 'The host of the Highway API could not be looked up',
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
	if (neverReached !== undefined) {
		return {
			happened: neverReached,
			advice:
				'Check "Base URL" in the Highway API credential, and that n8n can reach it from where it runs.',
			passing: true,
			surelyNotAccepted: true,
		};
	}
	return {
		happened: 'The connection to the Highway API ended before an answer came',
		advice: 'Check the network between n8n and the Highway API.',
		passing: true,
		surelyNotAccepted: false,
	};
}

function wordsForStatus(status: number): Pick<Fault, 'happened' | 'advice'> {
	if (status >= 300 && status < 400) {
		return {
			happened: `The base URL answers with a redirect (HTTP ${status})`,
			advice:
				'The API key is not sent on to another address. Enter the final address as "Base URL" in the Highway API credential.',
		};
	}
	if (status >= 500) {
		return {
			happened: `The Highway API, or a gateway before it, answered with HTTP ${status}`,
			advice: 'Try again in a few minutes.',
		};
	}
	return {
		happened: `The Highway API answered with HTTP ${status}`,
		advice: 'Check the fields of this node and the Highway API credential.',
	};
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
	const words =
		KNOWN_REASONS[reason] ??
		KNOWN_REASONS[REASON_BY_STATUS[end.status] ?? ''] ??
		wordsForStatus(end.status);
	const retryAfter = retryAfterMs(end.headers['retry-after'], now);
	return {
		happened: words.happened,
		advice: message === '' ? words.advice : `The service says: ${quoted(message)} ${words.advice}`,
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
		happened: 'The Highway API sent an answer that could not be read',
		advice: 'Check "Base URL" in the Highway API credential, and try again in a few minutes.',
		status,
		passing: true,
		surelyNotAccepted: false,
	};
}
