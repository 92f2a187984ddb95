export type ImageType = 'jpeg' | 'png';

/** What the header of a JPEG or PNG says of the image. */
export interface ImageFacts {
	/** In pixels, as stored: before {@link orientation} turns the image. */
	width: number;
	/** In pixels, as stored. */
	height: number;
	/** How to turn the stored image for display: EXIF 2.32, tag 0x0112, from 1 (as stored) to 8. */
	orientation: number;
}

/** A file that begins like a JPEG or PNG. */
export interface ImageFile {
	type: ImageType;
	/** Absent where the header gives no size. */
	facts?: ImageFacts;
	/** Whether the end of the image is there. Other data may follow it. */
	complete: boolean;
}

const PNG_SIGNATURE = '\x89PNG\r\n\x1a\n';
/** SOI, and the first byte of the next marker (ITU T.81, B.1.1.3). */
const JPEG_SIGNATURE = '\xff\xd8\xff';

/** IEND, the last chunk, which is empty (PNG, third edition, 11.2.5); its checksum is not needed. */
const PNG_END = Buffer.from('\0\0\0\0IEND');
/** EOI (ITU T.81, B.1.1.3). The data of a scan never contains it: B.1.1.5 puts a zero behind each 0xff. */
const JPEG_END = Buffer.from([0xff, 0xd9]);

/** How far into a JPEG its segments are read: colour profiles and XMP make some headers megabytes long. */
const MAX_HEADER_BYTES = 4 * 1024 * 1024;

/** Markers of ITU T.81, table B.1, by their second byte. */
const MARKER = { TEM: 0x01, RST0: 0xd0, SOI: 0xd8, EOI: 0xd9, SOS: 0xda, APP1: 0xe1 };
/** DHT, JPG and DAC: the three of C0 to CF that do not start a frame. */
const NO_FRAME = [0xc4, 0xc8, 0xcc];

/**
 * Reads a JPEG or PNG by its content. The time is linear in its size, also for a file made to be slow.
 *
 * @param bytes the whole file
 * @returns `undefined` where it does not begin like one of them
 */
export function readImage(bytes: Buffer): ImageFile | undefined {
	const start = bytes.toString('latin1', 0, PNG_SIGNATURE.length);
	if (start === PNG_SIGNATURE) return readPng(bytes);
	return start.startsWith(JPEG_SIGNATURE) ? readJpeg(bytes) : undefined;
}

/** IHDR is the first chunk (PNG, third edition, 5.6), except in Apple's variant: that gets no facts. */
function readPng(bytes: Buffer): ImageFile {
	const hasHeader = bytes.length >= 24 && bytes.toString('latin1', 12, 16) === 'IHDR';
	return {
		type: 'png',
		complete: bytes.lastIndexOf(PNG_END) !== -1,
		...(hasHeader ? sized(bytes.readUInt32BE(16), bytes.readUInt32BE(20), 1) : {}),
	};
}

/**
 * Reads the segments (ITU T.81, B.1 and B.2) up to the first scan. The end of the image is searched after
 * them, since a thumbnail in the header has an end of its own.
 */
function readJpeg(bytes: Buffer): ImageFile {
	let size = { width: 0, height: 0 };
	let orientation: number | undefined;
	let at = 2;
	const headerEnd = Math.min(bytes.length, MAX_HEADER_BYTES);
	while (at + 4 <= headerEnd && bytes[at] === 0xff) {
		const marker = bytes[at + 1] ?? 0;
		if (marker === 0xff || marker === MARKER.TEM || isRestart(marker)) {
			// Fill bytes may precede a marker (B.1.1.2), and some markers have no segment.
			at += marker === 0xff ? 1 : 2;
			continue;
		}
		if (marker === 0 || (marker >= MARKER.SOI && marker <= MARKER.SOS)) break;
		const end = at + 2 + bytes.readUInt16BE(at + 2);
		const content = bytes.subarray(at + 4, end);
		if (isFrame(marker) && content.length >= 6) {
			size = { height: content.readUInt16BE(1), width: content.readUInt16BE(3) };
		} else if (marker === MARKER.APP1 && content.toString('latin1', 0, 6) === 'Exif\0\0') {
			orientation ??= exifOrientation(content.subarray(6));
		}
		at = end;
	}
	return {
		type: 'jpeg',
		complete: bytes.lastIndexOf(JPEG_END) >= at,
		...sized(size.width, size.height, orientation ?? 1),
	};
}

function isRestart(marker: number): boolean {
	return marker >= MARKER.RST0 && marker < MARKER.SOI;
}

function isFrame(marker: number): boolean {
	return marker >= 0xc0 && marker <= 0xcf && !NO_FRAME.includes(marker);
}

function sized(width: number, height: number, orientation: number): { facts?: ImageFacts } {
	return width > 0 && height > 0 ? { facts: { width, height, orientation } } : {};
}

/**
 * The orientation in the first directory of EXIF data, which is a TIFF file (TIFF 6.0, section 2).
 *
 * @returns 1 to 8; `undefined` where it is absent or invalid
 */
function exifOrientation(tiff: Buffer): number | undefined {
	const byteOrder = tiff.toString('latin1', 0, 4);
	const isLittle = byteOrder === 'II*\0';
	if (tiff.length < 8 || !(isLittle || byteOrder === 'MM\0*')) return undefined;
	const short = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
	const directory = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
	if (directory + 2 > tiff.length) return undefined;
	const entries = short(directory);
	for (let index = 0; index < entries; index++) {
		const entry = directory + 2 + index * 12;
		if (entry + 12 > tiff.length) return undefined;
		if (short(entry) !== 0x0112) continue;
		// Tag, type (3 is SHORT), count, value.
		const value = short(entry + 8);
		return short(entry + 2) === 3 && value >= 1 && value <= 8 ? value : undefined;
	}
	return undefined;
}

/** Width and height in pixels as the image is displayed: orientations 5 to 8 swap them. */
export function shownSize({ width, height, orientation }: ImageFacts) {
	return orientation >= 5 ? { width: height, height: width } : { width, height };
}

/** Shapes count as the same where their ratios differ by no more than this share. */
const SAME_SHAPE = 0.03;

/** @param aspectRatio of a video, e.g. `16:9`: an image of another shape may be cropped or stretched */
export function isOfOtherShape(facts: ImageFacts, aspectRatio: string): boolean {
	const { width, height } = shownSize(facts);
	const [across = 1, down = 1] = aspectRatio.split(':').map(Number);
	return Math.abs(width / height / (across / down) - 1) > SAME_SHAPE;
}

/** The share of the video's size from which an image counts as large enough. */
const LARGE_ENOUGH = 0.98;

/** @param resolution of a 16:9 or 9:16 video by its short side, e.g. `720p` */
export function isSmall({ width, height }: ImageFacts, resolution: string): boolean {
	const short = parseInt(resolution, 10) * LARGE_ENOUGH;
	return Math.min(width, height) < short || Math.max(width, height) < (short * 16) / 9;
}
