import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { OWN_CODES } from '../shared/api/http';
import { isRecord } from '../shared/api/json';
import { retryAfterMs } from '../shared/api/retryAfter';
import type { TaskFile } from '../shared/api/task';
import { formatText } from '../shared/message';
import { n8nClock } from '../shared/n8n/n8nClock';
import { noResponseOf } from '../shared/n8n/noResponseOf';
import { FIRST_BYTES, fileTypeOf } from './fileType';
import { downloadReasons, storeReasons } from './waitMessages';

/** Why a file could not be fetched. */
export interface DownloadFailure {
	/** Without a full stop. */
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
	if (!URL.canParse(file.url) || !/^https?:$/.test(new URL(file.url).protocol)) {
		return { ok: false, why: { reason: downloadReasons.notAnAddress } };
	}
	const url = new URL(file.url);
	const failed = (reason: keyof typeof downloadReasons, more: Partial<DownloadFailure> = {}) =>
		({
			ok: false,
			why: { ...more, reason: downloadReasons[reason].replace('<host>', url.host) },
		}) as const;
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
		const { statusCode, headers, body } = answer as {
			statusCode: number;
			headers: Record<string, unknown>;
			body: Readable;
		};
		if (statusCode !== 200) {
			body.destroy();
			const asked = retryAfterMs(headers['retry-after'], Date.now());
			const why = failed('badStatus', { status: statusCode, retryAfterMs: asked }).why;
			return { ok: false, why: { ...why, reason: formatText(why.reason, { status: statusCode }) } };
		}
		void abortWhenTooSlow(arrived, tooSlow, over.signal);
		const firstBytes = await peek(body);
		if (firstBytes.length === 0) return failed('empty');
		const sentType = contentType(headers);
		const type = fileTypeOf(firstBytes, sentType, file);
		if (type === undefined) {
			body.destroy();
			const { why } = failed('noFile');
			return { ok: false, why: { reason: formatText(why.reason, { type: sentType }) } };
		}
		watch(body, arrived);
		const fileName = `${name}.${type.extension}`;
		const binary = await context.helpers.prepareBinaryData(body, fileName, type.mimeType);
		if (arrived.end !== 'whole') return failed('cut');
		return { ok: true, binary, extension: type.extension };
	} catch (error) {
		// What is thrown may hold the signed link or a path, so only its kind is taken over.
		const notStored = whyNotStored(error);
		if (notStored !== undefined) return { ok: false, why: { reason: notStored, notStored: true } };
		if (tooSlow.signal.aborted) return failed('tooSlow');
		// Whatever breaks on the way shows in the stream first; only then is it not the store.
		if (arrived.watched === true && arrived.end !== 'broken') {
			return { ok: false, why: { reason: storeReasons.unknown, notStored: true } };
		}
		return failed(reasonOf(noResponseOf(error, url).code));
	} finally {
		over.abort();
	}
}

/** @param code of Node.js, or one of `OWN_CODES` */
function reasonOf(code: string): keyof typeof downloadReasons {
	if (code === OWN_CODES.blocked) return 'blocked';
	if (code === OWN_CODES.proxy) return 'proxy';
	if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'unknownHost';
	if (code === 'ECONNREFUSED') return 'refused';
	return /CERT|SIGNATURE|ERR_TLS/.test(code) ? 'certificate' : 'cut';
}

/** Why n8n could not store a file, or `undefined` where nothing says that it was the store. */
function whyNotStored(error: unknown): string | undefined {
	const { code, message, cause } = isRecord(error) ? error : {};
	// n8n's own error of the mode "database" has no code, and a name that has changed.
	if (String(message).includes('N8N_BINARY_DATA_DATABASE_MAX_FILE_SIZE')) {
		return storeReasons.tooLarge;
	}
	if (code === 'ENOSPC' || code === 'EDQUOT') return storeReasons.full;
	if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return storeReasons.notAllowed;
	return isRecord(cause) ? whyNotStored(cause) : undefined;
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
		stream.on('readable', look);
		stream.once('end', () => resolve(null));
		stream.once('error', reject);
		look();
	});
	if (start === null) return new Uint8Array();
	stream.unshift(start);
	return start;
}

/** What has come out of a stream so far. */
interface Arrived {
	bytes: number;
	watched?: true;
	end?: 'whole' | 'broken';
}

/**
 * Counts the bytes that a reader of a stream gets, without reading it. Only its end shows that it is complete:
 * if a host compresses without being asked to, the announced length is that of the compressed file.
 */
function watch(stream: Readable, arrived: Arrived): void {
	arrived.watched = true;
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
function contentType(headers: Record<string, unknown>): string {
	const header = headers['content-type'];
	return typeof header === 'string' ? (header.split(';')[0] ?? '').trim().toLowerCase() : '';
}
