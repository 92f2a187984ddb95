import sharp, { type JpegOptions, type PngOptions, type Sharp } from 'sharp';

/** How a picture is made by a real encoder (libvips with mozjpeg and libpng). */
export interface Recipe {
	width: number;
	height: number;
	/** EXIF orientation; none is written for `undefined`. */
	orientation?: number | undefined;
	colours: 'rgb' | 'gray' | 'cmyk' | 'alpha' | 'deep';
	/** Adds a colour profile. */
	profile: boolean;
	/** Bytes of XMP, which stands before the picture's own data. */
	xmp: number;
}

export const PLAIN: Recipe = { width: 40, height: 30, colours: 'rgb', profile: false, xmp: 0 };

function described({ width, height, colours, orientation, profile, xmp }: Recipe): Sharp {
	const channels = colours === 'alpha' ? 4 : 3;
	const picture = sharp({ create: { width, height, channels, background: '#7a5' } });
	if (colours === 'gray') picture.toColourspace('b-w');
	if (colours === 'deep') picture.toColourspace('rgb16');
	if (colours === 'cmyk') picture.toColourspace('cmyk');
	if (orientation !== undefined) picture.withMetadata({ orientation });
	if (profile) picture.withIccProfile('p3');
	const text = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><!-- ${'x'.repeat(xmp)} --></x:xmpmeta>`;
	return xmp > 0 ? picture.withXmp(text) : picture;
}

export const madeJpeg = async (recipe: Recipe, options: JpegOptions = {}): Promise<Buffer> =>
	await described(recipe).jpeg(options).toBuffer();

export const madePng = async (recipe: Recipe, options: PngOptions = {}): Promise<Buffer> =>
	await described(recipe).png(options).toBuffer();

/** A segment of a JPEG: its marker, its length, its content. */
export function segment(marker: number, content: Uint8Array): Buffer {
	const length = content.length + 2;
	return Buffer.concat([Buffer.from([0xff, marker, length >> 8, length & 255]), content]);
}

/** A chunk of a PNG, without a checksum that holds. */
export function chunk(type: string, content: Uint8Array): Buffer {
	const head = Buffer.alloc(8);
	head.writeUInt32BE(content.length);
	head.write(type, 4, 'latin1');
	return Buffer.concat([head, content, Buffer.alloc(4)]);
}

/** EXIF data that holds an orientation and nothing else. */
export function exif(
	orientation: number,
	{ littleEndian = true, directory = 8, entriesBefore = 0, type = 3 } = {},
): Buffer {
	const tiff = Buffer.alloc(directory + 2 + (entriesBefore + 1) * 12 + 4);
	const order = littleEndian ? 'LE' : 'BE';
	const short = (value: number, at: number) => tiff[`writeUInt16${order}`](value, at);
	const long = (value: number, at: number) => tiff[`writeUInt32${order}`](value, at);
	tiff.write(littleEndian ? 'II' : 'MM', 'latin1');
	short(42, 2);
	long(directory, 4);
	short(entriesBefore + 1, directory);
	const entry = directory + 2 + entriesBefore * 12;
	short(0x0112, entry);
	short(type, entry + 2);
	long(1, entry + 4);
	short(orientation, entry + 8);
	return tiff;
}

/** The start of a frame (SOFn): eight bits, so many components. */
export function frameHeader(width: number, height: number, components = 3, marker = 0xc0): Buffer {
	const size = [height >> 8, height & 255, width >> 8, width & 255];
	return segment(marker, Buffer.from([8, ...size, components, ...Array(components * 3).fill(0)]));
}

/** A JPEG of the given segments, up to its start of frame, and something behind. */
export function jpegOf(...parts: Uint8Array[]): Buffer {
	return Buffer.concat([Buffer.from([0xff, 0xd8]), ...parts, Buffer.alloc(40, 0x11)]);
}

/** The segment of EXIF data. */
export const app1 = (tiff: Uint8Array) =>
	segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]));
