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

it.each(crafted)('no file keeps n8n from answering: %s', (_what, made) => {
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
])('no Base64 keeps n8n from answering: %s', (_what, base64) => {
	expectToBeLinear(() => decodeBase64(base64));
});

it('a file is judged without a throw, whichever byte is another or the last one', async () => {
	for (const file of [
		await madeJpeg({ ...PLAIN, orientation: 6, xmp: 9 }, { progressive: true }),
		await madePng({ ...PLAIN, orientation: 8 }),
		jpegOf(Buffer.from([0xff, 0xff, 1]), app1(exif(6)), frameHeader(640, 480, 4, 0xc9)),
	])
		for (let at = 0; at < Math.min(file.length, 500); at++) {
			expect(inspect(file.subarray(0, at)).kind).not.toBe('image');
			for (const byte of [0, 1, 0x7f, 0x80, 0xc0, 0xd8, 0xd9, 0xda, 0xe1, 0xff])
				expect(['image', 'cutOff', 'other']).toContain(
					inspect(Buffer.from(file.with(at, byte))).kind,
				);
		}
});
