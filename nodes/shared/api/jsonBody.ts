/**
 * A file that is sent as Base64 text inside a JSON body. It is read piece by piece: two frames of 20 MB
 * are 53 MB of text, and each copy of it takes as much memory again.
 */
export interface Base64File {
	/** Text before the data, e.g. a data URI prefix; `''` for none. Plain ASCII. */
	prefix: string;
	/** Size of the file. */
	bytes: number;
	/** Digest of the content. */
	id: string;
	/** The file's content from its start, in pieces of any size. */
	read(): AsyncIterable<Uint8Array>;
}

/** A field of a body: text, or a file that becomes text. */
export type BodyText = string | Base64File;

/**
 * A JSON object as the bytes of a request body. Files are encoded straight into their place in it, so that
 * there is no other copy.
 *
 * @param rest the other fields, at least one of them set; one that is `undefined` is left out
 * @throws RangeError where a file is longer or shorter than its `bytes` say, or what its `read` throws
 */
export async function jsonBody(
	texts: Record<string, BodyText>,
	rest: Record<string, unknown>,
): Promise<Uint8Array> {
	const pieces: BodyText[] = [JSON.stringify(rest).slice(0, -1)];
	for (const [name, value] of Object.entries(texts)) {
		pieces.push(`,${JSON.stringify(name)}:`);
		if (typeof value === 'string') pieces.push(JSON.stringify(value));
		else pieces.push('"', value, '"');
	}
	pieces.push('}');

	const body = Buffer.allocUnsafe(pieces.reduce((sum, piece) => sum + lengthOf(piece), 0));
	let offset = 0;
	for (const piece of pieces) {
		const written =
			typeof piece === 'string' ? body.write(piece, offset) : await writeFile(piece, body, offset);
		if (written !== lengthOf(piece)) throw new RangeError('A file has changed while it was read');
		offset += written;
	}
	return body;
}

function lengthOf(piece: BodyText): number {
	if (typeof piece === 'string') return Buffer.byteLength(piece);
	return piece.prefix.length + Math.ceil(piece.bytes / 3) * 4;
}

/** @returns how many bytes it has written */
async function writeFile(file: Base64File, body: Buffer, start: number): Promise<number> {
	let offset = start + body.write(file.prefix, start, 'latin1');
	// Base64 turns three bytes into four characters: what a piece has left over goes before the next one.
	let left = Buffer.alloc(0);
	for await (const chunk of file.read()) {
		const piece = Buffer.concat([left, chunk]);
		const whole = piece.length - (piece.length % 3);
		offset += body.write(piece.toString('base64', 0, whole), offset, 'latin1');
		left = piece.subarray(whole);
	}
	return offset + body.write(left.toString('base64'), offset, 'latin1') - start;
}
