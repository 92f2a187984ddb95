import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { parseUrl } from '../shared/api/baseUrl';
import { BLOCKED } from '../shared/api/http';
import { isRecord, retryAfterMs } from '../shared/api/untrusted';
import type { TaskFile } from '../shared/api/task';
import { n8nClock } from '../shared/n8n/n8nClock';
import { noResponseOf } from '../shared/n8n/noResponseOf';
import { FIRST_BYTES, fileTypeOf } from './fileType';
import { downloadReasons } from './waitMessages';

/** Why a file could not be fetched. */
export interface DownloadFailure {
	/** Without a full stop; `''` where there is no more to say. */
	reason: string;
	/** HTTP status of the file host, absent when there was none. */
	status?: number;
	/** How long the host asked to be left alone, in milliseconds. */
	retryAfterMs?: number;
	/** Set where the file came, and it was n8n that could not store it. */
	notStored?: true;
}

export type DownloadResult =
	| { ok: true; binary: IBinaryData; extension: string }
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
 * @param name of the file, without extension
 * @param signal cuts the download off, and keeps one from beginning
 */
export async function downloadFile(
	context: IExecuteFunctions,
	file: TaskFile,
	name: string,
	signal: AbortSignal,
): Promise<DownloadResult> {
	if (!/^https?:$/.test(parseUrl(file.url)?.protocol ?? '')) {
		return { ok: false, why: { reason: downloadReasons.notAnAddress } };
	}
	const url = new URL(file.url);
	const failed = (reason: string, more: Partial<DownloadFailure> = {}): DownloadResult => ({
		ok: false,
		why: { ...more, reason: reason.replace('<host>', url.host) },
	});
	const tooSlow = new AbortController();
	const over = new AbortController();
	const arrived: Arrived = { bytes: 0 };
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
		const {
			statusCode: status,
			headers,
			body,
		} = answer as {
			statusCode: number;
			headers: Record<string, unknown>;
			body: Readable;
		};
		if (status !== 200) {
			body.destroy();
			const asked = retryAfterMs(headers['retry-after'], Date.now());
			const reason = downloadReasons.badStatus.replace('<status>', String(status));
			return failed(reason, { status, retryAfterMs: asked });
		}
		void abortWhenTooSlow(arrived, tooSlow, over.signal);
		const firstBytes = await peek(body);
		const sentType = String(headers['content-type'] ?? '')
			.replace(/\s*;.*/s, '')
			.toLowerCase();
		const type = firstBytes.length > 0 ? fileTypeOf(firstBytes, sentType, file) : undefined;
		if (type === undefined) {
			body.destroy();
			return failed(downloadReasons.noFile);
		}
		watch(body, arrived);
		const fileName = `${name}.${type.extension}`;
		const binary = await context.helpers.prepareBinaryData(body, fileName, type.mimeType);
		if (arrived.end !== 'whole') return failed(downloadReasons.cut);
		return { ok: true, binary, extension: type.extension };
	} catch (error) {
		// What is thrown may hold the signed link or a path, so only its kind is taken over.
		if (isFull(error)) return failed(downloadReasons.storageFull, { notStored: true });
		if (tooSlow.signal.aborted) return failed(downloadReasons.cut);
		// Whatever breaks on the way shows in the stream first; only then is it not the store.
		return arrived.isWatched === true && arrived.end !== 'broken'
			? failed('', { notStored: true })
			: failed(reasonOf(noResponseOf(error).code));
	} finally {
		over.abort();
	}
}

function reasonOf(code: string): string {
	return code === BLOCKED || /CERT|SIGNATURE|ERR_TLS/.test(code)
		? downloadReasons.notAllowed
		: downloadReasons.cut;
}

/** Whether n8n's storage is full: its disk, or its quota. */
function isFull(error: unknown): boolean {
	const { code, cause } = isRecord(error) ? error : {};
	return code === 'ENOSPC' || code === 'EDQUOT' || (cause !== undefined && isFull(cause));
}

/** The first bytes of a stream, which stay in it; none where it is empty. Rejects where it breaks. */
async function peek(stream: Readable): Promise<Uint8Array> {
	const start = await new Promise<Uint8Array | null>((resolve, reject) => {
		const look = (): void => {
			const piece = stream.read(FIRST_BYTES) as Uint8Array | null;
			if (piece === null && !stream.readableEnded && !stream.destroyed) return;
			stream.off('readable', look);
			resolve(piece);
		};
		stream.on('readable', look).once('end', look).once('error', reject);
		look();
	});
	if (start !== null) stream.unshift(start);
	return start ?? new Uint8Array();
}

/** What has come out of a stream so far. */
interface Arrived {
	bytes: number;
	isWatched?: true;
	end?: 'whole' | 'broken';
}

/**
 * Counts the bytes that a reader of a stream gets, without reading it. Only its end shows that it is complete:
 * if a host compresses without being asked to, the announced length is that of the compressed file.
 */
function watch(stream: Readable, arrived: Arrived): void {
	arrived.isWatched = true;
	// A stream that is paused first does not start to flow because it is counted.
	stream.pause();
	stream.on('data', (piece: Uint8Array) => (arrived.bytes += piece.length));
	stream.on('end', () => (arrived.end = 'whole'));
	stream.on('error', () => (arrived.end ??= 'broken'));
	// Some of n8n's binary stores only listen, and that does not wake a paused stream.
	stream.on('newListener', (event: string) => {
		if (event === 'data') stream.resume();
	});
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
