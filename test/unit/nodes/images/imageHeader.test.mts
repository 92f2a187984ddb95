import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { path as ffmpegPath } from '@ffmpeg-installer/ffmpeg';
import fc from 'fast-check';
import sharp from 'sharp';
import { shownSize, type ImageFacts } from '../../../../nodes/shared/images/imageFacts.ts';
import {
	imageFromPieces,
	imageInMemory,
	MAX_HEADER_BYTES,
} from '../../../../nodes/shared/images/imageFile.ts';
import { readHeader } from '../../../../nodes/shared/images/imageHeader.ts';
import {
	chunk,
	exif,
	EXIF_MARK,
	frameHeader,
	jpegOf,
	madeJpeg,
	madePng,
	segment,
	type Recipe,
} from './support/madePictures.mts';

const recipe: fc.Arbitrary<Recipe> = fc.record({
	width: fc.integer({ min: 1, max: 300 }),
	height: fc.integer({ min: 1, max: 300 }),
	orientation: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
	colours: fc.constantFrom<Recipe['colours']>('rgb', 'gray'),
	profile: fc.boolean(),
	xmp: fc.constantFrom(0, 100, 60_000),
});

function factsOf(bytes: Uint8Array): ImageFacts | undefined {
	const reading = readHeader(bytes);
	expect(reading).not.toHaveProperty('needs');
	return reading?.facts;
}

/** What libvips says of a picture. */
async function oracle(bytes: Buffer) {
	const { width, height, autoOrient, orientation, space } = await sharp(bytes).metadata();
	const gray = space === 'b-w' || space === 'grey16';
	return {
		stored: { width, height },
		shown: autoOrient,
		orientation: orientation ?? 1,
		colour: space === 'cmyk' ? 'cmyk' : gray ? 'gray' : 'rgb',
	};
}

async function expectAsSharp(bytes: Buffer): Promise<void> {
	const facts = factsOf(bytes);
	expect(facts).toBeDefined();
	if (facts === undefined) return;
	const { width, height, orientation, colour } = facts;
	expect({ stored: { width, height }, shown: shownSize(facts), orientation, colour }).toEqual(
		await oracle(bytes),
	);
	await expectReadInSteps(bytes, facts);
}

/** Reading only as many bytes as are asked for leads to the same facts. */
async function expectReadInSteps(bytes: Buffer, facts: ImageFacts): Promise<void> {
	let length = 0;
	for (let step = 0; step < 300; step++) {
		const reading = readHeader(bytes.subarray(0, length));
		if (reading === undefined) {
			// Too short for the signature.
			expect(length).toBeLessThan(8);
			length++;
			continue;
		}
		if (!('needs' in reading)) {
			expect(reading.facts).toEqual(facts);
			return;
		}
		expect(reading.needs).toBeGreaterThan(length);
		length = reading.needs;
	}
	throw new Error('The header is never read to its end');
}

describe('the header of a picture made by a real encoder says what libvips says', () => {
	it('of a JPEG, baseline or progressive', async () => {
		await fc.assert(
			fc.asyncProperty(recipe, fc.boolean(), fc.boolean(), async (made, progressive, mozjpeg) => {
				await expectAsSharp(await madeJpeg(made, { progressive, mozjpeg }));
			}),
			{ numRuns: 60 },
		);
	});

	it('of a JPEG in the colours of print', async () => {
		await expectAsSharp(
			await madeJpeg({ width: 30, height: 20, colours: 'cmyk', profile: false, xmp: 0 }),
		);
	});

	it('of a PNG, interlaced or not, with a palette, of 16 bits, with transparency', async () => {
		await fc.assert(
			fc.asyncProperty(
				recipe,
				fc.boolean(),
				fc.constantFrom('plain', 'palette', 'deep', 'alpha'),
				async (made, progressive, kind) => {
					const colours = kind === 'alpha' ? 'alpha' : made.colours;
					await expectAsSharp(
						await madePng(
							{ ...made, colours },
							{ progressive, palette: kind === 'palette', deep: kind === 'deep' },
						),
					);
				},
			),
			{ numRuns: 60 },
		);
	});

	it('and of an animated PNG that it is one', async () => {
		const { stdout } = await promisify(execFile)(
			ffmpegPath,
			['-f', 'lavfi', '-i', 'testsrc=s=32x24:r=5:d=1', '-f', 'apng', '-'],
			{ encoding: 'buffer' },
		);
		expect(factsOf(stdout)).toMatchObject({ width: 32, height: 24, animated: true });
		expect(
			factsOf(await madePng({ width: 4, height: 4, colours: 'rgb', profile: true, xmp: 0 })),
		).toMatchObject({ animated: false });
	});
});

