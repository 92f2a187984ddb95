import type { IExecuteFunctions } from 'n8n-workflow';
import type { BodyText } from '../shared/api/jsonBody';
import { base64File, plainBase64 } from '../shared/images/base64';
import type { ImageFacts } from '../shared/images/imageFacts';
import { imageFromPieces, imageInMemory, type ImageFile } from '../shared/images/imageFile';
import { parseImageUrl } from '../shared/images/imageUrl';
import type { ChoiceOf } from '../shared/n8n/choiceOf';
import type { ItemParameters } from '../shared/n8n/itemParameters';
import type { fields } from './fields';
import { findFile } from './frameFile';
import { checkImage } from './frameImage';
import { frameBase64Messages, frameFileMessages, frameUrlMessages } from './generationMessages';

export type ImageEncoding = ChoiceOf<typeof fields, 'imageEncoding'>;

/** What holds for all frames of a run. */
export interface FrameSettings {
	/** Whether the service is on a private network, so that it reaches addresses there. */
	servicePrivate: boolean;
}

/** A frame that can be sent. */
export interface Frame {
	/** What is sent; a file is read only when its request is built. */
	body: BodyText;
	/** The URL, or the file as far as it was read. */
	image: string | ImageFile;
	/** What the header says, if it could be read. The image behind a URL is not known. */
	facts?: ImageFacts;
	/** Whether the image is displayed in part only, as far as that is known. */
	truncated?: boolean;
}

/** How much of a file is in memory at a time while it is encoded. */
const READ_BYTES = 192 * 1024;

/**
 * Checks one frame of one item without loading it: a file's size comes from n8n's binary store, all
 * else from its header.
 *
 * @throws NodeOperationError that names the field and the item
 */
export async function checkFrame(
	context: IExecuteFunctions,
	parameters: ItemParameters,
	which: 'first' | 'last',
	encoding: ImageEncoding,
	settings: FrameSettings,
): Promise<Frame> {
	switch (parameters.choice<'url' | 'binary' | 'base64'>(`${which}FrameSource`)) {
		case 'url':
			return urlFrame(parameters, `${which}FrameUrl`, settings);
		case 'base64':
			return base64Frame(parameters, `${which}FrameBase64`, encoding);
		case 'binary':
			return await binaryFrame(context, parameters, `${which}FrameBinaryProperty`, encoding);
	}
}

function urlFrame(
	parameters: ItemParameters,
	field: string,
	{ servicePrivate }: FrameSettings,
): Frame {
	const text = parameters.requiredText(field, frameUrlMessages.empty);
	const address = parseImageUrl(text, servicePrivate);
	switch (address.kind) {
		case 'good':
			return { body: address.href, image: address.href };
		case 'private':
			throw parameters.rejection(field, frameUrlMessages.private, { host: address.host });
		case 'sharePage': {
			const { service, direct } = address;
			throw direct === undefined
				? parameters.rejection(field, frameUrlMessages.sharePage, { service })
				: parameters.rejection(field, frameUrlMessages.sharePageOfFile, { service, direct });
		}
		default:
			throw parameters.rejection(field, frameUrlMessages[address.kind], {});
	}
}

function base64Frame(parameters: ItemParameters, field: string, encoding: ImageEncoding): Frame {
	const text = parameters.requiredText(field, frameBase64Messages.empty);
	const data = plainBase64(text);
	if (data === undefined) {
		const isAddress = /^\s*https?:/i.test(text);
		throw parameters.rejection(
			field,
			isAddress ? frameBase64Messages.isAddress : frameBase64Messages.notBase64,
			{},
		);
	}
	const image = imageInMemory(base64File(data));
	const { type, facts, truncated } = checkImage(parameters, field, image);
	return { body: prefixOf(type, encoding) + data, image, facts, truncated };
}

async function binaryFrame(
	context: IExecuteFunctions,
	parameters: ItemParameters,
	field: string,
	encoding: ImageEncoding,
): Promise<Frame> {
	const { file, givenBy } = findFile(context, parameters, field);
	const { id } = file;
	// Without a binary store n8n keeps files as Base64 already.
	if (!id) {
		const image = imageInMemory(base64File(file.data));
		const { type, facts, truncated } = checkImage(parameters, field, image, givenBy);
		return { body: prefixOf(type, encoding) + file.data, image, facts, truncated };
	}
	const pieces = async (bytes: number) =>
		(await context.helpers.getBinaryStream(id, bytes)) as AsyncIterable<Uint8Array>;
	const image = await readStoredImage(context, id, pieces).catch(() => {
		throw parameters.rejection(field, frameFileMessages.gone, {});
	});
	const { type, facts, truncated } = checkImage(parameters, field, image, givenBy);
	const body = {
		prefix: prefixOf(type, encoding),
		bytes: image.size,
		async *read() {
			yield* await pieces(READ_BYTES);
		},
	};
	return { body, image, facts, truncated };
}

/** The size of a file in n8n's binary store, and the part of it that is checked. */
async function readStoredImage(
	context: IExecuteFunctions,
	binaryId: string,
	pieces: (bytes: number) => Promise<AsyncIterable<Uint8Array>>,
): Promise<ImageFile> {
	const { fileSize } = await context.helpers.getBinaryMetadata(binaryId);
	return await imageFromPieces(fileSize, pieces);
}

function prefixOf(type: ImageFacts['type'], encoding: ImageEncoding): string {
	return encoding === 'dataUri' ? `data:image/${type};base64,` : '';
}
