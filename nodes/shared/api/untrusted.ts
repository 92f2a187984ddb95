/** The longest text of the service in a message, in characters. */
const MAX_TEXT_LENGTH = 200;

/** Far more than any service returns, and less than a document that is in the field by mistake. */
const MAX_TASK_ID_LENGTH = 500;

/** Whether a value is a JSON object, so neither `null` nor an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Text from outside as a message can show it: one line, cut to a length, and without angle brackets, since
 * n8n's editor shows messages as HTML.
 *
 * @param limit in characters, before the ellipsis
 * @returns `''` for what is no text
 */
export function sanitizeText(value: unknown, limit = MAX_TEXT_LENGTH): string {
	if (typeof value !== 'string') return '';
	// A value may be a whole file: only as much of it is read as can be shown.
	const line = value.slice(0, 10 * limit).replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ');
	const characters = [...line.trim().replaceAll('<', '‹').replaceAll('>', '›')];
	const isCut = characters.length > limit;
	return `${characters.slice(0, limit).join('')}${isCut ? '…' : ''}`;
}

/** The reason that an answer names, sanitized; `''` for none, or for one that means success. */
export function reasonIn(value: unknown): string {
	const reason = sanitizeText(value);
	return /^(ok|success)$/i.test(reason) ? '' : reason;
}

/** Sanitized text in quotation marks, curly ones where it contains straight ones, and with a full stop. */
export function quoted(text: string): string {
	const inMarks = text.includes('"') ? `“${text}”` : `"${text}"`;
	return /[.!?…]$/.test(text) ? inMarks : `${inMarks}.`;
}

/**
 * A value as the id of a task: text or a whole number, on one line, of at most 500 characters, and
 * without angle brackets. White space around it is dropped.
 *
 * @returns `undefined` for what can't be an id; it is not mended, since the service would not know it
 */
export function parseTaskId(value: unknown): string | undefined {
	const id = typeof value === 'string' || Number.isSafeInteger(value) ? String(value).trim() : '';
	const canBeOne = id.length <= MAX_TASK_ID_LENGTH && /^[^<>\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+$/u.test(id);
	return canBeOne ? id : undefined;
}

/**
 * Reads a `Retry-After` header (RFC 9110, section 10.2.3): seconds, or an HTTP date.
 *
 * @param now milliseconds since 1970
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
