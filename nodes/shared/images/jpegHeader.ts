import { tiffOrientation } from './exif';
import type { HeaderReading, ImageFacts } from './imageFacts';
import { uint16 } from './integers';

/** Markers of ITU T.81, table B.1, by their second byte. */
const TEM = 0x01;
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP1 = 0xe1;

/** DHT, JPG and DAC: the three of C0 to CF that do not start a frame. */
const NO_FRAME = [0xc4, 0xc8, 0xcc];

/** "Exif" and two zeros, EXIF 2.32, 4.7.2. */
const EXIF = [0x45, 0x78, 0x69, 0x66, 0, 0];

/**
 * Follows the segments of a JPEG (ITU T.81, B.1 and B.2) as far as the one that holds its size, SOFn, and
 * takes the orientation from an EXIF segment on the way.
 *
 * @param bytes from the start of the file, with the two of SOI
 */
export function readJpegHeader(bytes: Uint8Array): HeaderReading {
	let orientation: number | undefined;
	let at = 2;
	for (;;) {
		if (at + 2 > bytes.length) return { needs: at + 2 };
		if (bytes[at] !== 0xff) return undefined;
		const marker = bytes[at + 1] ?? 0;
		if (marker === 0xff) {
			// Any number of fill bytes may precede a marker (B.1.1.2).
			at += 1;
			continue;
		}
		if (marker === TEM || (marker >= 0xd0 && marker < SOI)) {
			// Markers without a segment.
			at += 2;
			continue;
		}
		if (marker === 0 || marker === SOI || marker === EOI || marker === SOS) return undefined;
		if (at + 4 > bytes.length) return { needs: at + 4 };
		const length = uint16(bytes, at + 2);
		// It counts its own two bytes.
		if (length < 2) return undefined;
		const end = at + 2 + length;
		if (marker >= 0xc0 && marker <= 0xcf && !NO_FRAME.includes(marker)) {
			return readFrameHeader(bytes, at, length, orientation ?? 1);
		}
		if (marker === APP1 && orientation === undefined) {
			if (end > bytes.length) return { needs: end };
			const isExif = length >= 8 && EXIF.every((byte, index) => bytes[at + 4 + index] === byte);
			if (isExif) orientation = tiffOrientation(bytes, at + 10, end);
		}
		at = end;
	}
}

/** SOFn (B.2.2): length, precision, lines, samples a line, number of components. */
function readFrameHeader(
	bytes: Uint8Array,
	at: number,
	length: number,
	orientation: number,
): HeaderReading {
	if (length < 8) return undefined;
	if (at + 10 > bytes.length) return { needs: at + 10 };
	const components = bytes[at + 9] ?? 0;
	return {
		facts: {
			type: 'jpeg',
			width: uint16(bytes, at + 7),
			height: uint16(bytes, at + 5),
			orientation,
			colour: colourOf(components),
			animated: false,
		},
		reaches: at + 2 + length,
	};
}

function colourOf(components: number): ImageFacts['colour'] {
	switch (components) {
		case 1:
			return 'gray';
		case 4:
			return 'cmyk';
		default:
			return 'rgb';
	}
}
