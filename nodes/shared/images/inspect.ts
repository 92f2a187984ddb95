import { readImage, type ImageFile } from './imageHeader';
import { recognize, type OtherFile } from './signatures';

/** The largest image that the API accepts: 20 MB, decoded. */
export const MAX_IMAGE_BYTES = 20 * 1024 * 1024;

/** An image that can be sent, or why a file can't. */
export type Inspection =
	| ({ kind: 'image' } & ImageFile)
	| { kind: 'tooLarge' | 'cutOff' }
	| { kind: 'other'; file: OtherFile };

/**
 * Judges a file by its content. It refuses only what certainly is no whole JPEG or PNG; an image whose header
 * can't be read is left to the service.
 */
export function inspect(bytes: Buffer): Inspection {
	if (bytes.length > MAX_IMAGE_BYTES) return { kind: 'tooLarge' };
	if (bytes.length === 0) return { kind: 'other', file: { what: 'empty', cure: 'picture' } };
	const image = readImage(bytes);
	if (image === undefined) return { kind: 'other', file: recognize(bytes) };
	return image.complete ? { kind: 'image', ...image } : { kind: 'cutOff' };
}

/**
 * Decodes Base64 text in the standard alphabet or that of URLs (RFC 4648, sections 4 and 5), with or without
 * a data URI prefix, white space and padding. Bits after the last whole byte are dropped: `inspect`
 * notices where the text of an image was cut.
 *
 * @returns `undefined` where the text is not Base64
 */
export function decodeBase64(text: string): Buffer | undefined {
	const data = text.replace(/^\s*data:[^,]*;base64,/i, '');
	// One pattern for the whole text could backtrack; a search for a wrong character does not.
	const padding = data.includes('=') ? data.slice(data.indexOf('=')) : '';
	const isWrong = /[^A-Za-z0-9+/_=\s-]/.test(data) || /[^=\s]/.test(padding);
	return isWrong ? undefined : Buffer.from(data, 'base64');
}

/** Whether a text is an image, as a data URI or as Base64, and not a URL or a file's name. */
export function isImageData(text: string): boolean {
	const isLong = text.length > 200 && /^[A-Za-z0-9+/_=\s-]+$/.test(text);
	return isLong || /^\s*(data:|iVBORw0KGgo|\/9j\/)/i.test(text);
}
