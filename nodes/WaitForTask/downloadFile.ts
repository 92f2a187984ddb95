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

/** The longest silence on the connection: n8n's HTTP client ends it then. */
const MAX_SILENCE_MS = 60_000;

/** The longest a download may take: a file that drips is never silent. */
const MAX_DOWNLOAD_MS = 1_800_000;

/** How many bytes are enough to know a file by. */
const FIRST_BYTES = 16;

/** First bytes as Latin-1, MIME type, extension: the formats that models of the API make, and their kin. */
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

/** HTML, XML or JSON, whatever the answer calls it. */
const PAGE = /^(\xef\xbb\xbf)?\s*[<{]/;

/**
 * Streams a file into n8n's binary store, without ever holding it whole.
 *
 * The link is pre-signed and on another host than the API, so the request carries no credentials.
 * Never rejects.
 *
 * @param name of the file, without extension
 * @param signal cuts the download off, and keeps one from beginning
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
	/** While the file goes into n8n's store. */
	let storing: Readable | undefined;
	const download = async (tooLate: AbortSignal): Promise<DownloadResult> => {
		const answer: unknown = await context.helpers.httpRequest({
			method: 'GET',
			url: file.url,
			// What is compressed already gets no smaller.
			headers: { 'Accept-Encoding': 'identity' },
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			timeout: MAX_SILENCE_MS,
			abortSignal: AbortSignal.any([signal, tooLate]),
		});
		const { statusCode, headers, body } = answer as {
			statusCode: number;
			headers: Record<string, unknown>;
			body: Readable;
		};
		// Whatever breaks shows where the stream is read; unheard, it would end the process.
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
		// Not every store of n8n says that it got half of it.
		if (body.errored) throw body.errored;
		return { ok: true, binary, extension: type.extension };
	};
	try {
		const result = await withTimeout(n8nClock, MAX_DOWNLOAD_MS, download);
		return result ?? failed(downloadReasons.cut);
	} catch (error) {
		// What is thrown may hold the signed link or a path, so only its kind is taken over.
		if (isFull(error)) return failed(downloadReasons.storageFull, { notStored: true });
		// What breaks on the way breaks the stream; else it is the store.
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

/** The first bytes of a stream, which stay in it; none where it is empty. Rejects where it breaks. */
async function peek(stream: Readable): Promise<Uint8Array> {
	await new Promise<void>((resolve, reject) => {
		stream.once('readable', resolve).once('error', reject);
	});
	// At an end, or of a first piece that is shorter, there is less to read.
	const start = (stream.read(FIRST_BYTES) ?? stream.read()) as Uint8Array | null;
	if (start !== null) stream.unshift(start);
	return start ?? new Uint8Array();
}

/**
 * What a file is by its first bytes; where they say nothing, by the type of the answer, and where that is
 * no type of a file, by the service's word.
 *
 * @param contentType of the answer, or `''`
 * @param file as the service describes it
 * @returns the extension without a dot; `undefined` for nothing, a page or text, which is no file of a task
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
	// Storage hosts often say octet-stream.
	if (/^(video|image|audio)\/[\w.+-]+$/.test(sentType)) return { mimeType: sentType, extension };
	const named = FORMATS.find(([, , each]) => each === extension.replace('jpeg', 'jpg'));
	return { mimeType: named?.[1] ?? `${kind}/${extension}`, extension };
}
