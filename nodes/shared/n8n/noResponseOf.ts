import { OWN_CODES, type NoResponse } from '../api/http';

/** What n8n and its HTTP client throw, as far as it is used. */
interface Thrown {
	name?: unknown;
	message?: unknown;
	code?: unknown;
	cause?: unknown;
	syscall?: unknown;
	/** The port, or the name, that could not be connected to. */
	port?: unknown;
	hostname?: unknown;
	/** One for each address that was tried. */
	errors?: unknown;
	request?: { socket?: { secureConnecting?: unknown } };
}

/** n8n's words for what it does not send, which has no code. */
const UNSENT: Array<[words: RegExp, code: string]> = [
	[/^SsrfBlocked/, OWN_CODES.blocked],
	[
		/^(Domain not allowed|No allowed domains specified|This credential is configured to prevent)/,
		OWN_CODES.domain,
	],
	[/^Proxy connection ended/, OWN_CODES.proxy],
];

/**
 * How a request ended that n8n's HTTP helper threw for. n8n wraps what its client throws, so what
 * happened may be a few causes down. Only a name of what happened is taken over: the client's own
 * error holds the request with its key.
 */
export function noResponseOf(error: unknown, base: URL): NoResponse {
	const chain = causesOf(error);
	const isUnsent = (words: RegExp) =>
		chain.some(({ name, message }) => words.test(String(name)) || words.test(String(message)));
	const unsent = UNSENT.find(([words]) => isUnsent(words))?.[1];
	const code = chain.map((thrown) => thrown.code).find(isCode) ?? '';
	return {
		answered: false,
		code: unsent ?? (chain.some((thrown) => isOfProxy(thrown, base)) ? OWN_CODES.proxy : code),
		...(chain.some(isBeforeConnection) ? { neverSent: true } : {}),
	};
}

function causesOf(error: unknown): Thrown[] {
	const chain: Thrown[] = [];
	let current: unknown = error;
	for (let depth = 0; depth < 6 && typeof current === 'object' && current !== null; depth++) {
		const thrown: Thrown = current;
		chain.push(thrown);
		current = thrown.cause ?? (Array.isArray(thrown.errors) ? (thrown.errors[0] as unknown) : null);
	}
	return chain;
}

function isCode(code: unknown): code is string {
	return typeof code === 'string' && /^[A-Z][A-Z\d_]+$/.test(code);
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
