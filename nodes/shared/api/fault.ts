import { formatMessage, formatText, type Message } from '../message';
import {
	answerMessages,
	faultAdditions,
	noResponseMessages,
	reasonMessages,
} from './faultMessages';
import {
	BLOCKED,
	type HttpAnswer,
	type HttpRequest,
	type HttpResult,
	type NoResponse,
} from './http';
import { isRecord, quoted, reasonIn, retryAfterMs, sanitizeText } from './untrusted';
import type { Verdict } from './verdict';

/** Why a request to the Highway API failed, as a value. */
export interface Fault extends Message {
	verdict: Verdict;
	/** HTTP status, absent when there was no answer. */
	status?: number;
	/** The service's own name for it, e.g. `NOT_ENOUGH_BALANCE`. */
	reason?: string;
	/** How long the service asked to be left alone, in milliseconds. */
	retryAfterMs?: number;
	/** Set where no server was reached: more likely a wrong URL than a busy service. */
	unreached?: true;
	/** Sanitized body of a success that can't be read: it may tell a person what became of the request. */
	answer?: string;
}

type Meaning = readonly [status: number, verdict: Verdict, message: Message];

const { values, key, balance, access, tooMany, unavailable, notStarted } = reasonMessages;

/** From the vendor's page of errors, and from that of a sister brand with the same API. */
const REASONS = new Map<string, Meaning>([
	['INVALID_REQUEST_BODY', [400, 'refused', values]],
	['MISSING_API_KEY', [400, 'accountRefused', key]],
	['BILLING_BALANCE_NOT_ENOUGH', [400, 'accountRefused', balance]],
	['FAILED_TO_AUTH', [401, 'accountRefused', key]],
	['ACCESS_DENY', [403, 'refused', access]],
	['INVALID_API_KEY', [403, 'accountRefused', key]],
	['NOT_ENOUGH_BALANCE', [403, 'accountRefused', balance]],
	['MODEL_NOT_FOUND', [404, 'refused', access]],
	['RATE_LIMIT_EXCEEDED', [429, 'tooMany', tooMany]],
	['TOKEN_LIMIT_EXCEEDED', [429, 'accountRefused', balance]],
	['CREATE_TASK_FAILED', [500, 'refused', notStarted]],
	['SERVICE_NOT_AVAILABLE', [503, 'unavailable', unavailable]],
]);

/** The reason to assume for a status where the answer names none that is known. */
const USUAL_REASONS = new Map([
	[400, 'INVALID_REQUEST_BODY'],
	[401, 'FAILED_TO_AUTH'],
	[403, 'ACCESS_DENY'],
	[429, 'RATE_LIMIT_EXCEEDED'],
]);

/** Whether a request was answered with a status that means success, whatever its body says. */
export function isSuccess(result: HttpResult): result is HttpAnswer {
	return result.answered && result.status >= 200 && result.status < 300;
}

/**
 * The end of a request as a fault: no answer, a refusal, or a success without what was asked for.
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
	const { body, headers } = result;
	// The service answers `{code, reason, message, metadata}`, a gateway does not.
	const { code, reason: rawReason, message: rawMessage } = isRecord(body) ? body : {};
	const [reason, message] = [reasonIn(rawReason), sanitizeText(rawMessage)];
	const isOwn = reason !== '' || (typeof code === 'number' && message !== '');
	const known = REASONS.get(reason);
	// Services have been seen to answer 200 with the body of a refusal.
	const status = (isSuccess(result) ? (known?.[0] ?? statusOf(code)) : undefined) ?? result.status;
	// A gateway or a firewall: it knows no key, and may let the next request through.
	const isOfGateway = !isOwn && (status === 401 || status === 403);
	const usual = isOfGateway ? undefined : USUAL_REASONS.get(status);
	const meaning = known ?? REASONS.get(usual ?? '');
	// A success without what was asked for.
	const isUnreadable = status < 300;
	const answer = isUnreadable
		? sanitizeText(typeof body === 'string' ? body : JSON.stringify(body))
		: '';
	const { happened, advice } = isUnreadable
		? answerMessages.unreadable
		: (meaning?.[2] ?? messageOfStatus(status));
	return {
		happened,
		advice: `${serviceSays(message)}${advice}${status === 400 ? combinationAdvice(message) : ''}`,
		verdict: isUnreadable ? 'inDoubt' : verdictOf(status, meaning, method === 'GET', isOfGateway),
		status,
		...(reason === '' ? {} : { reason }),
		...(answer === '' ? {} : { answer }),
		retryAfterMs: retryAfterMs(headers['retry-after'], now),
	};
}

function serviceSays(text: string): string {
	const message = quoted(text);
	return text === '' ? '' : `${formatText(faultAdditions.serviceSays, { message })} `;
}

function messageOfStatus(status: number): Message {
	const { redirected, unexpected } = answerMessages;
	return formatMessage(status < 400 ? redirected : unexpected, { status });
}

function verdictOf(
	status: number,
	meaning: Meaning | undefined,
	isPoll: boolean,
	isOfGateway: boolean,
): Verdict {
	// A used-up quota ends a batch of submissions, but a task that is paid for is still waited for.
	if (status === 429 && isPoll) return 'tooMany';
	if (status === 404 && isPoll) return 'unknownTask';
	if (meaning !== undefined) {
		const [usualStatus, verdict] = meaning;
		// A reason that refuses holds with any status; one that allows another try needs its own.
		const isFitting = usualStatus === status || (usualStatus < 500 && status < 500);
		if (isFitting || verdict === 'refused') return verdict;
	}
	if (status >= 500 || status === 408 || status === 425) return 'inDoubt';
	return isPoll && isOfGateway ? 'inDoubt' : 'refused';
}

function statusOf(code: unknown): number | undefined {
	const status = Number(code);
	return Number.isInteger(status) && status >= 400 && status < 600 ? status : undefined;
}

/**
 * Advice on a refusal that names duration or resolution, after a space; else `''`. Other sellers of the
 * same model refuse combinations that the vendor's page allows.
 *
 * @param refusal the service's words
 */
export function combinationAdvice(refusal: string): string {
	return /duration|resolution/i.test(refusal) ? ` ${faultAdditions.combination}` : '';
}

/** Codes of a refused certificate: those in Node.js' documentation of `tls`, and OpenSSL's own. */
const BAD_CERTIFICATE =
	/^(CERT_|CRL_|ERROR_IN_C|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_(CA|PURPOSE)|PATH_LENGTH_|HOSTNAME_|ERR_TLS_)/;

function faultWithoutAnswer({ code, neverSent }: NoResponse): Fault {
	const { notReached, broken, certificate, blocked } = noResponseMessages;
	if (code === BLOCKED) return { ...blocked, verdict: 'refused' };
	if (BAD_CERTIFICATE.test(code) || (neverSent === true && /^(EPROTO|ERR_SSL_)/.test(code))) {
		return { ...formatMessage(certificate, { code }), verdict: 'refused' };
	}
	return neverSent === true
		? { ...notReached, verdict: 'unavailable', unreached: true }
		: { ...broken, verdict: 'inDoubt' };
}
