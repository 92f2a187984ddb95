import fc from 'fast-check';
import sharp from 'sharp';
import { imageInMemory } from '../../../../nodes/shared/images/imageFile.ts';
import { inspect, MAX_IMAGE_BYTES } from '../../../../nodes/shared/images/inspect.ts';
import {
	exif,
	EXIF_MARK,
	frameHeader,
	jpegOf,
	madeJpeg,
	madePng,
	segment,
} from './support/madePictures.mts';

const plain = { width: 40, height: 30, colours: 'rgb', profile: false, xmp: 0 } as const;

const inMemory = (bytes: Uint8Array) =>
	imageInMemory({
		size: bytes.length,
		at: (offset, length) => bytes.subarray(offset, offset + length),
	});

const judged = (bytes: Uint8Array) => inspect(inMemory(bytes));

/** A file of which only the beginning was read. */
const stored = (bytes: Uint8Array) => {
	const { size, head } = inMemory(bytes);
	return inspect({ size, head });
};

const latin1 = (text: string) => Buffer.from(text.padEnd(200, '\0'), 'latin1');

describe('a file that is no JPEG or PNG is named', () => {
	it.each<[string, () => Promise<Buffer>]>([
		[
			'a WebP image',
			async () =>
				await sharp(await madePng(plain))
					.webp()
					.toBuffer(),
		],
		[
			'a GIF',
			async () =>
				await sharp(await madePng(plain))
					.gif()
					.toBuffer(),
		],
		[
			'an AVIF image',
			async () =>
				await sharp(await madePng(plain))
					.avif({ effort: 0 })
					.toBuffer(),
		],
		[
			'a TIFF image or a camera’s raw file',
			async () =>
				await sharp(await madePng(plain))
					.tiff()
					.toBuffer(),
		],
	])('%s, from a real encoder', async (what, made) => {
		expect(judged(await made())).toMatchObject({ kind: 'other', file: { what } });
	});

	it.each([
		['a TIFF image or a camera’s raw file', 'MM\0*\0\0\0\x08'],
		['a BMP image', 'BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0'],
		['a HEIC image', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
		['a HEIC image', '\0\0\0\x18ftypmif1\0\0\0\0mif1heic'],
		['a camera’s raw file', '\0\0\0\x18ftypcrx '],
		['a video', '\0\0\0\x18ftypisom'],
		['a video', '\0\0\0\x14ftypqt  '],
		['a video', '\x1aE\xdf\xa3'],
		['a video', 'RIFF\x10\0\0\0AVI LIST'],
		['an audio file', 'ID3\x03'],
		['a JPEG XL image', '\xff\x0a\xfa'],
		['an icon', '\0\0\x01\0\x01\0'],
		['a Photoshop file', '8BPS\0\x01'],
		['a PDF', '%PDF-1.7\n%\xe2\xe3'],
		['a ZIP archive', 'PK\x03\x04\x14\0'],
		['a gzip archive', '\x1f\x8b\x08'],
		['a PNG that was read as text on its way', '\xef\xbf\xbdPNG\r\n\x1a\n'],
		[
			'a JPEG that was read as text on its way',
			'\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\0\x10JFIF',
		],
		['Base64 written as text', 'iVBORw0KGgoAAAANSUhEUgAA'],
		['Base64 written as text', '/9j/4AAQSkZJRgABAQ'],
		['Base64 written as text', 'data:image/png;base64,iVBOR'],
		['an unknown kind of file', '\x01\x02\x03\x04'],
		['an unknown kind of file', 'BM\x01\x02'],
		['an unknown kind of file', '\xff\xd8'],
	])('%s, by its first bytes', (what, start) => {
		expect(judged(latin1(start))).toMatchObject({ kind: 'other', file: { what } });
	});

	it.each([
		[
			'<!DOCTYPE html>\n<html><head><title>Sign in – <b>Drive</b></title>',
			'a web page',
			'Sign in –',
		],
		[
			'\ufeff  <HTML lang="en"><TITLE dir=x>Virus\n scan  warning</TITLE>',
			'a web page',
			'Virus scan warning',
		],
		['<!-- x --><html><body>Not here', 'a web page', '‹!-- x --›‹html›‹body›Not here'],
		[
			'<?xml version="1.0"?><Error><Code>AccessDenied</Code>',
			'XML',
			'‹?xml version="1.0"?›‹Error›‹Code›AccessDenied‹/Code›',
		],
		['{"detail":"Unauthorized"}', 'JSON', '{"detail":"Unauthorized"}'],
		[' [1,2]', 'JSON', '[1,2]'],
		['Not Found', 'text', 'Not Found'],
		[`{"a":"${'x'.repeat(200)}"}`, 'JSON', `{"a":"${'x'.repeat(74)}…`],
		['Zu groß: ü', 'text', 'Zu groß: ü'],
	])('with its title or first words: %j', (text, what, quote) => {
		expect(judged(Buffer.from(text))).toMatchObject({ kind: 'other', file: { what, quote } });
	});

	it.each([
		'<svg xmlns="x">',
		'<?xml version="1.0"?>\n<!-- made by hand -->\n<svg>',
		'<!-- x --><svg>',
	])('as a drawing: %s', (text) => {
		expect(judged(Buffer.from(text))).toMatchObject({ file: { what: 'an SVG drawing' } });
	});

	it('whatever it is made of, and however long it is', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
				expect(judged(bytes).kind).toMatch(/^(other|noData)$/);
			}),
		);
		judged(Buffer.from('<!-- '.repeat(4_000_000)));
		judged(Buffer.from('<title'.repeat(3_000_000)));
	});
});

