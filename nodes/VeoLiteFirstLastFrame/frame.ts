import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import type { BodyText } from '../shared/api/jsonBody';
import { isRecord } from '../shared/api/json';
import type { ItemParameters } from '../shared/n8n/itemParameters';
import { frameBase64Words, frameFileWords, frameUrlWords, pictureWords } from './generationWords';
import {
	decodedBytes,
	HEAD_BYTES,
	headOfBase64,
	imageTypeOf,
	MAX_IMAGE_BYTES,
	plainBase64,
	type ImageType,
} from './imageData';

export type ImageEncoding = 'base64' | 'dataUri';

/** How much of a file is in memory at a time while it is encoded. */
const READ_BYTES = 192 * 1024;

/**
 * Checks one frame of one item without loading it: a file's size comes from n8n's binary store, its
 * type from its first bytes.
 *
 * @returns what goes on the wire; a file is read only when its request is put together
 * @throws NodeOperationError that names the field and the item
 */
export async function checkFrame(
	context: IExecuteFunctions,
	parameters: ItemParameters,
	which: 'first' | 'last',
	encoding: ImageEncoding,
): Promise<BodyText> {
	switch (parameters.choice<'url' | 'binary' | 'base64'>(`${which}FrameSource`)) {
		case 'url':
			return urlFrame(parameters, `${which}FrameUrl`);
		case 'base64':
			return base64Frame(parameters, `${which}FrameBase64`, encoding);
		case 'binary':
			return await binaryFrame(context, parameters, `${which}FrameBinaryProperty`, encoding);
	}
}

function urlFrame(parameters: ItemParameters, field: string): string {
	const url = parameters.requiredText(field, frameUrlWords.empty).trim();
	if (/\s/.test(url)) throw parameters.rejection(field, frameUrlWords.hasASpace, {});
	if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
		throw parameters.rejection(field, frameUrlWords.notAnAddress, {});
	}
	const { username, password } = new URL(url);
	if (username !== '' || password !== '') {
		throw parameters.rejection(field, frameUrlWords.hasAPassword, {});
	}
	return url;
}

function base64Frame(parameters: ItemParameters, field: string, encoding: ImageEncoding): string {
	const text = parameters.requiredText(field, frameBase64Words.empty);
	const data = plainBase64(text);
	if (data === undefined) throw parameters.rejection(field, frameBase64Words.notBase64, {});
	const type = checkImage(parameters, field, headOfBase64(data), decodedBytes(data));
	return prefixOf(type, encoding) + data;
}

async function binaryFrame(
	context: IExecuteFunctions,
	parameters: ItemParameters,
	field: string,
	encoding: ImageEncoding,
): Promise<BodyText> {
	const property = parameters.raw(field);
	// An expression may also hand over the file itself, e.g. one of another node.
	const reference = isBinaryData(property) ? property : parameters.text(field).trim();
	const binary = findBinary(context, parameters, field, reference);

	const { id } = binary;
	// Without a binary store n8n keeps files as Base64 already.
	if (!id) {
		const bytes = decodedBytes(binary.data);
		const type = checkImage(parameters, field, headOfBase64(binary.data), bytes);
		return prefixOf(type, encoding) + binary.data;
	}
	const { bytes, head } = await storedFile(context, id).catch(() => {
		throw parameters.rejection(field, frameFileWords.gone, {});
	});
	const type = checkImage(parameters, field, head, bytes);
	return {
		prefix: prefixOf(type, encoding),
		bytes,
		async *read() {
			yield* (await context.helpers.getBinaryStream(id, READ_BYTES)) as AsyncIterable<Uint8Array>;
		},
	};
}

function isBinaryData(value: unknown): value is IBinaryData {
	return isRecord(value) && typeof value.data === 'string' && typeof value.mimeType === 'string';
}

function findBinary(
	context: IExecuteFunctions,
	parameters: ItemParameters,
	field: string,
	reference: string | IBinaryData,
): IBinaryData {
	if (typeof reference !== 'string') return reference;
	const item = context.getInputData()[parameters.itemIndex];
	const present = Object.keys(item?.binary ?? {});
	try {
		return context.helpers.assertBinaryData(parameters.itemIndex, reference);
	} catch {
		// n8n's own message does not know the name of the field.
		throw present.length === 0
			? parameters.rejection(field, frameFileWords.noFiles, {})
			: parameters.rejection(field, frameFileWords.noSuchFile, {
					name: reference,
					present: present.join(', '),
				});
	}
}

/** The size and the first bytes of a file in n8n's binary store. */
async function storedFile(
	context: IExecuteFunctions,
	binaryId: string,
): Promise<{ bytes: number; head: Uint8Array }> {
	const { fileSize } = await context.helpers.getBinaryMetadata(binaryId);
	const chunks: Uint8Array[] = [];
	let read = 0;
	// Leaving the loop closes the file.
	for await (const chunk of await context.helpers.getBinaryStream(binaryId, 1024)) {
		chunks.push(chunk as Uint8Array);
		read += (chunk as Uint8Array).length;
		if (read >= HEAD_BYTES) break;
	}
	return { bytes: fileSize, head: Buffer.concat(chunks) };
}

function checkImage(
	parameters: ItemParameters,
	field: string,
	head: Uint8Array,
	bytes: number,
): ImageType {
	if (bytes > MAX_IMAGE_BYTES) {
		const megabytes = (bytes / 1024 / 1024).toFixed(1);
		throw parameters.rejection(field, pictureWords.tooLarge, { megabytes, bytes });
	}
	const type = imageTypeOf(head);
	if (type === undefined) {
		throw parameters.rejection(
			field,
			bytes === 0 ? pictureWords.noData : pictureWords.noPicture,
			{},
		);
	}
	return type;
}

function prefixOf(type: ImageType, encoding: ImageEncoding): string {
	return encoding === 'dataUri' ? `data:image/${type};base64,` : '';
}
