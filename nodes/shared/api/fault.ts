import { formatMessage, type Message } from '../message';
import { answerMessages, reasonMessages } from './faultMessages';
import { sanitizeText } from './sanitizeText';
import type { HttpRequest, HttpResult } from './http';
import { isRecord } from './json';
import { combinationAdvice, readServiceMessage, type ServiceMessage } from './serviceMessage';
import { retryAfterMs } from './retryAfter';
import { faultWithoutAnswer } from './noResponse';

/** What a fault means, for whoever sent the request. */
export type Verdict =
	/** One request too many (429); the service did not take it. */
	| 'tooMany'
	/** The service says that it is not available, or no server was reached. Nothing was taken. */
	| 'unavailable'
	/** This request is refused, now and the next time, or can't be sent at all. */
	| 'refused'
	/** Any other request of the account would fare the same: key, balance, quota. */
	| 'accountRefused'
	/** There is no such task, or not yet: a service may know a task only a while after it took it. */
	| 'unknownTask'
	/** Whether the service took it is not known: time-out, reset, a gateway's answer, a riddle. */
	| 'inDoubt';

/** What follows from each verdict, for a submission and for a poll. */
export const CONSEQUENCES = {
	tooMany: { submission: 'again', poll: 'again' },
	unavailable: { submission: 'again', poll: 'again' },
	refused: { submission: 'fails', poll: 'fails' },
	accountRefused: { submission: 'endsBatch', poll: 'fails' },
	unknownTask: { submission: 'fails', poll: 'againAtFirst' },
	inDoubt: { submission: 'inDoubt', poll: 'again' },
} as const satisfies Record<Verdict, { submission: string; poll: string }>;

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

/** How long a task may be unknown to the service that has just accepted it, in milliseconds. */
const UNKNOWN_TASK_MS = 15_000;

/**
 * Whether polling the task again may help after a fault.
 *
 * @param waitedMs since the wait for the task began, in milliseconds
 */
export function isPolledAgain({ verdict }: Pick<Fault, 'verdict'>, waitedMs: number): boolean {
	const { poll } = CONSEQUENCES[verdict];
	return poll === 'again' || (poll === 'againAtFirst' && waitedMs < UNKNOWN_TASK_MS);
}

/** What the service means by a reason. */
interface Reason {
	status: number;
	message: Message;
	/** Absent where the status says it. */
	verdict?: Verdict;
}

const badRequest: Reason = { status: 400, message: reasonMessages.INVALID_REQUEST_BODY };
const unknownKey: Reason = {
	status: 401,
	message: reasonMessages.FAILED_TO_AUTH,
	verdict: 'accountRefused',
};
const noPermission: Reason = { status: 403, message: reasonMessages.ACCESS_DENY };
const noKey: Reason = {
	status: 403,
	message: reasonMessages.INVALID_API_KEY,
	verdict: 'accountRefused',
};
const noBalance: Reason = {
	status: 403,
	message: reasonMessages.NOT_ENOUGH_BALANCE,
	verdict: 'accountRefused',
};
const tooMany: Reason = { status: 429, message: reasonMessages.RATE_LIMIT_EXCEEDED };
const unavailable: Reason = { status: 503, message: reasonMessages.SERVICE_NOT_AVAILABLE };

