/** A file that is no JPEG or PNG, as a message names it, and what to do about it. */
export interface OtherFile {
	/** With its article: "a WebP image". */
	what: string;
	/** Key of `fileCures`. */
	cure: 'editImage' | 'answer' | 'picture';
	/** The title of a page, or else the text itself. Not sanitized. */
	quote?: string;
}

/**
 * Files by their first bytes as Latin-1; the first match counts. From RFC 9649 (WebP), ISO/IEC 14496-12
 * (`ftyp`) with the brands of HEIF and AVIF, TIFF 6.0, and so on. Edit Image is the cure for what
 * GraphicsMagick in n8n's Docker image reads.
 */
const SIGNATURES: ReadonlyArray<
	readonly [signature: RegExp, what: string, cure: OtherFile['cure']]
> = [
	[/^RIFF.{4}WEBP/s, 'a WebP image', 'editImage'],
	[/^GIF8/, 'a GIF', 'editImage'],
	[/^(II\*\0|MM\0\*)/, 'a TIFF image or a camera’s raw file', 'editImage'],
	// Two letters are too few to be sure: the length of the header has to be one of those in use.
	[/^BM.{12}[(48@l|]\0\0\0/s, 'a BMP image', 'editImage'],
	[/^.{4}ftypavi[fs]/s, 'an AVIF image', 'picture'],
	[/^.{4}ftyp(hei[cmsx]|hev[cx]|m[is]f1)/s, 'a HEIC image', 'picture'],
	[/^.{4}ftyp/s, 'a video', 'picture'],
	[/^%PDF-/, 'a PDF', 'picture'],
	[/^PK[^ -~]{2}/, 'a ZIP archive', 'picture'],
];

/** How much of a text is read: the title of a page comes early. */
const TEXT_BYTES = 16 * 1024;

/** Recognizes a file that is no JPEG or PNG by its beginning. */
export function recognize(file: Buffer): OtherFile {
	const start = file.toString('latin1', 0, 64);
	const found = SIGNATURES.find(([signature]) => signature.test(start));
	if (found !== undefined) return { what: found[1], cure: found[2] };
	return recognizeText(file) ?? { what: 'an unknown kind of file', cure: 'picture' };
}

/** A text is most often a page, or an answer that a download got instead of the image. */
function recognizeText(file: Buffer): OtherFile | undefined {
	const text = file
		.toString('utf8', 0, TEXT_BYTES)
		.replace(/^\ufeff/, '')
		.trim();
	// Binary data has control characters or invalid UTF-8; TEXT_BYTES may cut the last character.
	if (text === '' || /[^\P{Cc}\s]|\ufffd(?!$)/u.test(text)) return undefined;
	const start = text.slice(0, 1024).toLowerCase();
	const answer = (what: string, quote: string): OtherFile => ({ what, cure: 'answer', quote });
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
