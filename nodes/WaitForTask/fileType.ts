import type { TaskFile } from '../shared/api/task';

/** What a file is. */
export interface FileType {
	mimeType: string;
	/** Without a dot. */
	extension: string;
}

/** How many bytes are enough to know a file by. */
export const FIRST_BYTES = 16;

/** First bytes as Latin-1, MIME type, extension: the formats that models of the API make, and their kin. */
const FORMATS: ReadonlyArray<[RegExp, mimeType: string, extension: string]> = [
	[/^.{4}ftypqt/s, 'video/quicktime', 'mov'],
	[/^.{4}ftypavi[fs]/s, 'image/avif', 'avif'],
	[/^.{4}ftypM4A/s, 'audio/mp4', 'm4a'],
	[/^.{4}ftyp/s, 'video/mp4', 'mp4'],
	[/^.E\xdf\xa3/s, 'video/webm', 'webm'],
	[/^\x89PNG/, 'image/png', 'png'],
	[/^\xff\xd8\xff/, 'image/jpeg', 'jpg'],
	[/^GIF8/, 'image/gif', 'gif'],
	[/^RIFF.{4}WEBP/s, 'image/webp', 'webp'],
	[/^RIFF.{4}WAVE/s, 'audio/wav', 'wav'],
	[/^(ID3|\xff[\xe2-\xfb])/, 'audio/mpeg', 'mp3'],
	[/^OggS/, 'audio/ogg', 'ogg'],
	[/^fLaC/, 'audio/flac', 'flac'],
];

/** HTML, XML or JSON, whatever the answer calls it. */
const PAGE = /^(\xef\xbb\xbf)?\s*[<{]/;

/**
 * What a file is by its first bytes; where they say nothing, by the type of the answer, and where that is
 * no type of a file, by the service's word.
 *
 * @param sentType of the answer, in lower case, or `''`
 * @param file as the service describes it
 * @returns `undefined` for a page or text, which is no file of a task
 */
export function fileTypeOf(
	firstBytes: Uint8Array,
	sentType: string,
	{ kind, type }: Pick<TaskFile, 'kind' | 'type'>,
): FileType | undefined {
	const start = Buffer.from(firstBytes).toString('latin1');
	const known = FORMATS.find(([pattern]) => pattern.test(start));
	if (known !== undefined) return { mimeType: known[1], extension: known[2] };
	if (PAGE.test(start) || /^(text\/|application\/(json|xml))/.test(sentType)) return undefined;
	const extension = type.toLowerCase();
	// Storage hosts often say octet-stream.
	if (/^(video|image|audio)\/[\w.+-]+$/.test(sentType)) return { mimeType: sentType, extension };
	const named = FORMATS.find(([, , each]) => each === extension.replace('jpeg', 'jpg'));
	return { mimeType: named?.[1] ?? `${kind}/${extension}`, extension };
}
