/** Longest piece of the service's own text in a message, in characters. */
const MAX_TEXT_LENGTH = 200;

/** Far more than any service returns; a whole document in the field is longer. */
const MAX_TASK_ID_LENGTH = 500;

/** Whether a value is a JSON object, so neither `null` nor an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Text from outside as it can be shown in a message: one line, cut to a sane length, and without the
 * brackets that would make HTML of it, since n8n shows messages in its editor as such.
 *
 * @param limit in characters
 */
export function sanitizeText(value: unknown, limit = MAX_TEXT_LENGTH): string {
	if (typeof value !== 'string') return '';
	// Of a value that may be a file, no more is looked at than can be shown.
	const line = value.slice(0, 10 * limit).replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ');
	const characters = [...line.trim().replaceAll('<', '‹').replaceAll('>', '›')];
	const isCut = characters.length > limit;
	return `${characters.slice(0, limit).join('')}${isCut ? '…' : ''}`;
}

/** A reason as a service names it, for messages; `''` for none, or where it says that all is well. */
export function reasonIn(value: unknown): string {
	const reason = sanitizeText(value);
	return /^(ok|success)$/i.test(reason) ? '' : reason;
}

/** Sanitized text in quotation marks, curly ones where it has straight ones, and with a full stop. */
export function quoted(text: string): string {
	const inMarks = text.includes('"') ? `“${text}”` : `"${text}"`;
	return /[.!?…]$/.test(text) ? inMarks : `${inMarks}.`;
}

/**
 * A value as the id of a task: text or a whole number, on one line, of at most 500 characters, and
 * without anything that would be markup in a message. White space around it does not count.
 *
 * @returns `undefined` where it can't be an id. It is never changed into one: the service would not
 *   know it again.
 */
export function parseTaskId(value: unknown): string | undefined {
	const id = typeof value === 'string' || Number.isSafeInteger(value) ? String(value).trim() : '';
	const canBeOne = id.length <= MAX_TASK_ID_LENGTH && /^[^<>\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+$/u.test(id);
	return canBeOne ? id : undefined;
}

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
