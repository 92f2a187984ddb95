import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { isRecord } from '../shared/api/json';
import { n8nClock } from '../shared/n8n/n8nClock';
import { fill } from '../shared/words';
import { downloadReasons } from './waitWords';

/** A file that is to be fetched from the video host. */
export interface RemoteFile {
	url: string;
	fileName: string;
	/** Used where the host's own answer says nothing sensible. */
	mimeType: string;
}

export type DownloadResult =
	| { ok: true; binary: IBinaryData }
	| {
			ok: false;
			why: {
				/** A sentence without a full stop. */
				happened: string;
				/** HTTP status of the video host, absent when there was none. */
				status?: number;
			};
	  };

type Readable = Awaited<ReturnType<IExecuteFunctions['helpers']['getBinaryStream']>>;

/** A download that brings nothing for so long is given up; how long it takes in all is not bounded. */
const STALLED_AFTER_MS = 60_000;

const WATCH_EVERY_MS = 1000;

/**
 * Streams a video into n8n's binary store, without ever holding it whole.
 *
 * The link is pre-signed and on another host than the API, so the request carries no credentials.
 * Never rejects.
 *
 * @param signal cuts the download off
 */
export async function downloadFile(
	context: IExecuteFunctions,
	file: RemoteFile,
	signal: AbortSignal,
): Promise<DownloadResult> {
	if (!URL.canParse(file.url) || !/^https?:$/.test(new URL(file.url).protocol)) {
		return failed(downloadReasons.notAnAddress);
	}
	const over = new AbortController();
	const stalled = new AbortController();
	try {
		const answer: unknown = await context.helpers.httpRequest({
			method: 'GET',
			url: file.url,
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			timeout: STALLED_AFTER_MS,
			abortSignal: AbortSignal.any([signal, stalled.signal]),
		});
		const { statusCode, headers, body } = answer as {
			statusCode: number;
			headers: unknown;
			body: Readable;
		};
		if (statusCode !== 200) {
			body.destroy();
			return failed(fill(downloadReasons.badStatus, { status: statusCode }), statusCode);
		}
		const sent = contentType(headers);
		if (/^(text\/|application\/(json|xml))/.test(sent)) {
			body.destroy();
			return failed(fill(downloadReasons.noVideo, { type: sent }));
		}
		const arrived = watch(body);
		void abortWhenStalled(arrived, stalled, over.signal);
		const binary = await context.helpers.prepareBinaryData(
			body,
			file.fileName,
			// Storage hosts often say octet-stream.
			/^video\/[\w.+-]+$/.test(sent) ? sent : file.mimeType,
		);
		// Not all of n8n's binary stores tell the size of what they have stored.
		const promised = promisedBytes(headers) ?? arrived.bytes;
		if (arrived.bytes !== promised) {
			return failed(fill(downloadReasons.incomplete, { ...arrived, promised }));
		}
		if (arrived.bytes === 0) return failed(downloadReasons.empty);
		return { ok: true, binary };
	} catch {
		// The client's own error holds the signed link, so nothing of it is taken over.
		return failed(stalled.signal.aborted ? downloadReasons.stalled : downloadReasons.cut);
	} finally {
		over.abort();
	}
}

function failed(happened: string, status?: number): DownloadResult {
	return { ok: false, why: { happened, ...(status === undefined ? {} : { status }) } };
}

/** What has come out of a stream so far. */
interface Arrived {
	bytes: number;
	/** Milliseconds since 1970 of the last piece, or of the start. */
	at: number;
}

/** Counts what whoever reads a stream gets, without reading it. */
function watch(stream: Readable): Arrived {
	const arrived = { bytes: 0, at: n8nClock.now() };
	// Paused first, a stream does not begin to flow because somebody counts.
	stream.pause();
	stream.on('data', (piece: Uint8Array) => {
		arrived.bytes += piece.length;
		arrived.at = n8nClock.now();
	});
	// Some of n8n's binary stores only listen, and that does not wake a paused stream.
	stream.on('newListener', (event: string) => {
		if (event === 'data') stream.resume();
	});
	return arrived;
}

/**
 * Aborts `stalled` when nothing has come for a while. n8n's HTTP helper bounds only the time until
 * the headers.
 */
async function abortWhenStalled(
	arrived: Arrived,
	stalled: AbortController,
	over: AbortSignal,
): Promise<void> {
	while (!over.aborted) {
		if (n8nClock.now() - arrived.at >= STALLED_AFTER_MS) {
			stalled.abort();
			return;
		}
		await n8nClock.sleep(WATCH_EVERY_MS, over);
	}
}

/** The MIME type that the host gives, without its parameters, or `''`. */
function contentType(headers: unknown): string {
	const header = isRecord(headers) ? headers['content-type'] : undefined;
	return typeof header === 'string' ? (header.split(';')[0] ?? '').trim().toLowerCase() : '';
}

function promisedBytes(headers: unknown): number | undefined {
	if (!isRecord(headers) || headers['content-encoding'] !== undefined) return undefined;
	const header = headers['content-length'];
	return typeof header === 'string' && /^\d+$/.test(header) ? Number(header) : undefined;
}
