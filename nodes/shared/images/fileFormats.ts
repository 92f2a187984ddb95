import type { FileFormat } from './fileFormat';
import { textFormatOf } from './textFormats';

interface Signature extends FileFormat {
	/** Bytes that must be there, as text in Latin-1, by their offset. */
	marks: ReadonlyArray<readonly [offset: number, text: string]>;
}

/**
 * Kinds of files by their signature, for those that come instead of a JPEG or PNG; the first match
 * counts. From the formats' own specifications: RFC 9649 (WebP), ISO/IEC 14496-12 (`ftyp`) with the
 * brands of HEIF and AVIF, TIFF 6.0, GIF89a, and so on.
 *
 * Edit Image is recommended for what GraphicsMagick reads in n8n's own image.
 */
const SIGNATURES: readonly Signature[] = [
	kind('a WebP image', 'editImage', [0, 'RIFF'], [8, 'WEBP']),
	kind('a GIF', 'editImage', [0, 'GIF8']),
	kind('a TIFF image or a camera’s raw file', 'editImage', [0, 'II*\0']),
	kind('a TIFF image or a camera’s raw file', 'editImage', [0, 'MM\0*']),
	// Two letters alone would be too little: the header's length is one of those in use.
	...['\x0c', '\x28', '\x34', '\x38', '\x40', '\x6c', '\x7c'].map((length) =>
		kind('a BMP image', 'editImage', [0, 'BM'], [14, `${length}\0\0\0`]),
	),
	...['avif', 'avis'].map((brand) => ftyp('an AVIF image', 'saveElsewhere', brand)),
	...['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'].map((brand) =>
		ftyp('a HEIC image', 'iPhone', brand),
	),
	ftyp('a camera’s raw file', 'saveElsewhere', 'crx '),
	kind('a video', 'notAPicture', [4, 'ftyp']),
	kind('a video', 'notAPicture', [0, '\x1aE\xdf\xa3']),
	kind('a video', 'notAPicture', [0, 'RIFF'], [8, 'AVI ']),
	kind('an audio file', 'notAPicture', [0, 'RIFF'], [8, 'WAVE']),
	kind('an audio file', 'notAPicture', [0, 'ID3']),
	kind('an audio file', 'notAPicture', [0, 'OggS']),
	kind('a JPEG XL image', 'saveElsewhere', [0, '\xff\x0a']),
	kind('a JPEG XL image', 'saveElsewhere', [0, '\0\0\0\x0cJXL ']),
	kind('a JPEG 2000 image', 'saveElsewhere', [0, '\0\0\0\x0cjP  ']),
	kind('an icon', 'saveElsewhere', [0, '\0\0\x01\0']),
	kind('a Photoshop file', 'exportPicture', [0, '8BPS']),
	kind('a PDF', 'exportPicture', [0, '%PDF-']),
	kind('a ZIP archive', 'unpack', [0, 'PK\x03\x04']),
	kind('a gzip archive', 'unpack', [0, '\x1f\x8b']),
	// The first byte of a PNG and those of a JPEG are no UTF-8, so reading them as text writes U+FFFD.
	kind('a PNG that was read as text on its way', 'readAsText', [0, '\xef\xbf\xbdPNG']),
	kind('a JPEG that was read as text on its way', 'readAsText', [
		0,
		'\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd',
	]),
	kind('Base64 written as text', 'base64Text', [0, 'iVBORw0KGgo']),
	kind('Base64 written as text', 'base64Text', [0, '/9j/']),
	kind('Base64 written as text', 'base64Text', [0, 'data:image/']),
];

function kind(what: string, cure: FileFormat['cure'], ...marks: Signature['marks']): Signature {
	return { what, cure, marks };
}

/** The kinds of ISO/IEC 14496-12 that are told apart by their major brand. */
function ftyp(what: string, cure: FileFormat['cure'], brand: string): Signature {
	return kind(what, cure, [4, `ftyp${brand}`]);
}

/** What a file that is no JPEG or PNG is by its first bytes. */
export function formatOf(head: Uint8Array): FileFormat {
	const start = Buffer.from(head.subarray(0, 64)).toString('latin1');
	const found = SIGNATURES.find(({ marks }) =>
		marks.every(([offset, text]) => start.startsWith(text, offset)),
	);
	return found ?? textFormatOf(head) ?? { what: 'an unknown kind of file', cure: 'unknown' };
}
