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

/** How much of a stored file is read at a time when it is sent. */
const READ_BYTES = 192 * 1024;

/** How much of a page that came instead of the image is shown, in characters. */
const MAX_QUOTE_LENGTH = 60;

/** What n8n writes in place of data that is in one of its stores. */
const PLACEHOLDER = /^\s*(filesystem(-v2)?|database|s3|azure)(:|\s*$)/;

/**
 * Reads and checks one image of an item. A file is read as a whole, and let go.
 *
 * @param name that those of its fields begin with, e.g. `firstFrame`
 * @param reachesPrivate whether the service may be on a private network itself
 * @throws NodeOperationError that names the field and the item
 */
export async function readImageInput(
	context: IExecuteFunctions,
	item: ItemParameters,
	name: string,
	reachesPrivate: boolean,
): Promise<CheckedImage> {
	const source = item.choice<keyof typeof FIELDS>(`${name}Source`);
	const field = `${name}${FIELDS[source]}`;
	const isDataUri = item.choice('imageEncoding') === 'dataUri';
	if (source === 'url') {
		const { url, recheck } = readLink(context, item, field, reachesPrivate, 'image');
		return { body: url, id: url, recheck };
	}
	const { id: storedId, data } =
		source === 'binary'
			? findFile(context, item, field)
			: { id: undefined, data: base64Of(item, field) };
	// Without a binary store n8n keeps files as Base64.
	const read = (pieceBytes: number) =>
		storedId
			? storedPieces(context, item, field, storedId, pieceBytes)
			: decoded(item, field, data);
	// In one piece where the store has it so: put together, it would be in memory twice.
	const pieces: Buffer[] = [];
	for await (const piece of read(MAX_IMAGE_BYTES)) pieces.push(piece);
	const bytes = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
	const image = inspect(bytes);
	if (image.kind !== 'image') throw unfit(item, field, image);
	const id = createHash('sha256').update(bytes).digest('hex');
	const prefix = isDataUri ? `data:image/${image.type};base64,` : '';
	// n8n never changes what it has stored under an id; that it is as long when it is sent is checked.
	const body = { prefix, bytes: bytes.length, id, read: () => read(READ_BYTES) };
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
