import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { isOfOtherShape, isSmall } from '../nodes/shared/images/fit.ts';
import { shownSize } from '../nodes/shared/images/imageFacts.ts';
import { imageInMemory, inBuffer } from '../nodes/shared/images/imageFile.ts';
import { inspect, MAX_IMAGE_BYTES, type UsableImage } from '../nodes/shared/images/inspect.ts';
import { ApiError } from './apiError.mts';
import type { Generation, Sources } from './models.mts';

/** An image that a file is rendered from. */
export interface Image {
	bytes: Buffer;
	type: 'png' | 'jpeg';
	/** What a builder should know of it; absent where the request did not have it. */
	about?: string;
}

export const exampleFrames = fileURLToPath(new URL('../examples/frames/', import.meta.url));

/** Long enough for 20 MB over a slow line, short enough that a builder does not give up on it. */
const FETCH_SECONDS = 20;

const refuse = (field: keyof Sources, why: string) =>
	new ApiError('INVALID_REQUEST_BODY', `"${field}" ${why}`, { fields: [field] });

/** The first bytes behind a URL, a little more than so many. */
async function fetchStart(
	field: keyof Sources,
	url: string,
	bytes: number,
	closing: AbortSignal,
): Promise<Buffer> {
	const signal = AbortSignal.any([closing, AbortSignal.timeout(FETCH_SECONDS * 1000)]);
	try {
		const response = await fetch(url, { signal });
		if (!response.ok) throw refuse(field, `could not be fetched: HTTP ${response.status}`);
		const parts: Uint8Array[] = [];
		let size = 0;
		for await (const part of response.body ?? []) {
			size += part.length;
			parts.push(part);
			if (size > bytes) break;
		}
		return Buffer.concat(parts);
	} catch (error) {
		if (error instanceof ApiError) throw error;
		const late = error instanceof Error && error.name === 'TimeoutError';
		const why = late ? `no answer within ${FETCH_SECONDS} seconds` : 'the host cannot be reached';
		throw refuse(field, `could not be fetched: ${why}`);
	}
}

function decodeBase64(field: keyof Sources, text: string): Buffer {
	// Strict on purpose: line breaks, the URL alphabet and missing padding pass in some decoders and
	// fail in others, and nobody knows which one the service uses.
	const digits = text.replace(/={1,2}$/, '');
	// Searching for a wrong character never backtracks, which needs much memory in a text of 28 MB.
	if (digits !== '' && text.length % 4 === 0 && !/[^A-Za-z0-9+/]/.test(digits))
		return Buffer.from(text, 'base64');
	throw refuse(field, 'is neither an http(s) URL nor Base64 data');
}

/** "PNG 1280 × 720", and what does not fit the video. */
function describe({ type, facts, truncated }: UsableImage, generation: Generation): string {
	if (facts === undefined) return type.toUpperCase();
	const { aspect_ratio: aspectRatio, resolution } = generation;
	const { width, height } = shownSize(facts);
	const remarks: Array<[isSo: boolean, remark: string]> = [
		[isOfOtherShape(facts, { aspectRatio, resolution }), `not ${aspectRatio}: cropped`],
		[isSmall(facts, { aspectRatio, resolution }), `smaller than ${resolution}`],
		[facts.orientation !== 1, 'stored turned'],
		[facts.colour === 'cmyk', 'CMYK'],
		[facts.animated, 'animated: first image only'],
		[truncated, 'its end is missing'],
	];
	const said = remarks.filter(([isSo]) => isSo).map(([, remark]) => remark);
	return [`${type.toUpperCase()} ${width} × ${height}`, ...said].join(', ');
}

/**
 * Reads an image: an http(s) URL is fetched, a data URI or plain Base64 is decoded. Format and size limit
 * are those of the vendor's page of the model. Refused is also what certainly is no image.
 */
async function readImage(
	field: 'image' | 'last_frame_image',
	value: string,
	generation: Generation,
	closing: AbortSignal,
): Promise<Image> {
	const bytes = /^https?:\/\//i.test(value)
		? await fetchStart(field, value, MAX_IMAGE_BYTES, closing)
		: decodeBase64(field, value.replace(/^data:[^,]{0,100};base64,/i, ''));
	const inspection = inspect(imageInMemory(inBuffer(bytes)));
	switch (inspection.kind) {
		case 'image':
			return { bytes, type: inspection.type, about: describe(inspection, generation) };
		case 'noData':
			throw refuse(field, 'contains no data');
		case 'tooLarge':
			throw refuse(field, 'is larger than 20 MB (20 × 1024 × 1024 bytes)');
		case 'cutOff':
			throw refuse(field, 'is an image whose end is missing');
		case 'noSuchSize':
			throw refuse(field, `is an image of ${inspection.width} × ${inspection.height} pixels`);
		case 'other':
			throw refuse(field, `is ${inspection.file.what}, not a JPEG or PNG image`);
	}
}

/**
 * The two images between which a video is rendered. One that a body does not have is one of the
 * examples: the sandbox can't imagine anything, and does not continue another video.
 * @throws {ApiError} INVALID_REQUEST_BODY that names the field whose image or video is unfit
 */
export async function readSources(
	{ image, last_frame_image: lastImage, video }: Sources,
	generation: Generation,
	closing: AbortSignal,
): Promise<[first: Image, last: Image]> {
	if (video !== undefined) {
		const start = await fetchStart('video', video, 8, closing);
		if (start.toString('latin1', 4, 8) !== 'ftyp') throw refuse('video', 'is no MP4 video');
	}
	const example = async (name: string): Promise<Image> => ({
		bytes: await readFile(`${exampleFrames}${name}.png`),
		type: 'png',
	});
	return await Promise.all([
		image === undefined ? example('dawn') : readImage('image', image, generation, closing),
		lastImage === undefined
			? example('night')
			: readImage('last_frame_image', lastImage, generation, closing),
	]);
}
