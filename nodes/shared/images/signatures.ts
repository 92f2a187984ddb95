/** A kind of file, as a message can name it, and what can be done about it. */
export interface FileKind {
	/** With its article: "a WebP image". */
	what: string;
	cure: 'editImage' | 'answer' | 'picture';
	/** What a text says of itself: the title of a page, or the first words. As it came. */
	quote?: string;
}

/**
 * Kinds of files by their signature, for those that come instead of a JPEG or PNG; the first match
 * counts. From RFC 9649 (WebP), ISO/IEC 14496-12 (`ftyp`) with the brands of HEIF and AVIF, TIFF 6.0, and
 * so on. Edit Image is recommended for what GraphicsMagick reads in n8n's own image.
 */
const SIGNATURES: ReadonlyArray<
	readonly [signature: RegExp, what: string, cure: FileKind['cure']]
> = [
	[/^RIFF.{4}WEBP/s, 'a WebP image', 'editImage'],
	[/^GIF8/, 'a GIF', 'editImage'],
	[/^(II\*\0|MM\0\*)/, 'a TIFF image or a camera’s raw file', 'editImage'],
	// Two letters alone would be too little: the header's length is one of those in use.
	[/^BM.{12}[(48@l|]\0\0\0/s, 'a BMP image', 'editImage'],
	[/^.{4}ftypavi[fs]/s, 'an AVIF image', 'picture'],
	[/^.{4}ftyp(hei[cmsx]|hev[cx]|m[is]f1)/s, 'a HEIC image', 'picture'],
	[/^.{4}ftyp/s, 'a video', 'picture'],
	[/^%PDF-/, 'a PDF', 'picture'],
	[/^PK[^ -~]{2}/, 'a ZIP archive', 'picture'],
];

/** The part of a text that is looked at; the titles of pages come early. */
const TEXT_BYTES = 16 * 1024;

/** What a file that is no JPEG or PNG is, by its beginning. */
export function kindOf(file: Buffer): FileKind {
	const start = file.toString('latin1', 0, 64);
	const found = SIGNATURES.find(([signature]) => signature.test(start));
	if (found !== undefined) return { what: found[1], cure: found[2] };
	return kindOfText(file) ?? { what: 'an unknown kind of file', cure: 'picture' };
}

/** Most often a page or an answer that a download got instead of the image. */
function kindOfText(file: Buffer): FileKind | undefined {
	const text = file
		.toString('utf8', 0, TEXT_BYTES)
		.replace(/^\ufeff/, '')
		.trim();
	// A character that is cut at the end is no sign of anything; one within is.
	if (text === '' || /[^\P{Cc}\s]|\ufffd(?!$)/u.test(text)) return undefined;
	const start = text.slice(0, 1024).toLowerCase();
	const answer = (what: string, quote: string): FileKind => ({ what, cure: 'answer', quote });
	if (/^[{[]/.test(start)) return answer('JSON', text);
	if (!start.startsWith('<')) return answer('text', text);
	if (!/<(html|head|body|title)\b|^<!doctype html/.test(start)) {
		if (start.includes('<svg')) return { what: 'an SVG drawing', cure: 'picture' };
		if (start.startsWith('<?xml')) return answer('XML', text);
	}
	return answer('a web page', titleOf(text) ?? text);
}

function titleOf(page: string): string | undefined {
	const start = page.search(/<title[\s>]/i);
	return start === -1 ? undefined : /^[^>]*>([^<]*)/.exec(page.slice(start))?.[1];
}
