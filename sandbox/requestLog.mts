import type { IncomingHttpHeaders } from 'node:http';
import type { Account } from './account.mts';

/** One request to the API (`/v3/…`) or to the video host. */
export interface RecordedRequest {
	host: 'api' | 'videos';
	method: string;
	path: string;
	query: Record<string, string>;
	headers: IncomingHttpHeaders;
	/** Parsed JSON; the text where it is not JSON; undefined without a body. */
	body: unknown;
	/** Milliseconds since 1970 on the sandbox's clock. */
	receivedAt: number;
}

const LONGEST_SHOWN = 200;
const KEPT_WHEN_LONG_RUNNING = 1000;

/** Cuts long strings (images) inside a body to a prefix and their length. */
function shorten(body: unknown): unknown {
	const shortened = (_name: string, value: unknown) =>
		typeof value === 'string' && value.length > LONGEST_SHOWN
			? `${value.slice(0, 40)}… (${value.length} characters)`
			: value;
	return body === undefined ? undefined : JSON.parse(JSON.stringify(body, shortened));
}

/** Every request received, oldest first. */
export class RequestLog {
	readonly requests: RecordedRequest[] = [];

	/** A long-running sandbox forgets all but the latest requests and never keeps whole images. */
	constructor(private readonly longRunning: boolean) {}

	add(request: RecordedRequest): void {
		this.requests.push(request);
		if (this.longRunning && this.requests.length > KEPT_WHEN_LONG_RUNNING) this.requests.shift();
	}

	setBody(request: RecordedRequest, body: unknown): void {
		request.body = this.longRunning ? shorten(body) : body;
	}

	/** As they may be shown to anyone: without the key, with shortened images. */
	presentable(account: Account) {
		return this.requests.map(({ headers, body, receivedAt, ...request }) => ({
			...request,
			headers: { ...headers, authorization: account.keyIn(headers.authorization) },
			body: shorten(body),
			receivedAt: new Date(receivedAt).toISOString(),
		}));
	}
}
