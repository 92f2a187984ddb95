/** Longest piece of the service's own text in a message, in characters. */
const MAX_TEXT_LENGTH = 200;

/** Far more than any service returns; a whole document in the field is longer. */
const MAX_TASK_ID_LENGTH = 500;

/**
 * Text from outside as it can be shown in a message: one line, cut to a sane length, and without the
 * brackets that would make HTML of it, since n8n shows messages in its editor as such.
 *
 * @param limit in characters
 */
export function sanitizeText(value: unknown, limit = MAX_TEXT_LENGTH): string {
	if (typeof value !== 'string') return '';
	// Of a value that may be a file, no more is looked at than can be shown.
	const line = value
		.slice(0, 10 * limit)
		.replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ')
		.trim();
	const characters = [...line.replaceAll('<', '‹').replaceAll('>', '›')];
	return characters.length > limit
		? `${characters.slice(0, limit).join('')}…`
		: characters.join('');
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
	const text = Number.isSafeInteger(value) ? String(value) : value;
	if (typeof text !== 'string') return undefined;
	const id = text.trim();
	return id.length > 0 &&
		id.length <= MAX_TASK_ID_LENGTH &&
		!/[<>\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(id)
		? id
		: undefined;
}
