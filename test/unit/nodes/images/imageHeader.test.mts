import fc from 'fast-check';
import sharp from 'sharp';
import { readImage, shownSize } from '../../../../nodes/shared/images/imageHeader.ts';
import {
	app1,
	chunk,
	exif,
	frameHeader,
	jpegOf,
	madeJpeg,
	madePng,
	PLAIN,
	segment,
	type Recipe,
} from './support/madePictures.mts';

const recipe: fc.Arbitrary<Recipe> = fc.record({
	width: fc.integer({ min: 1, max: 300 }),
	height: fc.integer({ min: 1, max: 300 }),
	orientation: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
	colours: fc.constantFrom<Recipe['colours']>('rgb', 'gray', 'cmyk'),
	profile: fc.boolean(),
	xmp: fc.constantFrom(0, 100, 60_000),
});

/** A whole picture is read as libvips reads it, and one without its last bytes is known to be cut. */
async function expectAsLibvips(bytes: Buffer, trailer: number): Promise<void> {
	const { width, height, autoOrient, orientation = 1, format } = await sharp(bytes).metadata();
	const image = readImage(bytes);
	expect(image).toMatchObject({ type: format, facts: { width, height }, complete: true });
	// The orientation of a PNG is not read: nobody turns one by EXIF.
	if (image?.facts && format === 'jpeg') {
		expect(shownSize(image.facts)).toEqual(autoOrient);
		expect(image.facts.orientation).toBe(orientation);
	}
	expect(readImage(bytes.subarray(0, -trailer))?.complete).toBe(false);
	expect(readImage(bytes.subarray(0, bytes.length / 2))?.complete).toBe(false);
	expect(readImage(Buffer.concat([bytes, Buffer.alloc(999)]))?.complete).toBe(true);
}

describe('a picture made by a real encoder is read as libvips reads it, whole or cut', () => {
	it('a JPEG, baseline or progressive, in gray, RGB or CMYK', async () => {
		await fc.assert(
			fc.asyncProperty(recipe, fc.boolean(), fc.boolean(), async (made, progressive, mozjpeg) => {
				await expectAsLibvips(await madeJpeg(made, { progressive, mozjpeg }), 1);
			}),
			{ numRuns: 60 },
		);
	});

	const colours = fc.constantFrom<Recipe['colours']>('rgb', 'gray', 'alpha', 'deep');
	it('a PNG, interlaced or not, with a palette, of 16 bits, with transparency', async () => {
		await fc.assert(
			fc.asyncProperty(recipe, colours, fc.boolean(), fc.boolean(), async (made, of, ...more) => {
				const [progressive, palette] = more;
				const png = await madePng({ ...made, colours: of }, { progressive, palette });
				await expectAsLibvips(png, 5);
			}),
			{ numRuns: 60 },
		);
	});

	it('an MPO: two JPEGs in one file', async () => {
		const both = Buffer.concat([await madeJpeg(PLAIN), await madeJpeg({ ...PLAIN, width: 7 })]);
		expect(readImage(both)).toMatchObject({ facts: { width: 40, height: 30 }, complete: true });
	});
});

describe('a JPEG', () => {
	const sof = frameHeader(640, 480);
	const size = { width: 640, height: 480 };
	const end = Buffer.from([0xff, 0xd9]);
	const profile = segment(0xe2, Buffer.alloc(65_000));

	it.each<[string, Buffer]>([
		['its frame comes first', jpegOf(sof)],
		['fill bytes stand before markers', jpegOf(Buffer.from([0xff, 0xff, 0xff]), sof)],
		['markers without a segment come between', jpegOf(Buffer.from([0xff, 1, 0xff, 0xd0]), sof)],
		['it is arithmetic (SOF9)', jpegOf(frameHeader(640, 480, 3, 0xc9))],
		['tables come before its frame', jpegOf(segment(0xc4, Buffer.alloc(20)), sof)],
		['profiles of two megabytes come first', jpegOf(...Array<Buffer>(32).fill(profile), sof)],
	])('is read when %s', (_what, bytes) => {
		expect(readImage(bytes)?.facts).toMatchObject(size);
	});

	it.each([
		['little endian, which comes first', {}],
		['big endian', { littleEndian: false }],
		['with a directory that does not come first', { directory: 40 }],
		['with other entries before it', { entriesBefore: 7 }],
	])('tells its orientation: EXIF %s', (_what, form) => {
		const xmp = segment(0xe1, Buffer.from('http://ns.adobe.com/xap/1.0/\0<x/>', 'latin1'));
		const other = (marker: number, name: string) =>
			segment(marker, Buffer.concat([Buffer.from(name), exif(3)]));
		const others = [xmp, other(0xe2, 'Exif\0\0'), other(0xe1, 'Other\0')];
		const facts = readImage(jpegOf(...others, app1(exif(6, form)), sof))?.facts;
		expect(facts).toEqual({ ...size, orientation: 6 });
		expect(facts && shownSize(facts)).toEqual({ width: 480, height: 640 });
	});

	it.each([
		['no such orientation', exif(9)],
		['another type of value', exif(6, { type: 2 })],
		['a directory that lies beyond', exif(6).fill(0xff, 4, 8)],
		['a directory that is cut', exif(6).subarray(0, 15)],
		['another byte order', exif(6).fill(0x41, 0, 2)],
		['nothing', Buffer.alloc(0)],
	])('counts as upright: EXIF with %s', (_what, tiff) => {
		expect(readImage(jpegOf(app1(tiff), sof))?.facts).toEqual({ ...size, orientation: 1 });
	});

	it.each([
		['a length of less than its own bytes', [0xff, 0xe0, 0, 1]],
		['something between its segments', [0xff, 0xe0, 0, 2, 7]],
		['a scan before its frame', [0xff, 0xda, 0, 2]],
		['another image in it', [0xff, 0xd8, 0, 2]],
		['a marker that is none', [0xff, 0, 0, 2]],
	])('has no size, and is left to the service, with %s', (_what, odd) => {
		const image = readImage(Buffer.concat([jpegOf(Buffer.from(odd), sof), end]));
		expect(image).toEqual({ type: 'jpeg', complete: true });
	});

	it('is cut where only the thumbnail in its header has an end', () => {
		const thumbnail = Buffer.concat([exif(1), end, end]);
		const cut = jpegOf(app1(thumbnail), sof, segment(0xda, Buffer.alloc(6)));
		expect(readImage(cut)?.complete).toBe(false);
		expect(readImage(Buffer.concat([cut, end]))?.complete).toBe(true);
	});
});

describe('a PNG', () => {
	const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
	const ihdr = chunk('IHDR', Buffer.from([0, 0, 0, 64, 0, 0, 0, 32, 8, 2, 0, 0, 0]));
	const iend = chunk('IEND', Buffer.alloc(0));

	it.each([
		['Apple’s own variant', [chunk('CgBI', Buffer.alloc(4)), ihdr, iend]],
		['a size of nothing', [chunk('IHDR', Buffer.alloc(13)), iend]],
	])('of which the size is not known is left to the service: %s', (_what, chunks) => {
		const image = readImage(Buffer.concat([signature, ...chunks]));
		expect(image).toEqual({ type: 'png', complete: true });
	});

	it('is whole as soon as its last chunk has begun, and cut before', async () => {
		const png = await madePng(PLAIN);
		for (let length = 8; length <= png.length; length++) {
			const isWhole = readImage(png.subarray(0, length))?.complete;
			expect([length, isWhole]).toEqual([length, length >= png.length - 4]);
		}
	});
});
