import type { RandomAccess } from './imageFile';
import { uint16 } from './integers';
import { CHUNK_HEAD, chunkAt, FIRST_CHUNK, IEND } from './pngChunks';

/** How many bytes are searched at a time for the end of a JPEG. */
const WINDOW = 64 * 1024;

const EOI = 0xffd9;

/**
 * Whether a PNG ends before its last chunk, IEND, has come: decoders refuse such a file, or show a part
 * of it. What is not made of chunks is not judged.
 */
export function isTruncatedPng(file: RandomAccess): boolean {
	for (let at = FIRST_CHUNK; ; ) {
		const head = file.at(at, CHUNK_HEAD);
		if (head.length < CHUNK_HEAD) return true;
		const chunk = chunkAt(head, 0);
		if (chunk === undefined) return false;
		at += chunk.size;
		// The checksum of IEND is not needed.
		if (chunk.type === IEND) return false;
		if (at > file.size) return true;
	}
}

/**
 * Whether a JPEG has no EOI marker (ITU T.81, B.2.1) behind its header. Decoders show such a file, in
 * gray from where its data ends. Anything may follow EOI, so the search starts at the end.
 *
 * @param header how many bytes the header has: thumbnails in it have an EOI of their own
 */
export function isTruncatedJpeg(file: RandomAccess, header: number): boolean {
	for (let end = file.size; end > header; end -= WINDOW) {
		const start = Math.max(header, end - WINDOW);
		// One byte more, since the marker may lie across two windows.
		const bytes = file.at(start, end - start + 1);
		for (let at = bytes.length - 2; at >= 0; at--) {
			if (uint16(bytes, at) === EOI) return false;
		}
	}
	return true;
}
