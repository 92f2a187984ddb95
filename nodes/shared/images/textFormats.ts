import { sanitizeText } from '../api/sanitizeText';
import type { FileFormat } from './fileFormat';

/** The part of a text that is checked; the titles of pages come early. */
const TEXT_BYTES = 16 * 1024;

/** Longest piece of a file that is shown, in characters. */
const MAX_QUOTE_LENGTH = 80;

/**
 * What a text is that came instead of an image: most often a page or an answer that a download got
 * instead. `undefined` where it is no text.
 */
export function textFormatOf(head: Uint8Array): FileFormat | undefined {
	const text = Buffer.from(head.subarray(0, TEXT_BYTES))
		.toString('utf8')
		.replace(/^\ufeff/, '')
		.trim();
	// A character cut at the end is no sign of anything; one within is.
	if (text === '' || /[^\P{Cc}\s]|\ufffd(?!$)/u.test(text)) return undefined;
	const start = text.slice(0, 1024).toLowerCase();
	if (start.startsWith('<')) {
		if (isPage(start)) return { what: 'a web page', cure: 'page', quote: titleOf(text) };
		if (start.includes('<svg')) return { what: 'an SVG drawing', cure: 'exportPicture' };
		return { what: 'XML', cure: 'answer', quote: firstWords(text) };
	}
	return /^[{[]/.test(start)
		? { what: 'JSON', cure: 'answer', quote: firstWords(text) }
		: { what: 'text', cure: 'answer', quote: firstWords(text) };
}

function isPage(start: string): boolean {
	return start.startsWith('<!--')
		? !start.includes('<svg')
		: /^<(!doctype html|html|head|body|title|meta|link|script|style|div|p|h\d|center)\b/.test(
				start,
			);
}

/** The title of a page, or its first words where it has none. */
function titleOf(page: string): string {
	const from = page.search(/<title/i);
	if (from === -1) return firstWords(page);
	const start = page.indexOf('>', from) + 1;
	return firstWords(page.slice(start, page.indexOf('<', start)));
}

function firstWords(text: string): string {
	const characters = [...sanitizeText(text.slice(0, 400))];
	return characters.length > MAX_QUOTE_LENGTH
		? `${characters.slice(0, MAX_QUOTE_LENGTH).join('')}…`
		: characters.join('');
}