describe('a JPEG header that is seldom seen', () => {
	const size = { width: 640, height: 480 };
	const sof = frameHeader(640, 480);

	it.each<[string, Buffer, Partial<ImageFacts>]>([
		['its frame is the first segment', jpegOf(sof), size],
		['fill bytes stand before markers', jpegOf(Buffer.from([0xff, 0xff, 0xff]), sof), size],
		[
			'markers without a segment come between',
			jpegOf(Buffer.from([0xff, 0x01, 0xff, 0xd0]), sof),
			size,
		],
		['it is lossless (SOF3)', jpegOf(frameHeader(640, 480, 3, 0xc3)), size],
		['it is arithmetic (SOF9)', jpegOf(frameHeader(640, 480, 3, 0xc9)), size],
		[
			'tables come before its frame',
			jpegOf(segment(0xc4, Buffer.alloc(20)), segment(0xcc, Buffer.alloc(2)), sof),
			size,
		],
		['it has one component', jpegOf(frameHeader(640, 480, 1)), { ...size, colour: 'gray' }],
		['it has four components', jpegOf(frameHeader(640, 480, 4)), { ...size, colour: 'cmyk' }],
		[
			'a profile of half a megabyte comes first',
			jpegOf(...Array.from({ length: 8 }, () => segment(0xe2, Buffer.alloc(65_000))), sof),
			size,
		],
	])('is read when %s', (_what, bytes, facts) => {
		expect(factsOf(bytes)).toMatchObject(facts);
	});

	it.each([
		['big endian', { littleEndian: false }],
		['a directory that does not come first', { directory: 40 }],
		['other entries before it', { entriesBefore: 7 }],
	])('tells its orientation with %s', (_what, form) => {
		const app1 = segment(0xe1, Buffer.concat([EXIF_MARK, exif(6, form)]));
		const xmp = segment(0xe1, Buffer.from('http://ns.adobe.com/xap/1.0/\0<x/>', 'latin1'));
		const facts = factsOf(jpegOf(xmp, app1, sof));
		expect(facts).toMatchObject({ ...size, orientation: 6 });
		expect(facts && shownSize(facts)).toEqual({ width: 480, height: 640 });
	});

	it.each([
		['no such orientation', exif(9)],
		['orientation 0', exif(0)],
		['another type of value', exif(6, { type: 2 })],
		['a directory that lies beyond', exif(6).fill(0xff, 4, 8)],
		['a directory that is cut', exif(6).subarray(0, 15)],
		['another magic number', exif(6).fill(0, 2, 4)],
		['another byte order', exif(6).fill(0x41, 0, 2)],
		['nothing', Buffer.alloc(0)],
	])('counts as upright with %s', (_what, tiff) => {
		const app1 = segment(0xe1, Buffer.concat([EXIF_MARK, tiff]));
		expect(factsOf(jpegOf(app1, sof))).toMatchObject({ ...size, orientation: 1 });
	});

	it.each([
		['a segment is shorter than its length field', jpegOf(Buffer.from([0xff, 0xe0, 0, 1]), sof)],
		['data stands where a marker belongs', jpegOf(Buffer.from([0xff, 0xe0, 0, 2, 7]), sof)],
		['the scan comes before the frame', jpegOf(segment(0xda, Buffer.alloc(6)), sof)],
		['it ends before the frame', jpegOf(Buffer.from([0xff, 0xd9]), sof)],
		['the frame is too short', jpegOf(segment(0xc0, Buffer.alloc(5)))],
	])('is left alone when %s', (_what, bytes) => {
		expect(readHeader(bytes)).toBeUndefined();
	});
});

