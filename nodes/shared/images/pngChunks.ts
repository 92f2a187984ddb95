import { uint32 } from './integers';

/** Chunk types of the PNG specification (third edition, 11.2 and 11.3), as numbers of four bytes. */
export const IHDR = 0x49484452;
export const IDAT = 0x49444154;
export const IEND = 0x49454e44;
export const ACTL = 0x6163544c;
export const EXIF = 0x65584966;

/** Where the first chunk begins, behind the signature. */
export const FIRST_CHUNK = 8;

/** Length and type, which precede the data of a chunk. */
export const CHUNK_HEAD = 8;

/** All of a chunk but its data: a checksum of four bytes comes behind. */
const CHUNK_FRAME = 12;

/** Lengths are of 31 bits (5.3). */
const MAX_LENGTH = 0x7fffffff;

export interface Chunk {
	type: number;
	/** Of its data, in bytes. */
	length: number;
	/** Where the next chunk begins, counted from where this one does. */
	size: number;
}

/**
 * The chunk whose length and type are at an offset, or `undefined` where no chunk can begin. The
 * caller has checked that {@link CHUNK_HEAD} bytes are there.
 */
export function chunkAt(bytes: Uint8Array, at: number): Chunk | undefined {
	const length = uint32(bytes, at);
	if (length > MAX_LENGTH) return undefined;
	for (let index = at + 4; index < at + CHUNK_HEAD; index++) {
		// Types are made of the letters A to Z and a to z (5.4).
		const letter = (bytes[index] ?? 0) | 0x20;
		if (letter < 0x61 || letter > 0x7a) return undefined;
	}
	return { type: uint32(bytes, at + 4), length, size: CHUNK_FRAME + length };
}
