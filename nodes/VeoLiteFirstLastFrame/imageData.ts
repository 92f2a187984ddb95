/** The largest frame that the API takes: 20 MB, decoded. */
export const MAX_IMAGE_BYTES = 20 * 1024 * 1024;

/** How many bytes at the start of a file tell its type. */
export const HEAD_BYTES = 8;

export type ImageType = 'jpeg' | 'png';

const SIGNATURES: Record<ImageType, number[]> = {
	jpeg: [0xff, 0xd8, 0xff],
	png: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
};

/** What a file is by its first bytes; names and MIME types are often wrong. */
export function imageTypeOf(head: Uint8Array): ImageType | undefined {
	const types = Object.keys(SIGNATURES) as ImageType[];
	return types.find((type) => SIGNATURES[type].every((byte, index) => head[index] === byte));
}

/**
 * Base64 data ready for the wire: without data URI prefix, without line breaks, padded.
 *
 * @returns `undefined` where the text is not Base64
 */
export function plainBase64(value: string): string | undefined {
	const data = value.replace(/^\s*data:[^,]*;base64,/i, '').replace(/\s+/g, '');
	const digits = data.replace(/={1,2}$/, '');
	// Searching for a wrong character never backtracks, however long the text is.
	if (digits.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(digits)) return undefined;
	return digits.padEnd(Math.ceil(digits.length / 4) * 4, '=');
}

/** How many bytes padded Base64 data stands for. */
export function decodedBytes(base64: string): number {
	const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
	return (base64.length / 4) * 3 - padding;
}

/** The first bytes of Base64 data. */
export function headOfBase64(base64: string): Uint8Array {
	return Buffer.from(base64.slice(0, Math.ceil(HEAD_BYTES / 3) * 4), 'base64');
}