/** By the vendor's page of errors, then by that of a sister brand with the same API. */
const REASONS = new Map<string, Reason>([
	['INVALID_REQUEST_BODY', badRequest],
	['FAILED_TO_AUTH', unknownKey],
	['INVALID_API_KEY', noKey],
	['NOT_ENOUGH_BALANCE', noBalance],
	['ACCESS_DENY', noPermission],
	['MODEL_NOT_FOUND', { status: 404, message: reasonMessages.MODEL_NOT_FOUND }],
	['RATE_LIMIT_EXCEEDED', tooMany],
	[
		'TOKEN_LIMIT_EXCEEDED',
		{ status: 429, message: reasonMessages.TOKEN_LIMIT_EXCEEDED, verdict: 'accountRefused' },
	],
	['SERVICE_NOT_AVAILABLE', { ...unavailable, verdict: 'unavailable' }],
	['MISSING_API_KEY', { ...noKey, status: 400 }],
	['BILLING_BALANCE_NOT_ENOUGH', { ...noBalance, status: 400 }],
	[
		'CREATE_TASK_FAILED',
		{ status: 500, message: reasonMessages.CREATE_TASK_FAILED, verdict: 'refused' },
	],
	['ILLEGAL_PROMPT', badRequest],
	['ILLEGAL_IMAGE_CONTENT', badRequest],
	['IMAGE_FILE_EXCEEDS_MAX_SIZE', badRequest],
	['INVALID_IMAGE_FORMAT', badRequest],
]);

/** What a status means where the service itself gives it without a reason that is known. */
const USUAL_REASONS = new Map<number, Reason>(
	[badRequest, unknownKey, noPermission, tooMany, unavailable].map((reason) => [
		reason.status,
		reason,
	]),
);

function reasonOf({ fromService, reason }: ServiceMessage, status: number): Reason | undefined {
	// A gateway or a firewall knows neither the key nor the account, nor how the service is.
	const isOfAnybody = status === 400 || status === 429;
	return (
		REASONS.get(reason) ?? (fromService || isOfAnybody ? USUAL_REASONS.get(status) : undefined)
	);
}

/** What a status means that comes with no reason. */
function messageOfStatus(status: number): Message {
	if (status === 407) return answerMessages.proxyWantsLogin;
	if (status === 401 || status === 403) {
		return formatMessage(answerMessages.refusedOnTheWay, { status });
	}
	if (status >= 300 && status < 400) return formatMessage(answerMessages.redirected, { status });
	const { brokenDown, refused } = answerMessages;
	return formatMessage(status >= 500 ? brokenDown : refused, { status });
}

/**
 * Turns the end of a request that was no success into a fault.
 *
 * The body of an answer is `{code, reason, message, metadata}` when the service itself speaks, and
 * HTML or nothing when a gateway does. An unknown `reason` falls back to what its status says.
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
	const own = readServiceMessage(result.body);
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

function verdictOf(
	{ fromService }: ServiceMessage,
	known: Reason | undefined,
	status: number,
	isPoll: boolean,
): Verdict {
	// A quota ends a batch, but a task that is paid for is worth waiting for.
	if (status === 429 && isPoll) return 'tooMany';
	const verdict = known?.verdict;
	if (verdict === 'refused' || (verdict !== undefined && known?.status === status)) return verdict;
	if (verdict === 'accountRefused' && status < 500) return verdict;
	if (status === 429) return 'tooMany';
	// Also a gateway's 503, which can come after it has passed the request on.
	if (status >= 500 || status === 408 || status === 425) return 'inDoubt';
	if (isPoll && status === 404) return 'unknownTask';
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
	const status = statusInBody(result.body);
	if (status !== undefined) return faultOf({ ...result, status }, now, method);
	const own = readServiceMessage(result.body);
	const answer = sanitizeText(
		typeof result.body === 'string' ? result.body : (JSON.stringify(result.body) ?? ''),
	);
	return {
		happened: answerMessages.unreadable.happened,
		advice: `${own.sentence}${answerMessages.unreadable.advice}`,
		verdict: 'inDoubt',
		status: result.status,
		...(own.reason === '' ? {} : { reason: own.reason }),
		...(answer === '' ? {} : { answer }),
	};
}

/** The status of a refusal in the body of an answer that came as a success. */
function statusInBody(body: unknown): number | undefined {
	if (!isRecord(body)) return undefined;
	const { reason } = readServiceMessage(body);
	const known = REASONS.get(reason);
	if (known !== undefined) return known.status;
	const code = Number(typeof body.code === 'string' ? body.code.trim() : body.code);
	return Number.isInteger(code) && code >= 400 && code < 600 ? code : undefined;
}
