import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { parseUrl } from '../shared/api/baseUrl';
import { BLOCKED } from '../shared/api/http';
import { isRecord, retryAfterMs } from '../shared/api/untrusted';
import type { TaskFile } from '../shared/api/task';
import { n8nClock } from '../shared/n8n/n8nClock';
import { noResponseOf } from '../shared/n8n/noResponseOf';
import { withTimeout } from '../shared/waiting/clock';
import { downloadReasons } from './waitMessages';

/** Why a file is not in n8n's store. */
interface NotDownloaded {
	ok: false;
	/** Without a full stop. */
	reason: string;
	/** How long the host asked to be left alone, in milliseconds. */
	retryAfterMs?: number;
	/** Set where the file came, and it was n8n that could not store it. */
	notStored?: true;
}

export type DownloadResult = { ok: true; binary: IBinaryData; extension: string } | NotDownloaded;

type Readable = Awaited<ReturnType<IExecuteFunctions['helpers']['getBinaryStream']>>;

/** The longest silence on a connection: n8n's HTTP client closes it then. */
const MAX_SILENCE_MS = 60_000;

/** The longest time of a download: a file that drips in is never silent. */
const MAX_DOWNLOAD_MS = 1_800_000;

/** How many bytes are enough to recognize a file. */
const FIRST_BYTES = 16;

/** First bytes as Latin-1, MIME type, extension: the formats that models of the API make, and similar ones. */
const FORMATS: ReadonlyArray<[RegExp, mimeType: string, extension: string]> = [
	[/^.{4}ftypqt/s, 'video/quicktime', 'mov'],
	[/^.{4}ftypavi[fs]/s, 'image/avif', 'avif'],
	[/^.{4}ftypM4A/s, 'audio/mp4', 'm4a'],
	[/^.{4}ftyp/s, 'video/mp4', 'mp4'],
	[/^.E\xdf\xa3/s, 'video/webm', 'webm'],
	[/^\x89PNG/, 'image/png', 'png'],
	[/^\xff\xd8\xff/, 'image/jpeg', 'jpg'],
	[/^RIFF.{4}WEBP/s, 'image/webp', 'webp'],
	[/^RIFF.{4}WAVE/s, 'audio/wav', 'wav'],
	[/^(ID3|\xff[\xe2-\xfb])/, 'audio/mpeg', 'mp3'],
];

/** HTML, XML or JSON, whatever type the answer has. */
const PAGE = /^(\xef\xbb\xbf)?\s*[<{]/;

/**
 * Streams a file into n8n's binary store, without the whole of it in memory. Never rejects.
 *
 * The link is pre-signed and on another host than the API, so the request carries no credentials.
 *
 * @param name of the file, without extension
 * @param signal ends the download, or keeps it from beginning
 */
export async function downloadFile(
	context: IExecuteFunctions,
	file: TaskFile,
	name: string,
	signal: AbortSignal,
): Promise<DownloadResult> {
	const url = parseUrl(file.url);
	const failed = (reason: string, more: Partial<NotDownloaded> = {}): NotDownloaded => ({
		...more,
		ok: false,
		reason: reason.replace('<host>', url?.host || 'its link'),
	});
	/** The stream, once it goes into n8n's store. */
	let storing: Readable | undefined;
	const download = async (timeUp: AbortSignal): Promise<DownloadResult> => {
		const answer: unknown = await context.helpers.httpRequest({
			method: 'GET',
			url: file.url,
			// Compression does not make videos and images smaller.
			headers: { 'Accept-Encoding': 'identity' },
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			timeout: MAX_SILENCE_MS,
			abortSignal: AbortSignal.any([signal, timeUp]),
		});
		const { statusCode, headers, body } = answer as {
			statusCode: number;
			headers: Record<string, unknown>;
			body: Readable;
		};
		// Without a listener, an error would end the process. Whoever reads the stream gets it, too.
		body.on('error', () => {});
		if (statusCode !== 200) {
			body.destroy();
			const asked = retryAfterMs(headers['retry-after'], Date.now());
			const reason = downloadReasons.badStatus.replace('<status>', String(statusCode));
			return failed(reason, { retryAfterMs: asked });
		}
		const type = fileTypeOf(await peek(body), String(headers['content-type'] ?? ''), file);
		if (type === undefined) {
			body.destroy();
			return failed(downloadReasons.noFile);
		}
		storing = body;
		const fileName = `${name}.${type.extension}`;
		const binary = await context.helpers.prepareBinaryData(body, fileName, type.mimeType);
		// Not every store of n8n throws when the stream breaks.
		if (body.errored) throw body.errored;
		return { ok: true, binary, extension: type.extension };
	};
	try {
		const result = await withTimeout(n8nClock, MAX_DOWNLOAD_MS, download);
		return result ?? failed(downloadReasons.cut);
	} catch (error) {
		// What is thrown may contain the signed link or a path, so none of its text is used.
		if (isFull(error)) return failed(downloadReasons.storageFull, { notStored: true });
		// Where the stream is intact, the store failed.
		if (storing?.errored === null) return failed(downloadReasons.notStored, { notStored: true });
		return failed(reasonOf(noResponseOf(error).code));
	}
}

function reasonOf(code: string): string {
	if (code === BLOCKED) return downloadReasons.blocked;
	return /CERT|SIGNATURE|ERR_TLS/.test(code) ? downloadReasons.notTrusted : downloadReasons.cut;
}

/** Whether n8n's storage is full: its disk, or its quota. */
function isFull(error: unknown): boolean {
	const { code, cause } = isRecord(error) ? error : {};
	return code === 'ENOSPC' || code === 'EDQUOT' || (cause !== undefined && isFull(cause));
}

/** The first bytes of a stream, which stay in it; none of an empty one. Rejects where the stream breaks. */
async function peek(stream: Readable): Promise<Uint8Array> {
	await new Promise<void>((resolve, reject) => {
		stream.once('readable', resolve).once('error', reject);
	});
	// Where fewer bytes have come, the first call returns null.
	const start = (stream.read(FIRST_BYTES) ?? stream.read()) as Uint8Array | null;
	if (start !== null) stream.unshift(start);
	return start ?? new Uint8Array();
}

/**
 * The type of a file: by its first bytes, else by the answer's content type, else by what the service says
 * of it.
 *
 * @param contentType of the answer, or `''`
 * @param file as the service describes it
 * @returns the extension without a dot; `undefined` for an empty file, a page or text
 */
function fileTypeOf(
	firstBytes: Uint8Array,
	contentType: string,
	{ kind, type }: Pick<TaskFile, 'kind' | 'type'>,
): { mimeType: string; extension: string } | undefined {
	const start = Buffer.from(firstBytes).toString('latin1');
	const known = FORMATS.find(([pattern]) => pattern.test(start));
	if (known !== undefined) return { mimeType: known[1], extension: known[2] };
	const [sentType = ''] = contentType.toLowerCase().split(/\s*;/);
	const isPage = PAGE.test(start) || /^(text\/|application\/(json|xml))/.test(sentType);
	if (isPage || start === '') return undefined;
	const extension = type.toLowerCase();
	// Else the host does not know the type: many say octet-stream.
	if (/^(video|image|audio)\/[\w.+-]+$/.test(sentType)) return { mimeType: sentType, extension };
	const named = FORMATS.find(([, , each]) => each === extension.replace('jpeg', 'jpg'));
	return { mimeType: named?.[1] ?? `${kind}/${extension}`, extension };
}
