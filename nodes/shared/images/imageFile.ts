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

/** Enough for most headers, and for the title of a page that came in place of a picture. */
const FIRST_BYTES = 16 * 1024;

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
 * The beginning of a file that comes in pieces. Reading ends as soon as the header is there, and closes the
 * file.
 *
 * @param size of the whole file, in bytes
 */
export async function imageFromPieces(
	size: number,
	pieces: AsyncIterable<Uint8Array>,
): Promise<ImageFile> {
	let head: Uint8Array = new Uint8Array();
	let needed = Math.min(FIRST_BYTES, size);
	for await (const piece of pieces) {
		head = head.length === 0 ? piece : Buffer.concat([head, piece]);
		needed = Math.max(needed, bytesNeeded(head));
		if (head.length >= needed) break;
	}
	return head.length < size ? { size, head } : { size, head, whole: inBuffer(head) };
}

function inBuffer(bytes: Uint8Array): RandomAccess {
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
