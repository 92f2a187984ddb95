import { shownSize, type ImageFacts } from './imageHeader';

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

/** Whether an image has another shape than a video, so that it may be cropped or stretched. */
export function isOfOtherShape(facts: ImageFacts, { aspectRatio }: VideoForm): boolean {
	const { width, height } = shownSize(facts);
	const [across = 1, down = 1] = aspectRatio.split(':').map(Number);
	return Math.abs(width / height / (across / down) - 1) > SAME_SHAPE;
}

/** Whether an image has fewer pixels than a video (16:9), whichever way it is turned. */
export function isSmall({ width, height }: ImageFacts, { resolution }: VideoForm): boolean {
	const short = parseInt(resolution, 10) * AS_LARGE;
	const long = (short * 16) / 9;
	return Math.max(width, height) < long || Math.min(width, height) < short;
}
