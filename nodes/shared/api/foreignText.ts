/** Longest piece of the service's own text that goes into a message, in characters. */
const LONGEST_FOREIGN_TEXT = 300;

/**
 * Text from the service as it can stand in a message: one line, cut to a sane length, and without the
 * brackets that would make HTML of it, since n8n shows messages in its editor as such.
 */
export function foreignText(value: unknown): string {
	if (typeof value !== 'string') return '';
	const line = value.replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ').trim();
	const characters = [...line.replaceAll('<', '‹').replaceAll('>', '›')];
	return characters.length > LONGEST_FOREIGN_TEXT
		? `${characters.slice(0, LONGEST_FOREIGN_TEXT).join('')}…`
		: characters.join('');
}

/** Foreign text in quotation marks, with a full stop unless it brings one. */
export function quoted(text: string): string {
	return /[.!?…]$/.test(text) ? `"${text}"` : `"${text}".`;
}