describe('a PNG header', () => {
	const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
	const ihdr = chunk('IHDR', Buffer.from([0, 0, 0, 64, 0, 0, 0, 32, 8, 2, 0, 0, 0]));
	const idat = chunk('IDAT', Buffer.alloc(10));

	it.each<[string, Buffer[], Partial<ImageFacts>]>([
		['is read', [ihdr, idat], { width: 64, height: 32, colour: 'rgb', orientation: 1 }],
		['tells its orientation', [ihdr, chunk('eXIf', exif(8)), idat], { orientation: 8 }],
		[
			'of one moving picture is still',
			[ihdr, chunk('acTL', Buffer.from([0, 0, 0, 1, 0, 0, 0, 0])), idat],
			{ animated: false },
		],
		['is read as far as it is made of chunks', [ihdr, Buffer.alloc(30)], { width: 64 }],
		['is read without any data', [ihdr, chunk('IEND', Buffer.alloc(0))], { width: 64 }],
	])('%s', (_what, chunks, facts) => {
		expect(factsOf(Buffer.concat([signature, ...chunks]))).toMatchObject(facts);
	});

	it.each([
		['Apple’s own variant', [chunk('CgBI', Buffer.alloc(4)), ihdr]],
		['a header of another length', [chunk('IHDR', Buffer.alloc(14)), idat]],
		['zeros', [Buffer.alloc(60)]],
	])('is left alone where it is %s', (_what, chunks) => {
		expect(readHeader(Buffer.concat([signature, ...chunks]))).toBeUndefined();
	});
});

describe('as much of a file is read as its header needs', () => {
	/** A file in pieces, and how many bytes of it were read. */
	function piecesOf(bytes: Buffer, length: number) {
		const read = { bytes: 0 };
		async function* pieces() {
			for (let at = 0; at < bytes.length; at += length) {
				read.bytes = Math.min(bytes.length, at + length);
				yield bytes.subarray(at, at + length);
			}
		}
		return { read, open: async () => pieces() };
	}
	const large = Buffer.alloc(3_000_000, 0x11);
	const withProfiles = (count: number) => {
		const profiles = Array.from({ length: count }, () => segment(0xe2, Buffer.alloc(50_000)));
		return Buffer.concat([jpegOf(...profiles, frameHeader(8, 6)), large]);
	};

	it('in pieces, and not a piece more', async () => {
		const bytes = withProfiles(5);
		const { read, open } = piecesOf(bytes, 1000);
		const { head, whole } = await imageFromPieces(bytes.length, open);
		expect(factsOf(head)).toMatchObject({ width: 8, height: 6 });
		expect(whole).toBeUndefined();
		expect(read.bytes).toBeLessThan(252_000);
	});

	it('in one piece, from memory', () => {
		const bytes = withProfiles(5);
		const at = (offset: number, length: number) => bytes.subarray(offset, offset + length);
		const { head } = imageInMemory({ size: bytes.length, at });
		expect(factsOf(head)).toMatchObject({ width: 8, height: 6 });
	});

	it('but no more than a megabyte', async () => {
		const bytes = withProfiles(30);
		const { read, open } = piecesOf(bytes, 1000);
		const { head } = await imageFromPieces(bytes.length, open);
		expect(readHeader(head)).toHaveProperty('needs');
		expect(read.bytes).toBeLessThanOrEqual(MAX_HEADER_BYTES);
	});

	it('and the whole of one that has no more than that', async () => {
		const bytes = Buffer.concat([jpegOf(frameHeader(8, 6)), Buffer.alloc(900_000)]);
		const { open } = piecesOf(bytes, 1000);
		const { head, whole } = await imageFromPieces(bytes.length, open);
		expect(whole?.size).toBe(bytes.length);
		expect(Buffer.compare(head, bytes)).toBe(0);
	});

	it('and all that there is, where the file is shorter than it was said to be', async () => {
		const { open } = piecesOf(Buffer.alloc(10), 3);
		expect((await imageFromPieces(20, open)).head).toHaveLength(10);
		expect((await imageFromPieces(0, piecesOf(Buffer.alloc(0), 3).open)).head).toHaveLength(0);
	});
});
