import { readHeader } from './imageHeader';

/** A file of which any part can be had at once. */
export interface RandomAccess {
	/** In bytes. */
	size: number;
	/** Some bytes; fewer where the file ends before. */
	at(offset: number, length: number): Uint8Array;
}

/** A file as it can be had: its beginning, and the whole of it where that is in memory. */
export interface ImageFile {
	/** In bytes. */
	size: number;
	/** From its start: as much as its header needs, as far as there is as much. */
	head: Uint8Array;
	whole?: RandomAccess;
}

/**
 * As far as a header is followed. Colour profiles, XMP and Photoshop's blocks are what makes them long:
 * each of a JPEG's segments has at most 64 KB, and a profile may take several of them.
 */
export const MAX_HEADER_BYTES = 1024 * 1024;

/** Enough for most headers, and for the title of a page that came instead of an image. */
const FIRST_BYTES = 16 * 1024;

/** How much of a long file is read at a time. */
const PIECE_BYTES = 64 * 1024;

/** A file in memory. */
export function imageInMemory(whole: RandomAccess): ImageFile {
	let head = whole.at(0, FIRST_BYTES);
	for (;;) {
		const needed = Math.min(bytesNeeded(head), whole.size);
		if (needed <= head.length) return { size: whole.size, head, whole };
		head = whole.at(0, needed);
	}
}

/**
 * The beginning of a file that comes in pieces, or the whole of one that is no longer than a header may
 * be. Reading ends as soon as that is there, and closes the file.
 *
 * @param size of the whole file, in bytes
 * @param open gives the file in pieces of about so many bytes
 */
export async function imageFromPieces(
	size: number,
	open: (bytes: number) => Promise<AsyncIterable<Uint8Array>>,
): Promise<ImageFile> {
	const isSmall = size <= MAX_HEADER_BYTES;
	let needed = isSmall ? size : FIRST_BYTES;
	let pieces: Uint8Array[] = [];
	let read = 0;
	for await (const piece of await open(isSmall ? Math.max(size, 1) : PIECE_BYTES)) {
		pieces.push(piece);
		read += piece.length;
		if (read < needed) continue;
		const head = joined(pieces);
		pieces = [head];
		needed = bytesNeeded(head);
		if (read >= needed) break;
	}
	const head = joined(pieces);
	return head.length < size ? { size, head } : { size, head, whole: inBuffer(head) };
}

function joined(pieces: Uint8Array[]): Uint8Array {
	const [only] = pieces;
	return only !== undefined && pieces.length === 1 ? only : Buffer.concat(pieces);
}

/** Bytes in memory as a file. */
export function inBuffer(bytes: Uint8Array): RandomAccess {
	return {
		size: bytes.length,
		at: (offset, length) => bytes.subarray(offset, offset + length),
	};
}

/** How many bytes from the start are to be had before the header can be read, as far as it is followed. */
function bytesNeeded(head: Uint8Array): number {
	const reading = readHeader(head);
	return reading !== undefined && 'needs' in reading && reading.needs <= MAX_HEADER_BYTES
		? reading.needs
		: 0;
}
