import { BLOCKED, type NoResponse } from '../api/http';

/** What n8n, its HTTP client and Node.js throw, as far as it is used. */
interface Thrown extends Partial<Record<'name' | 'message' | 'code' | 'syscall', unknown>> {
	cause?: unknown;
	/** One for each address that was tried. */
	errors?: unknown;
	request?: { socket?: { secureConnecting?: unknown } };
}

/** n8n's words for what it does not send, which has no code. */
const NOT_SENT =
	/^(SsrfBlocked|Domain not allowed|No allowed domains|This credential is configured)/m;

/**
 * How a request ended that n8n's HTTP helper threw for. n8n wraps what its client throws, so what
 * happened may be a few causes down. Only a name of what happened is taken over: the client's own
 * error holds the request with its key.
 */
export function noResponseOf(error: unknown): NoResponse {
	const chain = causesOf(error);
	const words = chain.map(({ name, message }) => `${String(name)}\n${String(message)}`).join('\n');
	const codes = chain
		.map(({ code }) => String(code))
		.filter((code) => /^[A-Z][A-Z\d_]+$/.test(code));
	return {
		answered: false,
		code: NOT_SENT.test(words) ? BLOCKED : (codes[0] ?? ''),
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
function isBeforeConnection({ syscall, request, message }: Thrown): boolean {
	const isConnecting = syscall === 'connect' || syscall === 'getaddrinfo';
	const isProxyGone = typeof message === 'string' && message.startsWith('Proxy connection ended');
	return isConnecting || isProxyGone || request?.socket?.secureConnecting === true;
}
