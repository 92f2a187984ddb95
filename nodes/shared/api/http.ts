/** One request to the Highway API. Whoever sends it adds the base URL and the key. */
export interface HttpCall {
	method: 'GET' | 'POST';
	/** Path below the base URL, with a leading slash. */
	path: string;
	query?: Record<string, string>;
	/** JSON, as bytes. */
	body?: Uint8Array;
	/** Milliseconds without an answer after which the call is given up. */
	timeoutMs: number;
}

/** How a request ended: with an answer, whatever its status, or without one. */
export type HttpEnd =
	| {
			answered: true;
			status: number;
			/** Lower-case names. */
			headers: Record<string, unknown>;
			/** Parsed when it was JSON, else the text as it came. */
			body: unknown;
	  }
	| {
			answered: false;
			/** Node.js' name for what happened (`ECONNREFUSED`, `ECONNRESET`, …), or `''`. */
			code: string;
	  };

export type Send = (call: HttpCall) => Promise<HttpEnd>;