describe('a picture is refused where it certainly is none', () => {
	it.each([
		[0, 480],
		[640, 0],
		[30_000, 10],
		[10, 65_000],
	])('with a size of %d × %d', (width, height) => {
		expect(judged(jpegOf(frameHeader(width, height)))).toEqual({
			kind: 'noSuchSize',
			width,
			height,
		});
	});

	it('and told the size as it would be shown', () => {
		const app1 = segment(0xe1, Buffer.concat([EXIF_MARK, exif(6)]));
		expect(judged(jpegOf(app1, frameHeader(640, 0)))).toMatchObject({ width: 0, height: 640 });
	});

	it('when a PNG ends before its end, wherever that is', async () => {
		const png = await madePng(plain);
		// Whoever has all but the checksum at the end has the picture.
		for (let length = 8; length < png.length - 4; length++) {
			expect([length, judged(png.subarray(0, length)).kind]).toEqual([length, 'cutOff']);
		}
		for (let length = png.length - 4; length <= png.length; length++) {
			expect(judged(png.subarray(0, length)).kind).toBe('image');
		}
	});

	it('when a JPEG ends in its header; later, it is shown in part', async () => {
		const jpeg = await madeJpeg({ ...plain, orientation: 6 });
		const scan = jpeg.indexOf(Buffer.from([0xff, 0xc0])) + 19;
		for (let length = 4; length < scan; length++) {
			expect([length, judged(jpeg.subarray(0, length)).kind]).toEqual([length, 'cutOff']);
		}
		for (let length = scan; length < jpeg.length; length++) {
			expect(judged(jpeg.subarray(0, length))).toMatchObject({ kind: 'image', truncated: true });
		}
		expect(judged(jpeg)).toMatchObject({ kind: 'image', truncated: false });
	});

	it('also where only its beginning was read, as far as that tells', async () => {
		const noise = Buffer.from(Array.from({ length: 90_000 }, (_, index) => (index * index) % 251));
		const png = await sharp(noise, { raw: { width: 200, height: 150, channels: 3 } })
			.png({ compressionLevel: 0 })
			.toBuffer();
		expect(png.length).toBeGreaterThan(40_000);
		expect(stored(png)).toMatchObject({ kind: 'image', truncated: false });
		expect(stored(png.subarray(0, 30))).toMatchObject({ kind: 'cutOff' });
	});

	it.each([
		['anything behind a PNG', async () => Buffer.concat([await madePng(plain), Buffer.alloc(99)])],
		[
			'anything behind a JPEG',
			async () => Buffer.concat([await madeJpeg(plain), Buffer.alloc(99_999)]),
		],
		[
			'a PNG header that can’t be read',
			async () => Buffer.concat([(await madePng(plain)).subarray(0, 8), Buffer.alloc(50)]),
		],
		['a JPEG header that can’t be read', async () => Buffer.from([0xff, 0xd8, 0xff, 0, 1, 2, 3])],
	])('but never for %s', async (_what, made) => {
		expect(judged(await made())).toMatchObject({ kind: 'image', truncated: false });
	});

	it('when it is too large or empty', () => {
		const head = new Uint8Array();
		expect(inspect({ size: MAX_IMAGE_BYTES + 1, head })).toEqual({ kind: 'tooLarge' });
		expect(inspect({ size: 0, head })).toEqual({ kind: 'noData' });
		expect(MAX_IMAGE_BYTES).toBe(20_971_520);
	});
});
