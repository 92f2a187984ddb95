import { createHash } from 'node:crypto';
import { sleep, type IExecuteFunctions, type NodeOperationError } from 'n8n-workflow';
import type { BodyText } from '../api/jsonBody';
import { sanitizeText } from '../api/untrusted';
import type { ImageFacts } from '../images/imageHeader';
import { fileCures, imageMessages } from '../images/imageMessages';
import { decodeBase64, inspect, MAX_IMAGE_BYTES, type Inspection } from '../images/inspect';
import { formatText } from '../message';
import type { ItemParameters } from '../n8n/itemParameters';
import { findFile, isFile } from './itemFile';
import { readLink } from './linkInput';
import { videoMessages } from './videoMessages';

/** An image that can be sent. */
export interface CheckedImage {
	/** What is sent; a file is read only when its request is built. */
	body: BodyText;
	/** The same for two equal images, and for them alone. */
	id: string;
	/** What the header says, if it could be read. The image behind a URL is not known. */
	facts?: ImageFacts;
	/** As that of a link. */
	recheck?: () => void;
}

/** How the names of the four fields of an image end; all begin with the same word. */
const FIELDS = { url: 'Url', base64: 'Base64', binary: 'BinaryProperty' } as const;

/** How much of a stored file is read at a time. */
const READ_BYTES = 192 * 1024;

const LARGE_BYTES = 1024 * 1024;

/** How much of a page that came instead of the image is shown, in characters. */
const MAX_QUOTE_LENGTH = 60;

/** What n8n writes in place of data that is in one of its stores. */
const PLACEHOLDER = /^\s*(filesystem(-v2)?|database|s3|azure)(:|\s*$)/;

/**
 * Reads and checks one image of an item. A file is read as a whole, and let go.
 *
 * @param prefix of the names of its fields, e.g. `firstFrame`
 * @param reachesPrivate whether the service may be on a private network itself
 * @throws NodeOperationError that names the field and the item
 */
export async function readImageInput(
	context: IExecuteFunctions,
	item: ItemParameters,
	prefix: string,
	reachesPrivate: boolean,
): Promise<CheckedImage> {
	const source = item.choice<keyof typeof FIELDS>(`${prefix}Source`);
	const field = `${prefix}${FIELDS[source]}`;
	const isDataUri = item.choice('imageEncoding') === 'dataUri';
	if (source === 'url') {
		const { url, recheck } = readLink(item, field, reachesPrivate, 'image');
		return { body: url, id: url, recheck };
	}
	const { id: storedId, data } =
		source === 'binary'
			? findFile(context, item, field)
			: { id: undefined, data: base64Of(item, field) };
	// Without a binary store n8n keeps files as Base64.
	const read = () =>
		storedId ? storedPieces(context, item, field, storedId) : decoded(item, field, data);

	const pieces: Uint8Array[] = [];
	for await (const piece of read()) pieces.push(piece);
	const bytes = Buffer.concat(pieces);
	// Others have a turn between two steps of the check of a large file.
	if (bytes.length > LARGE_BYTES) await sleep(0);
	const image = inspect(bytes);
	if (image.kind !== 'image') throw unfit(item, field, image);
	const id = createHash('sha256').update(bytes).digest('hex');
	const uri = isDataUri ? `data:image/${image.type};base64,` : '';
	const again = () => unchanged(item, field, read(), id);
	return { body: { prefix: uri, bytes: bytes.length, id, read: again }, id, facts: image.facts };
}

function base64Of(item: ItemParameters, field: string): string {
	const isPlaceholder = isFile(item.raw(field)) || PLACEHOLDER.test(item.text(field));
	const text = isPlaceholder ? '' : item.requiredText(field);
	if (!isPlaceholder && !/^\s*https?:/i.test(text)) return text;
	const values = isPlaceholder
		? { what: "n8n's placeholder for a stored file, not its data", source: 'File' }
		: { what: 'a URL, not Base64', source: 'URL' };
	throw item.rejection(field, videoMessages.otherSource, values);
}

async function* decoded(item: ItemParameters, field: string, base64: string) {
	// Four characters stand for three bytes; line breaks make it a little longer.
	const isFar = base64.length > 1.5 * MAX_IMAGE_BYTES;
	if (isFar) throw item.rejection(field, imageMessages.tooLarge, {});
	const bytes = decodeBase64(base64);
	if (bytes === undefined) throw item.rejection(field, videoMessages.notBase64, {});
	yield bytes;
}

async function* storedPieces(
	{ helpers }: IExecuteFunctions,
	item: ItemParameters,
	field: string,
	id: string,
): AsyncIterable<Uint8Array> {
	const gone = () => {
		throw item.rejection(field, videoMessages.gone, {});
	};
	const { fileSize } = await helpers.getBinaryMetadata(id).catch(gone);
	if (fileSize > MAX_IMAGE_BYTES) throw item.rejection(field, imageMessages.tooLarge, {});
	yield* (await helpers.getBinaryStream(id, READ_BYTES).catch(gone)) as AsyncIterable<Uint8Array>;
}

/** The pieces of a file once more, for the wire: whoever takes them all knows that it is the same. */
async function* unchanged(
	item: ItemParameters,
	field: string,
	pieces: AsyncIterable<Uint8Array>,
	id: string,
): AsyncIterable<Uint8Array> {
	const hash = createHash('sha256');
	for await (const piece of pieces) {
		hash.update(piece);
		yield piece;
	}
	if (hash.digest('hex') === id) return;
	throw item.rejection(field, videoMessages.gone, {});
}

function unfit(
	item: ItemParameters,
	field: string,
	image: Exclude<Inspection, { kind: 'image' }>,
): NodeOperationError {
	if (image.kind !== 'other') return item.rejection(field, imageMessages[image.kind], {});
	const { what, cure, quote = '' } = image.file;
	const said = { quote: sanitizeText(quote, MAX_QUOTE_LENGTH) };
	const values = { what, cure: formatText<string>(fileCures[cure], said) };
	return item.rejection(field, imageMessages.other, values);
}
