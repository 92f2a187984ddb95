/** What the header of a JPEG or PNG says of the image. */
export interface ImageFacts {
	type: 'jpeg' | 'png';
	/** In pixels, as stored: before any turning by {@link orientation}. */
	width: number;
	/** In pixels, as stored. */
	height: number;
	/** How the stored image is to be turned for display: EXIF 2.32, tag 0x0112, 1 (as stored) to 8. */
	orientation: number;
	colour: 'gray' | 'rgb' | 'cmyk';
	/** Whether it holds several images that follow each other (APNG). */
	animated: boolean;
}

/**
 * What some bytes from the start of a file tell: the facts, and how long the file is at least; or how many
 * bytes from the start are needed to tell more, with the facts that hold if there are no more to be had;
 * or `undefined` where the bytes are not those of a JPEG or PNG header.
 */
export type HeaderReading =
	| { facts: ImageFacts; reaches: number }
	| { facts?: ImageFacts; needs: number }
	| undefined;

/** Width and height in pixels as the image is displayed: orientations 5 to 8 lie on their side. */
export function shownSize({ width, height, orientation }: ImageFacts): {
	width: number;
	height: number;
} {
	return orientation >= 5 ? { width: height, height: width } : { width, height };
}
