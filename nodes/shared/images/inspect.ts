import type { FileFormat } from './fileFormat';
import { formatOf } from './fileFormats';
import { shownSize, type ImageFacts } from './imageFacts';
import type { ImageFile } from './imageFile';
import { imageTypeOf, readHeader } from './imageHeader';
import { isTruncatedJpeg, isTruncatedPng } from './truncatedImage';

/** The largest image that the API accepts: 20 MB, decoded. */
export const MAX_IMAGE_BYTES = 20 * 1024 * 1024;

/**
 * From here on a width or height is that of no frame: decoders in use stop at 16,384 to 65,500, and a
 * file of 20 MB that is wider is a bomb or damaged.
 */
const ABSURD_PIXELS = 30_000;

/** An image that can be sent. */
export interface UsableImage {
	kind: 'image';
	type: ImageFacts['type'];
	/** `undefined` where the header is one that this package can't read. */
	facts: ImageFacts | undefined;
	/** Whether it is displayed in part only, as far as that is known. */
	truncated: boolean;
}

/** An image that can be sent, or why it can't. */
export type Inspection =
	| UsableImage
	| { kind: 'tooLarge' | 'noData' | 'cutOff' }
	| { kind: 'noSuchSize'; width: number; height: number }
	| { kind: 'other'; file: FileFormat };

/**
 * Judges a file by its content. Refused is only what certainly is no image: what can't be read is for
 * the service to decide.
 */
export function inspect({ size, head, whole }: ImageFile): Inspection {
	if (size > MAX_IMAGE_BYTES) return { kind: 'tooLarge' };
	if (size === 0) return { kind: 'noData' };
	const type = imageTypeOf(head);
	if (type === undefined) return { kind: 'other', file: formatOf(head) };

	const reading = readHeader(head);
	const facts = reading?.facts;
	if (facts !== undefined) {
		const { width, height } = shownSize(facts);
		const isUsable = (pixels: number) => pixels > 0 && pixels < ABSURD_PIXELS;
		if (!isUsable(width) || !isUsable(height)) return { kind: 'noSuchSize', width, height };
	}
	if (reading === undefined) return { kind: 'image', type, facts, truncated: false };
	const least = 'needs' in reading ? reading.needs : reading.reaches;
	if (least > size || (type === 'png' && whole !== undefined && isTruncatedPng(whole))) {
		return { kind: 'cutOff' };
	}
	const truncated = type === 'jpeg' && whole !== undefined && isTruncatedJpeg(whole, least);
	return { kind: 'image', type, facts, truncated };
}
