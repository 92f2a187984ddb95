import type { IncomingHttpHeaders } from 'node:http';
import { judgeKey } from './authorization.mts';

/** One request to the API (`/v3/…`) or to the video host, noted as it arrived. */
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

/** Cuts long strings (pictures) inside a body to a prefix and their length. */
function shorten(value: unknown): unknown {
	if (typeof value === 'string' && value.length > LONGEST_SHOWN) {
		return `${value.slice(0, 40)}… (${value.length} characters)`;
	}
	if (Array.isArray(value)) return value.map(shorten);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, shorten(entry)]));
}

/** A request as it may be shown to anyone: no key, no picture data. */
function presentable(request: RecordedRequest, key: string) {
	const { headers, body, receivedAt } = request;
	return {
		...request,
		headers: { ...headers, authorization: judgeKey(headers.authorization, key) },
		body: shorten(body),
		receivedAt: new Date(receivedAt).toISOString(),
	};
}

/** Every request received, oldest first. */
export class RequestLog {
	readonly requests: RecordedRequest[] = [];

	/** A long-running sandbox forgets all but the latest requests and never keeps whole pictures. */
	constructor(private readonly longRunning: boolean) {}

	add(request: RecordedRequest): RecordedRequest {
		this.requests.push(request);
		if (this.longRunning && this.requests.length > KEPT_WHEN_LONG_RUNNING) this.requests.shift();
		return request;
	}

	setBody(request: RecordedRequest, body: unknown): void {
		request.body = this.longRunning ? shorten(body) : body;
	}

	presentable(key: string) {
		return this.requests.map((request) => presentable(request, key));
	}
}
