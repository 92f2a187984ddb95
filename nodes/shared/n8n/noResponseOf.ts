import { OWN_CODES, type NoResponse } from '../api/http';

/** What n8n, its HTTP client and Node.js throw, as far as it is used. */
interface Thrown extends Partial<Record<'name' | 'message' | 'code' | 'syscall', unknown>> {
	cause?: unknown;
	/** One for each address that was tried. */
	errors?: unknown;
	/** What could not be connected to, or not found. */
	port?: unknown;
	hostname?: unknown;
	request?: { socket?: { secureConnecting?: unknown } };
}

/** n8n's words for what it does not send, which has no code. */
const UNSENT: Array<[words: RegExp, code: string]> = [
	[/^SsrfBlocked/m, OWN_CODES.blocked],
	[/^(Domain not allowed|No allowed domains|This credential is configured)/m, OWN_CODES.domain],
	[/^Proxy connection ended/m, OWN_CODES.proxy],
];

/**
 * How a request ended that n8n's HTTP helper threw for. n8n wraps what its client throws, so what
 * happened may be a few causes down. Only a name of what happened is taken over: the client's own
 * error holds the request with its key.
 */
export function noResponseOf(error: unknown, base: URL): NoResponse {
	const chain = causesOf(error);
	const words = chain.map(({ name, message }) => `${String(name)}\n${String(message)}`).join('\n');
	const unsent = chain.some((thrown) => isOfProxy(thrown, base))
		? OWN_CODES.proxy
		: UNSENT.find(([pattern]) => pattern.test(words))?.[1];
	const codes = chain
		.map(({ code }) => String(code))
		.filter((code) => /^[A-Z][A-Z\d_]+$/.test(code));
	return {
		answered: false,
		code: unsent ?? codes[0] ?? '',
		...(chain.some(isBeforeConnection) ? { neverSent: true } : {}),
	};
}

/** An error and its causes; of several addresses that were tried, the first one's. */
function causesOf(error: unknown, depth = 0): Thrown[] {
	if (typeof error !== 'object' || error === null || depth === 6) return [];
	const { cause, errors }: Thrown = error;
	return [error, ...causesOf(cause ?? (Array.isArray(errors) ? errors[0] : undefined), depth + 1)];
}

/** Nothing is sent before there is a connection, and a handshake that was to be encrypted is over. */
function isBeforeConnection({ syscall, request }: Thrown): boolean {
	const isConnecting = syscall === 'connect' || syscall === 'getaddrinfo';
	return isConnecting || request?.socket?.secureConnecting === true;
}

/** Nodes can't see whether n8n is set to use a proxy, but what was tried is then not the base URL. */
function isOfProxy({ syscall, port, hostname }: Thrown, base: URL): boolean {
	const basePort = Number(base.port) || (base.protocol === 'https:' ? 443 : 80);
	return (
		(syscall === 'getaddrinfo' && typeof hostname === 'string' && hostname !== base.hostname) ||
		(syscall === 'connect' && typeof port === 'number' && port !== basePort)
	);
}
