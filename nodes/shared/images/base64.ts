import type { RandomAccess } from './imageFile';

/**
 * Base64 data ready for the wire: in the standard alphabet (RFC 4648, section 4), without data URI
 * prefix, without line breaks, padded. That of URLs (section 5) is taken as well.
 *
 * @returns `undefined` where the text is not Base64
 */
export function plainBase64(value: string): string | undefined {
	const data = value.replace(/^\s*data:[^,]*;base64,/i, '').replace(/\s+/g, '');
	const digits = data.replace(/={1,2}$/, '');
	// Searching for a wrong character never backtracks, however long the text is.
	if (digits.length % 4 === 1 || /[^A-Za-z0-9+/_-]/.test(digits)) return undefined;
	const standard = /[_-]/.test(digits) ? digits.replaceAll('-', '+').replaceAll('_', '/') : digits;
	return standard.padEnd(Math.ceil(standard.length / 4) * 4, '=');
}

/** How many bytes padded Base64 data encodes. */
export function decodedBytes(base64: string): number {
	const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
	return (base64.length / 4) * 3 - padding;
}

/** Padded Base64 data as a file: only the parts that are asked for are decoded. */
export function base64File(base64: string): RandomAccess {
	return {
		size: decodedBytes(base64),
		at(offset, length) {
			const first = Math.floor(offset / 3);
			const last = Math.ceil((offset + length) / 3);
			const bytes = Buffer.from(base64.slice(first * 4, last * 4), 'base64');
			return bytes.subarray(offset - first * 3, offset - first * 3 + length);
		},
	};
}
