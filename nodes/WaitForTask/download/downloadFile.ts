import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { isRecord } from '../../shared/api/json';
import { n8nClock } from '../../shared/n8n/n8nClock';
import { formatText } from '../../shared/message';
import { downloadReasons, storeReasons } from '../waitMessages';

/** A file that is to be fetched from the file host. */
export interface RemoteFile {
	url: string;
	fileName: string;
	/** Used where the host's own answer says nothing sensible. */
	mimeType: string;
}

/** Why a file could not be fetched. */
export interface DownloadFailure {
	/** A sentence without a full stop. */
	happened: string;
	/** HTTP status of the file host, absent when there was none. */
	status?: number;
	/** Set where the file came, and it was n8n that could not store it. */
	notStored?: true;
}

export type DownloadResult =
	| { ok: true; binary: IBinaryData }
	| { ok: false; why: DownloadFailure };

type Readable = Awaited<ReturnType<IExecuteFunctions['helpers']['getBinaryStream']>>;

/** How often a download is checked, and how many bytes must have arrived by then: a kilobyte a second. */
const WATCH_EVERY_MS = 60_000;
const MIN_BYTES = 60_000;

/**
 * Streams a file into n8n's binary store, without ever holding it whole.
 *
 * The link is pre-signed and on another host than the API, so the request carries no credentials.
 * Never rejects.
 *
 * @param signal cuts the download off, and keeps one from beginning
 */
export async function downloadFile(
	context: IExecuteFunctions,
	file: RemoteFile,
	signal: AbortSignal,
): Promise<DownloadResult> {
	if (!URL.canParse(file.url) || !/^https?:$/.test(new URL(file.url).protocol)) {
		return failed(downloadReasons.notAnAddress);
	}
	if (signal.aborted) return failed(downloadReasons.cut);
	const tooSlow = new AbortController();
	try {
		const answer: unknown = await context.helpers.httpRequest({
			method: 'GET',
			url: file.url,
			// What is compressed already gets no smaller, and its length would not be that of the file.
			headers: { 'Accept-Encoding': 'identity' },
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			timeout: WATCH_EVERY_MS,
			abortSignal: AbortSignal.any([signal, tooSlow.signal]),
		});
		const { statusCode, headers, body } = answer as {
			statusCode: number;
			headers: unknown;
			body: Readable;
		};
		if (statusCode !== 200) {
			body.destroy();
			return failed(formatText(downloadReasons.badStatus, { status: statusCode }), statusCode);
		}
		const sent = contentType(headers);
		if (/^(text\/|application\/(json|xml))/.test(sent)) {
			body.destroy();
			return failed(formatText(downloadReasons.noFile, { type: sent }));
		}
		// Storage hosts often say octet-stream.
		const mimeType = /^(video|image|audio)\/[\w.+-]+$/.test(sent) ? sent : file.mimeType;
		return await store(context, body, { ...file, mimeType }, tooSlow);
	} catch {
		// The client's own error holds the signed link, so nothing of it is taken over.
		return failed(tooSlow.signal.aborted ? downloadReasons.tooSlow : downloadReasons.cut);
	}
}

/**
 * Hands a stream to n8n's binary store.
 *
 * @param tooSlow is aborted when too little comes
 */
async function store(
	context: IExecuteFunctions,
	body: Readable,
	{ fileName, mimeType }: RemoteFile,
	tooSlow: AbortController,
): Promise<DownloadResult> {
	const arrived = watch(body);
	const over = new AbortController();
	void abortWhenTooSlow(arrived, tooSlow, over.signal);
	try {
		const binary = await context.helpers.prepareBinaryData(body, fileName, mimeType);
		if (arrived.end !== 'whole') return failed(downloadReasons.cut);
		// Not all of n8n's binary stores report the size of what they have stored.
		if (arrived.bytes === 0) return failed(downloadReasons.empty);
		return { ok: true, binary };
	} catch (error) {
		body.destroy();
		if (tooSlow.signal.aborted) return failed(downloadReasons.tooSlow);
		// Whatever breaks on the way shows in the stream first; only then is it not the store.
		if (arrived.end === 'broken') return failed(downloadReasons.cut);
		return { ok: false, why: { happened: whyNotStored(error), notStored: true } };
	} finally {
		over.abort();
	}
}

/** Why n8n could not store a file. Only the name of the error is read: its message may contain paths. */
function whyNotStored(error: unknown): string {
	const { code, message } = isRecord(error) ? error : {};
	// n8n's own error of the mode "database" has no code, and a name that has changed.
	if (String(message).includes('N8N_BINARY_DATA_DATABASE_MAX_FILE_SIZE')) {
		return storeReasons.tooLarge;
	}
	if (code === 'ENOSPC' || code === 'EDQUOT') return storeReasons.full;
	if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return storeReasons.notAllowed;
	return storeReasons.unknown;
}

function failed(happened: string, status?: number): DownloadResult {
	return { ok: false, why: { happened, status } };
}

/** What has come out of a stream so far. */
interface Arrived {
	bytes: number;
	end?: 'whole' | 'broken';
}

/**
 * Counts the bytes that a reader of a stream gets, without reading it. Only its end shows that it is complete:
 * if a host compresses without being asked to, the announced length is that of the compressed file.
 */
function watch(stream: Readable): Arrived {
	const arrived: Arrived = { bytes: 0 };
	// A stream that is paused first does not start to flow because it is counted.
	stream.pause();
	stream.on('data', (piece: Uint8Array) => {
		arrived.bytes += piece.length;
	});
	stream.on('end', () => {
		arrived.end = 'whole';
	});
	stream.on('error', () => {
		arrived.end ??= 'broken';
	});
	// Some of n8n's binary stores only listen, and that does not wake a paused stream.
	stream.on('newListener', (event: string) => {
		if (event === 'data') stream.resume();
	});
	return arrived;
}

/**
 * Aborts `tooSlow` when too little has come for a while. n8n's HTTP helper bounds only the time until
 * the headers.
 */
async function abortWhenTooSlow(
	arrived: Arrived,
	tooSlow: AbortController,
	over: AbortSignal,
): Promise<void> {
	for (let before = 0; ; before = arrived.bytes) {
		await n8nClock.sleep(WATCH_EVERY_MS, over);
		// A store may take its time with what has come.
		if (over.aborted || arrived.end !== undefined) return;
		if (arrived.bytes - before < MIN_BYTES) return tooSlow.abort();
	}
}

/** The MIME type that the host names, without its parameters, or `''`. */
function contentType(headers: unknown): string {
	const header = isRecord(headers) ? headers['content-type'] : undefined;
	return typeof header === 'string' ? (header.split(';')[0] ?? '').trim().toLowerCase() : '';
}
