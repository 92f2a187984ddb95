import sharp, { type Sharp } from 'sharp';

/** How a picture is made by a real encoder (libvips with mozjpeg and libpng). */
export interface Recipe {
	width: number;
	height: number;
	/** EXIF orientation; none is written for `undefined`. */
	orientation?: number | undefined;
	colours: 'rgb' | 'gray' | 'cmyk' | 'alpha';
	/** Adds a colour profile. */
	profile: boolean;
	/** Bytes of XMP, which stands before the picture's own data. */
	xmp: number;
}

function canvas({ width, height, colours }: Recipe): Sharp {
	const channels = colours === 'alpha' ? 4 : 3;
	const picture = sharp({ create: { width, height, channels, background: '#7a5' } });
	if (colours === 'gray') return picture.toColourspace('b-w');
	return colours === 'cmyk' ? picture.toColourspace('cmyk') : picture;
}

function described(recipe: Recipe): Sharp {
	let picture = canvas(recipe);
	if (recipe.orientation !== undefined) {
		picture = picture.withMetadata({ orientation: recipe.orientation });
	}
	if (recipe.profile) picture = picture.withIccProfile('p3');
	if (recipe.xmp > 0) {
		const text = 'x'.repeat(recipe.xmp);
		picture = picture.withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><!-- ${text} --></x:xmpmeta>`);
	}
	return picture;
}

export async function madeJpeg(
	recipe: Recipe,
	options: { progressive?: boolean; mozjpeg?: boolean } = {},
): Promise<Buffer> {
	return await described(recipe).jpeg(options).toBuffer();
}

export async function madePng(
	recipe: Recipe,
	options: { progressive?: boolean; palette?: boolean; deep?: boolean } = {},
): Promise<Buffer> {
	const { deep = false, ...png } = options;
	const picture = described(recipe);
	return await (deep ? picture.toColourspace('rgb16') : picture).png(png).toBuffer();
}

/** A segment of a JPEG: its marker, its length, its content. */
export function segment(marker: number, content: Uint8Array): Buffer {
	const head = Buffer.from([0xff, marker, 0, 0]);
	head.writeUInt16BE(content.length + 2, 2);
	return Buffer.concat([head, content]);
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
	const short = (value: number, at: number) =>
		littleEndian ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at);
	const long = (value: number, at: number) =>
		littleEndian ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at);
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
	const content = Buffer.alloc(6 + components * 3);
	content.writeUInt8(8, 0);
	content.writeUInt16BE(height, 1);
	content.writeUInt16BE(width, 3);
	content.writeUInt8(components, 5);
	return segment(marker, content);
}

/** A JPEG of the given segments, up to its start of frame, and something behind. */
export function jpegOf(...parts: Uint8Array[]): Buffer {
	return Buffer.concat([Buffer.from([0xff, 0xd8]), ...parts, Buffer.alloc(40, 0x11)]);
}

export const EXIF_MARK = Buffer.from('Exif\0\0', 'latin1');
