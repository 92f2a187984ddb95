import type { HeaderReading, ImageFacts } from './imageFacts';
import { readJpegHeader } from './jpegHeader';
import { readPngHeader } from './pngHeader';

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** SOI, and the first byte of the next marker (ITU T.81, B.1.1.3). */
const JPEG_SIGNATURE = [0xff, 0xd8, 0xff];

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
	return bytes.length >= start.length && start.every((byte, index) => bytes[index] === byte);
}

/** What a file is by its first bytes; names and MIME types are often wrong. */
export function imageTypeOf(bytes: Uint8Array): ImageFacts['type'] | undefined {
	if (startsWith(bytes, PNG_SIGNATURE)) return 'png';
	return startsWith(bytes, JPEG_SIGNATURE) ? 'jpeg' : undefined;
}

/** Reads the header of a JPEG or PNG from the first bytes of a file, without ever reading past them. */
export function readHeader(bytes: Uint8Array): HeaderReading {
	switch (imageTypeOf(bytes)) {
		case 'png':
			return readPngHeader(bytes);
		case 'jpeg':
			return readJpegHeader(bytes);
		case undefined:
			return undefined;
	}
}
