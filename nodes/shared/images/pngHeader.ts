import { tiffOrientation } from './exif';
import type { HeaderReading, ImageFacts } from './imageFacts';
import { uint32 } from './integers';
import { ACTL, CHUNK_HEAD, chunkAt, EXIF, FIRST_CHUNK, IDAT, IEND, IHDR } from './pngChunks';

/** IHDR has thirteen bytes of data (PNG, third edition, 11.2.1). */
const IHDR_LENGTH = 13;

/** Where the data of IHDR begins. */
const IHDR_DATA = FIRST_CHUNK + CHUNK_HEAD;

/**
 * Reads IHDR, and what is between it and the first IDAT: acTL, the sign of an APNG (11.3.6), and
 * eXIf. A file without IHDR at its start is not read: Apple's own variant (CgBI) is one.
 *
 * @param bytes from the start of the file, with the eight of the signature
 */
export function readPngHeader(bytes: Uint8Array): HeaderReading {
	if (bytes.length < IHDR_DATA + IHDR_LENGTH) return { needs: IHDR_DATA + IHDR_LENGTH };
	const header = chunkAt(bytes, FIRST_CHUNK);
	if (header?.type !== IHDR || header.length !== IHDR_LENGTH) return undefined;
	const facts: ImageFacts = {
		type: 'png',
		width: uint32(bytes, IHDR_DATA),
		height: uint32(bytes, IHDR_DATA + 4),
		orientation: 1,
		// Bit 1 of the colour type says that there are colours (11.2.1).
		colour: ((bytes[IHDR_DATA + 9] ?? 0) & 2) === 0 ? 'gray' : 'rgb',
		animated: false,
	};
	let at = FIRST_CHUNK + header.size;
	for (;;) {
		if (at + CHUNK_HEAD > bytes.length) return { needs: at + CHUNK_HEAD, facts };
		const chunk = chunkAt(bytes, at);
		if (chunk === undefined) return { facts, reaches: at };
		if (chunk.type === IDAT || chunk.type === IEND) return { facts, reaches: at + chunk.size };
		const data = at + CHUNK_HEAD;
		const needs = data + (chunk.type === EXIF ? chunk.length : chunk.type === ACTL ? 4 : 0);
		if (needs > bytes.length) return { needs, facts };
		if (chunk.type === EXIF) {
			facts.orientation = tiffOrientation(bytes, data, data + chunk.length);
		}
		if (chunk.type === ACTL && chunk.length >= 8) facts.animated = uint32(bytes, data) > 1;
		at += chunk.size;
	}
}
