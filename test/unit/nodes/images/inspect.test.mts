import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { decodeBase64, inspect, MAX_IMAGE_BYTES } from '../../../../nodes/shared/images/inspect.ts';
import { madeJpeg, madePng, PLAIN } from './support/madePictures.mts';

describe('a file that is no JPEG or PNG is named', () => {
	it.each<[string, (picture: Sharp) => Sharp]>([
		['a WebP image', (picture) => picture.webp()],
		['a GIF', (picture) => picture.gif()],
		['an AVIF image', (picture) => picture.avif({ effort: 0 })],
		['a TIFF image or a camera’s raw file', (picture) => picture.tiff()],
	])('%s, from a real encoder', async (what, encoded) => {
		const file = await encoded(sharp(await madePng(PLAIN))).toBuffer();
		expect(inspect(file)).toMatchObject({ kind: 'other', file: { what } });
	});

	it.each([
		['a TIFF image or a camera’s raw file', 'MM\0*\0\0\0\x08'],
		['a BMP image', 'BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0'],
		['a HEIC image', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
		['a HEIC image', '\0\0\0\x18ftypmif1\0\0\0\0mif1heic'],
		['a video', '\0\0\0\x18ftypisom'],
		['a PDF', '%PDF-1.7\n%\xe2\xe3'],
		['a ZIP archive', 'PK\x03\x04\x14\0'],
		['an unknown kind of file', '\x01\x02\x03\x04'],
		['an unknown kind of file', 'BM\x01\x02'],
		['an unknown kind of file', '\xff\xd8'],
	])('%s, by its first bytes', (what, start) => {
		const file = Buffer.from(start.padEnd(200, '\0'), 'latin1');
		expect(inspect(file)).toMatchObject({ kind: 'other', file: { what } });
	});

	it.each([
		['<!DOCTYPE html>\n<html><title>Sign in – <b>Drive</b></title>', 'a web page', 'Sign in – '],
		['\ufeff  <HTML lang="en"><TITLE dir=x>Virus scan</TITLE>', 'a web page', 'Virus scan'],
		['<!-- x --><html><body>Not here', 'a web page', '<!-- x --><html><body>Not here'],
		['<?xml version="1.0"?><Error/>', 'XML', '<?xml version="1.0"?><Error/>'],
		['<p>No</p>', 'a web page', '<p>No</p>'],
		['{"detail":"Unauthorized"}', 'JSON', '{"detail":"Unauthorized"}'],
		[' [1,2]', 'JSON', '[1,2]'],
		['Zu groß: ü', 'text', 'Zu groß: ü'],
	])('with its title or first words: %j', (text, what, quote) => {
		expect(inspect(Buffer.from(text))).toMatchObject({ kind: 'other', file: { what, quote } });
	});

	it('as a drawing', () => {
		for (const svg of ['<svg xmlns="x">', '<?xml version="1.0"?>\n<!-- made by hand -->\n<svg>'])
			expect(inspect(Buffer.from(svg))).toMatchObject({
				file: { what: 'an SVG drawing', cure: 'picture' },
			});
	});
});

describe('a picture', () => {
	it('is refused when it is cut, too large or empty', async () => {
		for (const made of [await madeJpeg(PLAIN), await madePng(PLAIN)]) {
			expect(inspect(made).kind).toBe('image');
			expect(inspect(made.subarray(0, -20)).kind).toBe('cutOff');
			const large = Buffer.concat([made, Buffer.alloc(MAX_IMAGE_BYTES - made.length)]);
			expect(inspect(large).kind).toBe('image');
			expect(inspect(Buffer.concat([large, made])).kind).toBe('tooLarge');
		}
		expect(inspect(Buffer.alloc(0))).toMatchObject({ kind: 'other', file: { what: 'empty' } });
		expect(MAX_IMAGE_BYTES).toBe(20_971_520);
	});
});

describe('Base64', () => {
	it('gives the bytes in any form in which it turns up', () => {
		const forms: Array<(base64: string) => string> = [
			(base64) => base64,
			(base64) => base64.replace(/=+$/, ''),
			(base64) => base64.replaceAll('+', '-').replaceAll('/', '_'),
			(base64) => ` data:image/jpeg;charset=x;base64,${base64}\n`,
			(base64) => base64.replace(/(.{5})/g, '$1\r\n'),
		];
		fc.assert(
			fc.property(fc.uint8Array(), fc.constantFrom(...forms), (bytes, form) => {
				const decoded = decodeBase64(form(Buffer.from(bytes).toString('base64')));
				expect(decoded).toEqual(Buffer.from(bytes));
			}),
		);
	});

	it('is nothing else', () => {
		const uris = ['data:image/png,abcd', 'abcddata:image/png;base64,abcd'];
		for (const odd of [...uris, 'aGVsbG8h=a', 'a.b1', 'aGVs🙂bG8', 'YQ==YQ==', '\ud800abc'])
			expect([odd, decodeBase64(odd)]).toEqual([odd, undefined]);
	});
});
