import { createHash } from 'node:crypto';
import type { IExecuteFunctions, NodeOperationError } from 'n8n-workflow';
import type { BodyText } from '../api/jsonBody';
import { sanitizeText } from '../api/untrusted';
import type { ImageFacts } from '../images/imageHeader';
import { fileCures, imageMessages } from '../images/imageMessages';
import { decodeBase64, inspect, MAX_IMAGE_BYTES, type Inspection } from '../images/inspect';
import { formatText } from '../message';
import type { ItemParameters } from '../n8n/itemParameters';
import { findFile, isFile } from './itemFile';
import { readLink, type CheckedLink } from './linkInput';
import { videoMessages } from './videoMessages';

/** An image that passed its checks. */
export interface CheckedImage {
	/** What is sent. A file is read again when the body of its request is built. */
	body: BodyText;
	/** Equal for equal images only: the URL, or a digest of the bytes. */
	id: string;
	/** Set where the header could be read, and never for a URL. */
	facts?: ImageFacts;
	/** Set for a URL, see {@link CheckedLink}. */
	recheck?: CheckedLink['recheck'];
}

/** How the name of the field ends that holds the image, by the source of the image. */
const FIELD_ENDINGS = { url: 'Url', base64: 'Base64', binary: 'BinaryProperty' } as const;

/** How much of a stored file is read at a time when it is sent. */
const READ_BYTES = 192 * 1024;

/** How much of a page that came instead of the image is shown, in characters. */
const MAX_QUOTE_LENGTH = 60;

/** What n8n writes in place of data that is in its binary store. */
const PLACEHOLDER = /^\s*(filesystem(-v2)?|database|s3|azure)(:|\s*$)/;

/**
 * Reads and checks one image of an item. The bytes of a stored file do not stay in memory.
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
	const source = item.choice<keyof typeof FIELD_ENDINGS>(`${prefix}Source`);
	const field = `${prefix}${FIELD_ENDINGS[source]}`;
	const isDataUri = item.choice('imageEncoding') === 'dataUri';
	if (source === 'url') {
		const { url, recheck } = readLink(context, item, field, reachesPrivate, 'image');
		return { body: url, id: url, recheck };
	}
	const { id: storedId, data } =
		source === 'binary'
			? findFile(context, item, field)
			: { id: undefined, data: base64Of(item, field) };
	// Without a binary store n8n keeps files as Base64 in the item.
	const read = (pieceBytes: number) =>
		storedId
			? storedPieces(context, item, field, storedId, pieceBytes)
			: decoded(item, field, data);
	// One piece where the store gives one: joining several needs the memory twice.
	const pieces: Buffer[] = [];
	for await (const piece of read(MAX_IMAGE_BYTES)) pieces.push(piece);
	const bytes = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
	const image = inspect(bytes);
	if (image.kind !== 'image') throw rejectionOf(item, field, image);
	const id = createHash('sha256').update(bytes).digest('hex');
	const dataPrefix = isDataUri ? `data:image/${image.type};base64,` : '';
	// n8n never changes what it has stored under an id. `jsonBody` still compares the length.
	const body = { prefix: dataPrefix, bytes: bytes.length, id, read: () => read(READ_BYTES) };
	return { body, id, facts: image.facts };
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
	const isTooLong = base64.length > 1.5 * MAX_IMAGE_BYTES;
	if (isTooLong) throw item.rejection(field, imageMessages.tooLarge, {});
	const bytes = decodeBase64(base64);
	if (bytes === undefined) throw item.rejection(field, videoMessages.notBase64, {});
	yield bytes;
}

async function* storedPieces(
	{ helpers }: IExecuteFunctions,
	item: ItemParameters,
	field: string,
	id: string,
	pieceBytes: number,
): AsyncIterable<Buffer> {
	const gone = () => {
		throw item.rejection(field, videoMessages.gone, {});
	};
	const { fileSize } = await helpers.getBinaryMetadata(id).catch(gone);
	if (fileSize > MAX_IMAGE_BYTES) throw item.rejection(field, imageMessages.tooLarge, {});
	const stream = helpers.getBinaryStream(id, Math.min(fileSize || 1, pieceBytes));
	yield* (await stream.catch(gone)) as AsyncIterable<Buffer>;
}

function rejectionOf(
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
