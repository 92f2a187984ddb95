import { formatText, type Message } from '../message';
import type { Verdict } from './verdict';
import { faultAdditions, reasonMessages } from './faultMessages';
import { isRecord } from './json';
import { quoted, sanitizeText } from './sanitizeText';

/** What the service means by a reason. */
export interface Reason {
	status: number;
	verdict: Verdict;
	message: Message;
}

type Row = [status: number, verdict: Verdict, message: Message, ...names: string[]];

/** By the vendor's page of errors, and by that of a sister brand with the same API. */
const ROWS: Row[] = [
	[
		400,
		'refused',
		reasonMessages.INVALID_REQUEST_BODY,
		'INVALID_REQUEST_BODY',
		'ILLEGAL_PROMPT',
		'ILLEGAL_IMAGE_CONTENT',
		'IMAGE_FILE_EXCEEDS_MAX_SIZE',
		'INVALID_IMAGE_FORMAT',
	],
	[401, 'accountRefused', reasonMessages.FAILED_TO_AUTH, 'FAILED_TO_AUTH'],
	[403, 'refused', reasonMessages.ACCESS_DENY, 'ACCESS_DENY'],
	[403, 'accountRefused', reasonMessages.FAILED_TO_AUTH, 'INVALID_API_KEY'],
	[400, 'accountRefused', reasonMessages.FAILED_TO_AUTH, 'MISSING_API_KEY'],
	[403, 'accountRefused', reasonMessages.NOT_ENOUGH_BALANCE, 'NOT_ENOUGH_BALANCE'],
	[400, 'accountRefused', reasonMessages.NOT_ENOUGH_BALANCE, 'BILLING_BALANCE_NOT_ENOUGH'],
	[404, 'refused', reasonMessages.ACCESS_DENY, 'MODEL_NOT_FOUND'],
	[429, 'tooMany', reasonMessages.RATE_LIMIT_EXCEEDED, 'RATE_LIMIT_EXCEEDED'],
	[429, 'accountRefused', reasonMessages.NOT_ENOUGH_BALANCE, 'TOKEN_LIMIT_EXCEEDED'],
	[500, 'refused', reasonMessages.CREATE_TASK_FAILED, 'CREATE_TASK_FAILED'],
	// A gateway's 503 can come after it has passed the request on.
	[503, 'inDoubt', reasonMessages.SERVICE_NOT_AVAILABLE],
	[503, 'unavailable', reasonMessages.SERVICE_NOT_AVAILABLE, 'SERVICE_NOT_AVAILABLE'],
];

const REASONS = new Map<string, Reason>();
/** What a status means where the service gives no reason that is known. */
const USUAL_REASONS = new Map<number, Reason>();
for (const [status, verdict, message, ...names] of ROWS) {
	const reason = { status, verdict, message };
	for (const name of names) REASONS.set(name, reason);
	if ([400, 401, 403, 429, 503].includes(status) && !USUAL_REASONS.has(status)) {
		USUAL_REASONS.set(status, reason);
	}
}

/** Whether a reason says no more than that all is well. */
export function isSuccessReason(reason: string): boolean {
	return /^(ok|success)$/i.test(reason);
}

/** What the service itself says in an answer. A gateway before it says nothing of its kind. */
export interface ServiceAnswer {
	fromService: boolean;
	/** `''` for none. */
	reason: string;
	known?: Reason | undefined;
	/** Its message in a sentence of ours that ends with a space, or `''`. */
	sentence: string;
}

/** @param body `{code, reason, message, metadata}` where the service speaks, else HTML or nothing */
export function readServiceAnswer(body: unknown): ServiceAnswer {
	const { code, reason: named, message: text } = isRecord(body) ? body : {};
	const reason = isSuccessReason(sanitizeText(named)) ? '' : sanitizeText(named);
	const message = sanitizeText(text);
	return {
		fromService: reason !== '' || (typeof code === 'number' && message !== ''),
		reason,
		known: REASONS.get(reason),
		sentence:
			message === ''
				? ''
				: `${formatText(faultAdditions.serviceSays, { message: quoted(message) })} `,
	};
}

/**
 * What to say beside a refusal that names duration or resolution, after a space, or `''`: other sellers
 * of the same model refuse combinations that the vendor's page allows.
 *
 * @param said what the service says
 */
export function combinationAdvice(said: string): string {
	return /duration|resolution/i.test(said) ? ` ${faultAdditions.combination}` : '';
}

/** What an answer means by its reason, or where that is unknown, by its status. */
export function reasonOf(
	{ fromService, known }: ServiceAnswer,
	status: number,
): Reason | undefined {
	// A gateway or a firewall knows neither the key nor the account, nor how the service is.
	const isOfAnybody = status === 400 || status === 429;
	return known ?? (fromService || isOfAnybody ? USUAL_REASONS.get(status) : undefined);
}
