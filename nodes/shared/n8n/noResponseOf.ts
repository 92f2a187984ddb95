import { BLOCKED, type NoResponse } from '../api/http';

/** What n8n, its HTTP client and Node.js throw, as far as it is read here. */
interface Thrown extends Partial<Record<'name' | 'message' | 'code' | 'syscall', unknown>> {
	cause?: unknown;
	/** One for each address of the host that was tried. */
	errors?: unknown;
	request?: { socket?: { secureConnecting?: unknown } };
}

/** How n8n's error begins for a request that it refuses to send: it has no code. */
const NOT_SENT =
	/^(SsrfBlocked|Domain not allowed|No allowed domains|This credential is configured)/m;

/**
 * Why a request got no answer, from what n8n's HTTP helper threw. n8n wraps what its client throws, so the
 * reason may be a few causes down. Only its code is returned: the client's own error contains the request
 * with the key.
 */
export function noResponseOf(error: unknown): NoResponse {
	const chain = causesOf(error);
	const texts = chain.map(({ name, message }) => `${String(name)}\n${String(message)}`).join('\n');
	const codes = chain
		.map(({ code }) => String(code))
		.filter((code) => /^[A-Z][A-Z\d_]+$/.test(code));
	return {
		answered: false,
		code: NOT_SENT.test(texts) ? BLOCKED : (codes[0] ?? ''),
		...(chain.some(isBeforeConnection) ? { neverSent: true } : {}),
	};
}

/** An error and its causes, at most six; where several addresses were tried, the error of the first. */
function causesOf(error: unknown, depth = 0): Thrown[] {
	if (typeof error !== 'object' || error === null || depth === 6) return [];
	const { cause, errors }: Thrown = error;
	return [error, ...causesOf(cause ?? (Array.isArray(errors) ? errors[0] : undefined), depth + 1)];
}

/** Whether it was thrown before the request was sent: while connecting, by a proxy, or in the TLS handshake. */
function isBeforeConnection({ syscall, request, message }: Thrown): boolean {
	const isConnecting = syscall === 'connect' || syscall === 'getaddrinfo';
	const isProxyGone = typeof message === 'string' && message.startsWith('Proxy connection ended');
	return isConnecting || isProxyGone || request?.socket?.secureConnecting === true;
}
