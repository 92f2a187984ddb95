/** One request to the Highway API. Whoever sends it adds the base URL and the key. */
export interface HttpRequest {
	method: 'GET' | 'POST';
	/** Path below the base URL, with a leading slash. */
	path: string;
	query?: Record<string, string>;
	/** JSON, as bytes. */
	body?: Uint8Array;
	/** Milliseconds after which the request is aborted, even if a part of its answer has arrived. */
	timeoutMs: number;
	/** Cuts a GET off. A POST is never cut: only its answer tells the id of a task that is paid for. */
	signal?: AbortSignal;
}

/** The code of a request that n8n refuses to send: SSRF protection, or the domains of the credential. */
export const BLOCKED = 'BLOCKED';

/** A request that got no answer, or not all of one in time. */
export interface NoResponse {
	answered: false;
	/** Node.js' name for what happened (`ECONNREFUSED`, `ECONNRESET`, …), `BLOCKED`, or `''`. */
	code: string;
	/** Set where no connection was made, so that no byte of the request was sent. */
	neverSent?: true;
}

export interface HttpAnswer {
	answered: true;
	status: number;
	/** Lower-case names. */
	headers: Record<string, unknown>;
	/** Parsed where it is JSON, else the text as it came. */
	body: unknown;
}

/** How a request ended: with an answer of any status, or without one. */
export type HttpResult = HttpAnswer | NoResponse;

/** Never rejects. */
export type Send = (request: HttpRequest) => Promise<HttpResult>;
