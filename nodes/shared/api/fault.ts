import { formatMessage, type Message } from '../message';
import { answerMessages, noResponseMessages, unsentMessages } from './faultMessages';
import { OWN_CODES, type HttpRequest, type HttpResult, type NoResponse } from './http';
import { isRecord } from './json';
import { retryAfterMs } from './retryAfter';
import { sanitizeText } from './sanitizeText';
import type { Verdict } from './verdict';
import {
	combinationAdvice,
	readServiceAnswer,
	reasonOf,
	type Reason,
	type ServiceAnswer,
} from './serviceAnswer';

/** Why a request to the Highway API failed, as a value. */
export interface Fault extends Message {
	verdict: Verdict;
	/** HTTP status, absent when there was no answer. */
	status?: number;
	/** The service's own name for it, e.g. `NOT_ENOUGH_BALANCE`. */
	reason?: string;
	/** How long the service asked to be left alone, in milliseconds. */
	retryAfterMs?: number;
	/** Set where no server answered at all: more likely a wrong URL than a busy service. */
	unreached?: true;
	/** The answer, safe for a message or a log, if a success makes no sense. */
	answer?: string;
}

/**
 * Turns the end of a request that was no success into a fault.
 *
 * @param now milliseconds since 1970, for a `Retry-After` that is a date
 * @param method of the request: a poll may be sent again where a submission may not
 */
export function faultOf(
	result: HttpResult,
	now: number,
	method: HttpRequest['method'] = 'POST',
): Fault {
	if (!result.answered) return faultWithoutAnswer(result);
	const { status } = result;
	const own = readServiceAnswer(result.body);
	const known = reasonOf(own, status);
	const { happened, advice } = known?.message ?? messageOfStatus(status);
	return {
		happened,
		advice: `${own.sentence}${advice}${status === 400 ? combinationAdvice(own.sentence) : ''}`,
		verdict: verdictOf(own, known, status, method === 'GET'),
		status,
		...(own.reason === '' ? {} : { reason: own.reason }),
		retryAfterMs: retryAfterMs(result.headers['retry-after'], now),
	};
}

/** What a status means that comes with no reason. */
function messageOfStatus(status: number): Message {
	if (status === 407) return unsentMessages.proxy;
	const isRedirect = status >= 300 && status < 400;
	return formatMessage(isRedirect ? answerMessages.redirected : answerMessages.unexpected, {
		status,
	});
}

function verdictOf(
	{ fromService }: ServiceAnswer,
	known: Reason | undefined,
	status: number,
	isPoll: boolean,
): Verdict {
	// A quota ends a batch, but a task that is paid for is worth waiting for.
	if (status === 429 && isPoll) return 'tooMany';
	if (status === 404 && isPoll) return 'unknownTask';
	if (known !== undefined) {
		// A refusal is believed, but not that all is well to be sent again.
		const isFitting = known.status === status || (known.status < 500 && status < 500);
		if (isFitting || known.verdict === 'refused') return known.verdict;
	}
	if (status >= 500 || status === 408 || status === 425) return 'inDoubt';
	// A gateway or a firewall may let the next poll through.
	const isOnTheWay = !fromService && (status === 401 || status === 403);
	return isPoll && isOnTheWay ? 'inDoubt' : 'refused';
}

/**
 * The fault of a success that does not hold what was asked for.
 *
 * Services have been seen to answer 200 with the body of an error: then it is that fault, with the
 * status that the body gives or that belongs to its reason. Anything else leaves it open what became
 * of the request, so the answer is kept.
 *
 * @param now as for `faultOf`, like `method`
 */
export function faultInBody(
	result: Extract<HttpResult, { answered: true }>,
	now: number,
	method: HttpRequest['method'] = 'POST',
): Fault {
	const { body } = result;
	const own = readServiceAnswer(body);
	const status = own.known?.status ?? statusInBody(body);
	if (status !== undefined) return faultOf({ ...result, status }, now, method);
	const answer = sanitizeText(typeof body === 'string' ? body : (JSON.stringify(body) ?? ''));
	return {
		happened: answerMessages.unreadable.happened,
		advice: `${own.sentence}${answerMessages.unreadable.advice}`,
		verdict: 'inDoubt',
		status: result.status,
		...(own.reason === '' ? {} : { reason: own.reason }),
		...(answer === '' ? {} : { answer }),
	};
}

function statusInBody(body: unknown): number | undefined {
	if (!isRecord(body)) return undefined;
	const code = Number(typeof body.code === 'string' ? body.code.trim() : body.code);
	return Number.isInteger(code) && code >= 400 && code < 600 ? code : undefined;
}

/** Refusals of a certificate (Node.js' documentation of `tls`), and OpenSSL's own names. */
const INSECURE =
	/^(CERT_|CRL_|ERROR_IN_C|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_(CA|PURPOSE)|PATH_LENGTH_|HOSTNAME_|ERR_TLS_)/;

/** What keeps a request from being sent, now and the next time, by n8n's own words for it. */
const UNSENT = new Map<string, Message>([
	[OWN_CODES.blocked, unsentMessages.blocked],
	[OWN_CODES.domain, unsentMessages.domain],
	[OWN_CODES.proxy, unsentMessages.proxy],
]);

function faultWithoutAnswer({ code, neverSent }: NoResponse): Fault {
	const isInsecure = INSECURE.test(code) || (neverSent === true && /^(EPROTO|ERR_SSL_)/.test(code));
	const unsent = isInsecure
		? formatMessage(unsentMessages.certificate, { code })
		: UNSENT.get(code);
	if (unsent !== undefined) return { ...unsent, verdict: 'refused' };
	const { notReached, broken } = noResponseMessages;
	return neverSent === true || ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'].includes(code)
		? { ...notReached, verdict: 'unavailable', unreached: true }
		: { ...broken, verdict: 'inDoubt' };
}
