import { shownSize, type ImageFacts } from './imageFacts';

/** The form of a video, in the words of the API. */
export interface VideoForm {
	/** Width and height, e.g. `16:9`. */
	aspectRatio: string;
	/** The lines of the short side, e.g. `720p`. */
	resolution: string;
}

/** Two shapes count as the same when their ratios differ by no more than this part. */
const SAME_SHAPE = 0.03;

/** An image that is a few pixels short is as good. */
const AS_LARGE = 0.98;

/** Of a video in pixels, by its resolution. */
const SIDES: Readonly<Record<string, { long: number; short: number }>> = {
	'720p': { long: 1280, short: 720 },
	'1080p': { long: 1920, short: 1080 },
};

/** Whether two images differ in shape, as they are shown. */
export function differInShape(one: ImageFacts, other: ImageFacts): boolean {
	return differ(ratioOf(one), ratioOf(other));
}

/** Whether an image has another shape than a video, so that it will be cropped or stretched. */
export function isOfOtherShape(facts: ImageFacts, { aspectRatio }: VideoForm): boolean {
	const [width = 1, height = 1] = aspectRatio.split(':').map(Number);
	return differ(ratioOf(facts), width / height);
}

/** Whether an image has fewer pixels than a video, whichever way it is turned. */
export function isSmall({ width, height }: ImageFacts, { resolution }: VideoForm): boolean {
	const { long, short } = SIDES[resolution] ?? { long: 0, short: 0 };
	return Math.max(width, height) < long * AS_LARGE || Math.min(width, height) < short * AS_LARGE;
}

function ratioOf(facts: ImageFacts): number {
	const { width, height } = shownSize(facts);
	return width / height;
}

function differ(one: number, other: number): boolean {
	return Math.abs(one / other - 1) > SAME_SHAPE;
}
