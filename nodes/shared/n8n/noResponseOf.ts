import { BLOCKED, type NoResponse } from '../api/http';

/** What n8n and its HTTP client throw, as far as it is used. */
interface Thrown {
	name?: unknown;
	message?: unknown;
	code?: unknown;
	cause?: unknown;
	syscall?: unknown;
	/** One for each address that was tried. */
	errors?: unknown;
	request?: { socket?: { secureConnecting?: unknown } };
}

/** n8n's words for what it does not send, which has no code. */
const NOT_SENT =
	/^(SsrfBlocked|Domain not allowed|No allowed domains specified|This credential is configured to prevent)/;

/**
 * How a request ended that n8n's HTTP helper threw for. n8n wraps what its client throws, so what
 * happened may be a few causes down. Only a name of what happened is taken over: the client's own
 * error holds the request with its key.
 */
export function noResponseOf(error: unknown): NoResponse {
	const chain = causesOf(error);
	const isBlocked = chain.some(
		({ name, message }) => NOT_SENT.test(String(name)) || NOT_SENT.test(String(message)),
	);
	const code = chain.map((thrown) => thrown.code).find(isCode) ?? '';
	return {
		answered: false,
		code: isBlocked ? BLOCKED : code,
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
function isBeforeConnection({ syscall, request, message }: Thrown): boolean {
	const isConnecting = syscall === 'connect' || syscall === 'getaddrinfo';
	const isProxyGone = typeof message === 'string' && message.startsWith('Proxy connection ended');
	return isConnecting || isProxyGone || request?.socket?.secureConnecting === true;
}
