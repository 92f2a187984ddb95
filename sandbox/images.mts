import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { isOfOtherShape, shownSize, type ImageFile } from '../nodes/shared/images/imageHeader.ts';
import { inspect } from '../nodes/shared/images/inspect.ts';
import { ApiError } from './apiError.mts';
import type { Generation, Sources } from './models.mts';

/** An image that a file is rendered from. */
export interface Image {
	bytes: Buffer;
	type: 'png' | 'jpeg';
	/** What a builder should know of it; absent where the request did not have it. */
	about?: string;
}

/** What a task is rendered from. */
export interface Inputs {
	first: Image;
	last: Image;
	/** The video to go on from. */
	video?: Buffer;
	/** What a builder should know of what came with the request. */
	about: string[];
}

interface Fetched {
	bytes: Buffer;
	/** As its host says. */
	type: string;
}

export const exampleFrames = fileURLToPath(new URL('../examples/frames/', import.meta.url));

/** Long enough for 20 MB over a slow line, short enough that a builder does not give up on it. */
const FETCH_SECONDS = 20;

const refuse = (field: keyof Sources, why: string) =>
	new ApiError('INVALID_REQUEST_BODY', `"${field}" ${why}`, { fields: [field] });

/** @throws {ApiError} INVALID_REQUEST_BODY that says why the URL could not be fetched */
async function download(field: keyof Sources, url: string, closing: AbortSignal): Promise<Fetched> {
	const signal = AbortSignal.any([closing, AbortSignal.timeout(FETCH_SECONDS * 1000)]);
	try {
		const response = await fetch(url, { signal });
		const type = response.headers.get('content-type') ?? 'no type';
		if (response.ok) return { bytes: Buffer.from(await response.arrayBuffer()), type };
		throw refuse(field, `could not be fetched: HTTP ${response.status}`);
	} catch (error) {
		if (error instanceof ApiError) throw error;
		const late = error instanceof Error && error.name === 'TimeoutError';
		const why = late ? `no answer within ${FETCH_SECONDS} seconds` : 'the host cannot be reached';
		throw refuse(field, `could not be fetched: ${why}`);
	}
}

function decodeBase64(field: keyof Sources, text: string): Buffer {
	const bytes = Buffer.from(text, 'base64');
	// Strict on purpose: line breaks, the URL alphabet and missing padding pass in some decoders and
	// fail in others, and nobody knows which one the service uses.
	if (text !== '' && bytes.toString('base64') === text) return bytes;
	throw refuse(field, 'is neither an http(s) URL nor Base64 data');
}

/** "PNG 1280 × 720", and what does not fit the video. */
function describe({ type, facts }: ImageFile, generation: Generation): string {
	if (facts === undefined) return type.toUpperCase();
	const { aspect_ratio: aspectRatio, resolution } = generation;
	const { width, height } = shownSize(facts);
	const remarks: Array<[isSo: boolean, remark: string]> = [
		[isOfOtherShape(facts, aspectRatio), `not ${aspectRatio}: cropped`],
		[Math.min(width, height) < parseInt(resolution, 10), `smaller than ${resolution}`],
		[facts.orientation !== 1, 'stored turned'],
	];
	const said = remarks.filter(([isSo]) => isSo).map(([, remark]) => remark);
	return [`${type.toUpperCase()} ${width} × ${height}`, ...said].join(', ');
}

/**
 * Reads an image: an http(s) URL is fetched, a data URI or plain Base64 is decoded. Format and size limit
 * are those of the vendor's page of the model. Refused is also what certainly is no image.
 */
async function readImage(
	field: keyof Sources,
	value: string,
	generation: Generation,
	closing: AbortSignal,
): Promise<Image> {
	const bytes = /^https?:\/\//i.test(value)
		? (await download(field, value, closing)).bytes
		: decodeBase64(field, value.replace(/^data:[^,]{0,100};base64,/i, ''));
	const inspection = inspect(bytes);
	switch (inspection.kind) {
		case 'image':
			return { bytes, type: inspection.type, about: describe(inspection, generation) };
		case 'tooLarge':
			throw refuse(field, 'is larger than 20 MB (20 × 1024 × 1024 bytes)');
		case 'cutOff':
			throw refuse(field, 'is an image whose end is missing');
		case 'other':
			throw refuse(field, `is ${inspection.file.what}, not a JPEG or PNG image`);
	}
}

/** What it is shows when it is rendered: no list of formats is known. A page or an image is refused. */
async function readVideo(url: string, closing: AbortSignal): Promise<Fetched> {
	const video = await download('video', url, closing);
	if (!/^(?:text|image)\/|json|xml/i.test(video.type)) return video;
	throw refuse('video', `is no video: its host sends ${video.type}`);
}

/**
 * Two images, between which a video is rendered, and the video that goes before it. An image that a
 * body does not have is one of the examples: the sandbox can't imagine anything.
 * @throws {ApiError} INVALID_REQUEST_BODY that names the field whose image or video is unfit
 */
export async function readSources(
	sources: Sources,
	generation: Generation,
	closing: AbortSignal,
): Promise<Inputs> {
	const imageOr = async (field: 'image' | 'last_frame_image', example: string): Promise<Image> => {
		const value = sources[field];
		if (value !== undefined) return await readImage(field, value, generation, closing);
		return { bytes: await readFile(`${exampleFrames}${example}.png`), type: 'png' };
	};
	const images = [imageOr('image', 'dawn'), imageOr('last_frame_image', 'night')] as const;
	const [first, last] = await Promise.all(images);
	if (sources.video === undefined)
		return { first, last, about: [first, last].flatMap(({ about }) => about ?? []) };
	const { bytes, type } = await readVideo(sources.video, closing);
	return { first, last, video: bytes, about: [`${type} of ${bytes.length} bytes`] };
}
