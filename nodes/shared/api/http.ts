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
	/**
	 * Cuts a GET off. A POST is never cut: the service may have accepted it, and only its answer tells
	 * the task id.
	 */
	signal?: AbortSignal;
}

/** Names of ends that Node.js has no code for. */
export const OWN_CODES = {
	/** The answer was not complete in time. */
	tooSlow: 'TOO_SLOW',
	/** n8n's SSRF protection refused the URL. */
	blocked: 'BLOCKED',
	/** The domains that the credential allows do not include the base URL's. */
	domain: 'DOMAIN_NOT_ALLOWED',
	/** The proxy between n8n and the service could not be reached, or closed the connection. */
	proxy: 'PROXY_UNREACHABLE',
} as const;

/** The end of a request that got no answer, or not all of one. */
export interface NoResponse {
	answered: false;
	/** Node.js' name for what happened (`ECONNREFUSED`, `ECONNRESET`, …), one of `OWN_CODES`, or `''`. */
	code: string;
	/** Whether the connection was never made, so that not a byte of the request was sent. */
	neverSent?: true;
}

/** How a request ended: with an answer of any status, or without one. */
export type HttpResult =
	| {
			answered: true;
			status: number;
			/** Lower-case names. */
			headers: Record<string, unknown>;
			/** Parsed when it was JSON, else the text as it came. */
			body: unknown;
	  }
	| NoResponse;

export type Send = (call: HttpRequest) => Promise<HttpResult>;
