import { readImage, type ImageFile } from './imageHeader';
import { kindOf, type FileKind } from './signatures';

/** The largest image that the API accepts: 20 MB, decoded. */
export const MAX_IMAGE_BYTES = 20 * 1024 * 1024;

/** An image that can be sent, or why it can't. */
export type Inspection =
	| ({ kind: 'image' } & ImageFile)
	| { kind: 'tooLarge' | 'cutOff' }
	| { kind: 'other'; file: FileKind };

/**
 * Judges a file by its content. Refused is only what certainly is no whole image: a header that can't be
 * read is for the service to decide.
 */
export function inspect(bytes: Buffer): Inspection {
	if (bytes.length > MAX_IMAGE_BYTES) return { kind: 'tooLarge' };
	if (bytes.length === 0) return { kind: 'other', file: { what: 'empty', cure: 'picture' } };
	const image = readImage(bytes);
	if (image === undefined) return { kind: 'other', file: kindOf(bytes) };
	return image.complete ? { kind: 'image', ...image } : { kind: 'cutOff' };
}

/**
 * The bytes that Base64 text stands for, in the standard alphabet or that of URLs (RFC 4648, sections 4 and
 * 5), with or without a data URI prefix, white space and padding. What follows the last whole byte is
 * dropped: an image whose text was cut lacks its end.
 *
 * @returns `undefined` where the text is not Base64
 */
export function decodeBase64(text: string): Buffer | undefined {
	const data = text.replace(/^\s*data:[^,]*;base64,/i, '');
	// Searching for a wrong character never backtracks, however long the text is.
	const padding = data.includes('=') ? data.slice(data.indexOf('=')) : '';
	const isWrong = /[^A-Za-z0-9+/_=\s-]/.test(data) || /[^=\s]/.test(padding);
	return isWrong ? undefined : Buffer.from(data, 'base64');
}

/** Whether a text is an image itself, as a data URI or as Base64: neither a URL nor a file's name is. */
export function isImageData(text: string): boolean {
	const isLong = text.length > 200 && /^[A-Za-z0-9+/_=\s-]+$/.test(text);
	return isLong || /^\s*(data:|iVBORw0KGgo|\/9j\/)/i.test(text);
}
