import type { ImageFacts } from '../nodes/shared/images/imageFacts.ts';
import { imageInMemory, inBuffer } from '../nodes/shared/images/imageFile.ts';
import { inspect, MAX_IMAGE_BYTES } from '../nodes/shared/images/inspect.ts';
import { ApiError } from './apiError.mts';

/** One picture of a generation, known to be JPEG or PNG and at most {@link MAX_IMAGE_BYTES} long. */
export interface Frame {
	bytes: Buffer;
	type: 'png' | 'jpeg';
	/** Undefined where the header can't be read. */
	facts: ImageFacts | undefined;
	/** Whether the end of a JPEG is missing. */
	cut: boolean;
}

/** Long enough for 20 MB over a slow line, short enough that a builder does not give up on it. */
const FETCH_SECONDS = 20;

function refuse(field: string, why: string): ApiError {
	return new ApiError('INVALID_REQUEST_BODY', `"${field}" ${why}`, { fields: [field] });
}

function tooLarge(field: string): ApiError {
	return refuse(field, 'is larger than 20 MB (20 × 1024 × 1024 bytes)');
}

function decodeBase64(field: string, text: string): Buffer {
	// Strict on purpose: line breaks, the URL alphabet and missing padding pass in some decoders and
	// fail in others, and nobody knows which one the service uses.
	if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) {
		throw refuse(field, 'is neither an http(s) URL nor Base64 data');
	}
	const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
	if ((text.length / 4) * 3 - padding > MAX_IMAGE_BYTES) throw tooLarge(field);
	return Buffer.from(text, 'base64');
}

async function readAtMost(field: string, response: Response): Promise<Buffer> {
	const parts: Uint8Array[] = [];
	let size = 0;
	for await (const part of response.body ?? []) {
		size += part.length;
		if (size > MAX_IMAGE_BYTES) throw tooLarge(field);
		parts.push(part);
	}
	return Buffer.concat(parts);
}

async function download(field: string, url: string, closing: AbortSignal): Promise<Buffer> {
	const signal = AbortSignal.any([closing, AbortSignal.timeout(FETCH_SECONDS * 1000)]);
	try {
		const response = await fetch(url, { signal });
		if (!response.ok) throw refuse(field, `could not be fetched: HTTP ${response.status}`);
		return await readAtMost(field, response);
	} catch (error) {
		if (error instanceof ApiError) throw error;
		const late = error instanceof Error && error.name === 'TimeoutError';
		const why = late ? `no answer within ${FETCH_SECONDS} seconds` : 'the host cannot be reached';
		throw refuse(field, `could not be fetched: ${why}`);
	}
}

/**
 * Turns the value of `image` or `last_frame_image` into a picture: an http(s) URL is fetched, a data
 * URI or plain Base64 is decoded. Format and size limit are those of the vendor's page of the model;
 * the format is told by the first bytes. Refused is also what certainly is no picture.
 * @throws {ApiError} INVALID_REQUEST_BODY that names the field
 */
export async function readFrame(
	field: 'image' | 'last_frame_image',
	value: string,
	closing: AbortSignal,
): Promise<Frame> {
	const bytes = /^https?:\/\//i.test(value)
		? await download(field, value, closing)
		: decodeBase64(field, value.replace(/^data:[^,]{0,100};base64,/i, ''));
	const inspection = inspect(imageInMemory(inBuffer(bytes)));
	switch (inspection.kind) {
		case 'image': {
			const { type, facts, truncated } = inspection;
			return { bytes, type, facts, cut: truncated };
		}
		case 'noData':
			throw refuse(field, 'contains no data');
		case 'tooLarge':
			throw tooLarge(field);
		case 'cutOff':
			throw refuse(field, 'is a picture whose end is missing');
		case 'noSuchSize': {
			const { width, height } = inspection;
			throw refuse(field, `is a picture of ${width} × ${height} pixels`);
		}
		case 'other':
			throw refuse(field, `is ${inspection.file.what}, not a JPEG or PNG image`);
	}
}
