import fc from 'fast-check';
import { decodeBase64, inspect, MAX_IMAGE_BYTES } from '../../../../nodes/shared/images/inspect.ts';
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
} from './support/madePictures.mts';

/** How many mutated files are read: `FUZZ_IMAGES=1000000 npx jest neverSlow` takes minutes. */
const CASES = Number(process.env.FUZZ_IMAGES ?? 5_000);

/** Of CPU time, which other processes don't change. What is not linear takes minutes. */
const BOUND_MS = 5_000;

function expectToBeLinear(work: () => void): void {
	const before = process.cpuUsage();
	work();
	const { user, system } = process.cpuUsage(before);
	expect((user + system) / 1000).toBeLessThan(BOUND_MS);
}

/** A file of the largest size, made of one piece again and again. */
function filled(start: Uint8Array, piece: Uint8Array): Buffer {
	const file = Buffer.alloc(MAX_IMAGE_BYTES, piece);
	file.set(start);
	return file;
}

const JPEG = Buffer.from([0xff, 0xd8, 0xff]);
const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const longExif = exif(9, { entriesBefore: 5_000 }).fill(0, 10);
longExif.writeUInt16LE(0xffff, 8);
const text = (words: string) => filled(Buffer.from(words), Buffer.from(words));

const crafted: Array<[string, () => Buffer]> = [
	['a JPEG of empty segments', () => filled(JPEG.subarray(0, 2), segment(0xe0, Buffer.alloc(0)))],
	['a JPEG of fill bytes', () => filled(JPEG, Buffer.from([0xff]))],
	['a JPEG of bare markers', () => filled(JPEG.subarray(0, 2), Buffer.from([0xff, 1]))],
	['a JPEG of frames', () => filled(JPEG.subarray(0, 2), frameHeader(9, 9))],
	['a JPEG of EXIF data that tells nothing', () => filled(JPEG.subarray(0, 2), app1(longExif))],
	['a JPEG that nearly ends', () => filled(JPEG, Buffer.from([0xd9, 0xff]))],
	['a PNG of empty chunks', () => filled(PNG, chunk('teXt', Buffer.alloc(0)))],
	['a PNG that nearly ends', () => filled(PNG, Buffer.from('\0\0\0\0IEN'))],
	['zeros', () => Buffer.alloc(MAX_IMAGE_BYTES)],
	['comments', () => text('<!-- ')],
	['titles', () => text('<title')],
	['white space', () => text(' \n')],
	['letters that are cut', () => filled(Buffer.from('a'), Buffer.from([0xe2, 0x82]))],
];

describe('no file keeps n8n from answering', () => {
	it.each(crafted)('%s', (_what, made) => {
		const file = made();
		expectToBeLinear(() => inspect(file));
	});

	const BASE64 = Math.ceil((MAX_IMAGE_BYTES * 4) / 3);
	it.each([
		['one wrong character at its end', `${'A'.repeat(BASE64)}!`],
		['line breaks everywhere', 'AAAA\n'.repeat(BASE64 / 5)],
		['padding everywhere', '=  '.repeat(BASE64 / 3)],
		['white space alone', ' '.repeat(BASE64)],
		['a prefix without an end', `data:${';base64'.repeat(BASE64 / 7)}`],
	])('as Base64 with %s', (_what, base64) => {
		expectToBeLinear(() => decodeBase64(base64));
	});
});

it(
	'a file of which some bytes were changed is judged without a throw, whatever they are',
	async () => {
		const made = { ...PLAIN, orientation: 6, profile: true, xmp: 200 };
		const pictures = [
			await madeJpeg({ ...made, colours: 'cmyk' }, { progressive: true }),
			await madePng(made, { progressive: true }),
			jpegOf(Buffer.from([0xff, 0xff, 1]), app1(exif(6)), frameHeader(640, 480, 4, 0xc9)),
		];
		const EDGES = [0, 1, 2, 7, 8, 0x7f, 0x80, 0xc0, 0xd8, 0xd9, 0xda, 0xe1, 0xfe, 0xff];
		const change = fc.record({
			// Most changes hit the header.
			at: fc.oneof(fc.nat(100), fc.nat(1500)),
			remove: fc.oneof(fc.nat(4), fc.constant(0)),
			insert: fc.array(fc.oneof(fc.constantFrom(...EDGES), fc.nat(255)), { maxLength: 6 }),
		});
		const kinds = new Map<string, number>();
		fc.assert(
			fc.property(
				fc.constantFrom(...pictures),
				fc.array(change, { minLength: 1, maxLength: 4 }),
				fc.option(fc.nat(1500)),
				(picture, changes, end) => {
					let file = picture;
					for (const { at, remove, insert } of changes) {
						const rest = file.subarray(at + remove);
						file = Buffer.concat([file.subarray(0, at), Buffer.from(insert), rest]);
					}
					const judged = inspect(file.subarray(0, end ?? file.length));
					const facts = judged.kind === 'image' ? judged.facts : undefined;
					const kind = facts ? 'sized' : judged.kind;
					kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
					expect([1, 2, 3, 4, 5, 6, 7, 8]).toContain(facts?.orientation ?? 1);
				},
			),
			{ numRuns: CASES },
		);
		// The changes are neither so harmless nor so coarse that one way to end is never taken.
		for (const kind of ['sized', 'image', 'cutOff', 'other'])
			expect(kinds.get(kind)).toBeGreaterThan(CASES / 200);
	},
	30 * 60_000,
);
