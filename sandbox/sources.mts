import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ApiError } from './apiError.mts';
import { readFrame, type Frame } from './frame.mts';
import type { Submitted } from './models.mts';

const FETCH_SECONDS = 20;

const exampleFrame = async (name: 'dawn' | 'night'): Promise<Frame> => ({
	bytes: await readFile(fileURLToPath(new URL(`../examples/frames/${name}.png`, import.meta.url))),
	type: 'png',
	facts: undefined,
	cut: false,
});

/**
 * The two pictures between which a video is rendered. A picture that a body does not have is one of the
 * examples: the sandbox can't imagine anything, and does not go on from another video.
 *
 * @throws {ApiError} INVALID_REQUEST_BODY that names the field whose picture or video is unfit
 */
export async function readSources(
	{ image, last_frame_image: lastImage, video }: Submitted,
	closing: AbortSignal,
): Promise<{ first: Frame; last: Frame; given: Frame[] }> {
	if (video !== undefined) await checkVideo(video, closing);
	const [first, last] = await Promise.all([
		image === undefined ? exampleFrame('dawn') : readFrame('image', image, closing),
		lastImage === undefined
			? exampleFrame('night')
			: readFrame('last_frame_image', lastImage, closing),
	]);
	const given = [
		...(image === undefined ? [] : [first]),
		...(lastImage === undefined ? [] : [last]),
	];
	return { first, last, given };
}

/** Whether there is an MP4 at an address, told by its first bytes. */
async function checkVideo(url: string, closing: AbortSignal): Promise<void> {
	const refuse = (why: string) =>
		new ApiError('INVALID_REQUEST_BODY', `"video" ${why}`, { fields: ['video'] });
	const over = new AbortController();
	const signal = AbortSignal.any([closing, over.signal, AbortSignal.timeout(FETCH_SECONDS * 1000)]);
	try {
		const response = await fetch(url, { signal });
		if (!response.ok) throw refuse(`could not be fetched: HTTP ${response.status}`);
		for await (const part of response.body ?? []) {
			if (Buffer.from(part).subarray(4, 8).toString('latin1') === 'ftyp') return;
			break;
		}
		throw refuse('is no MP4 video');
	} catch (error) {
		throw error instanceof ApiError ? error : refuse('could not be fetched: no answer');
	} finally {
		over.abort();
	}
}
