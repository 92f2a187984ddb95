import { isOfOtherShape, isSmall } from '../nodes/shared/images/fit.ts';
import { shownSize } from '../nodes/shared/images/imageFacts.ts';
import type { Frame } from './frame.mts';
import type { Generation } from './generation.mts';

/** What a builder should know of a frame: "PNG 1280 × 720", and what does not fit the video. */
export function frameFacts({ type, facts, cut }: Frame, generation: Generation): string {
	const { aspect_ratio: aspectRatio, resolution } = generation;
	if (facts === undefined) return type.toUpperCase();
	const { width, height } = shownSize(facts);
	const remarks: Array<[isSo: boolean, remark: string]> = [
		[isOfOtherShape(facts, { aspectRatio, resolution }), `not ${aspectRatio}: cropped`],
		[isSmall(facts, { aspectRatio, resolution }), `smaller than ${resolution}`],
		[facts.orientation !== 1, 'stored turned'],
		[facts.colour === 'cmyk', 'CMYK'],
		[facts.animated, 'animated: first picture only'],
		[cut, 'its end is missing'],
	];
	const said = remarks.filter(([isSo]) => isSo).map(([, remark]) => remark);
	return [`${type.toUpperCase()} ${width} × ${height}`, ...said].join(', ');
}
