import { OWN_CODES, type NoResponse } from '../api/http';

/** What n8n and its HTTP client throw, as far as it is used. */
interface Thrown {
	name?: unknown;
	message?: unknown;
	code?: unknown;
	cause?: unknown;
	syscall?: unknown;
	/** The address and port, or the name, that could not be connected to. */
	address?: unknown;
	port?: unknown;
	hostname?: unknown;
	/** One for each address that was tried. */
	errors?: unknown;
	request?: { socket?: { secureConnecting?: unknown } };
}

/**
 * How a request ended that n8n's HTTP helper threw for. n8n wraps what its client throws, so what
 * happened may be a few causes down. Only a name of what happened is taken over: the client's own
 * error holds the request with its key.
 *
 * @param base the base URL
 */
export function noResponseOf(error: unknown, base: URL): NoResponse {
	const chain = causesOf(error);
	const neverSent = chain.some(isBeforeConnection);
	return {
		answered: false,
		code: chain.some(isBlocked)
			? OWN_CODES.blocked
			: chain.some((thrown) => isOfProxy(thrown, base))
				? OWN_CODES.proxy
				: codeOf(chain),
		...(neverSent ? { neverSent } : {}),
	};
}

function causesOf(error: unknown): Thrown[] {
	const chain: Thrown[] = [];
	let current: unknown = error;
	for (let depth = 0; depth < 6 && typeof current === 'object' && current !== null; depth++) {
		const thrown: Thrown = current;
		chain.push(thrown);
		const first: unknown = Array.isArray(thrown.errors) ? thrown.errors[0] : undefined;
		current = thrown.cause ?? first;
	}
	return chain;
}

function codeOf(chain: Thrown[]): string {
	for (const { code } of chain) {
		if (typeof code === 'string' && /^[A-Z][A-Z\d_]+$/.test(code)) return code;
	}
	return '';
}

function isBeforeConnection({ syscall, request }: Thrown): boolean {
	return (
		syscall === 'connect' ||
		syscall === 'getaddrinfo' ||
		// Nothing of a request is sent before the handshake is over, and it never was.
		request?.socket?.secureConnecting === true
	);
}

/** n8n's SSRF protection has no code for its refusals. */
function isBlocked({ name }: Thrown): boolean {
	return name === 'SsrfBlockedIpError' || name === 'SsrfBlockedHostnameError';
}

/**
 * Whether it was a proxy that could not be reached. Nodes can't see whether n8n is set to use one, but
 * what was tried is then not the base URL.
 */
function isOfProxy({ message, syscall, address, port, hostname }: Thrown, base: URL): boolean {
	// The words of n8n's agent for proxies, which has no code for it.
	if (typeof message === 'string' && message.startsWith('Proxy connection ended')) return true;
	const host = base.hostname.replace(/^\[|\]$/g, '');
	if (syscall === 'getaddrinfo') return typeof hostname === 'string' && hostname !== host;
	if (syscall !== 'connect' || typeof address !== 'string' || typeof port !== 'number')
		return false;
	const basePort = Number(base.port) || (base.protocol === 'https:' ? 443 : 80);
	return port !== basePort || (isIpAddress(host) && address !== host);
}

function isIpAddress(host: string): boolean {
	return host.includes(':') || /^\d+\.\d+\.\d+\.\d+$/.test(host);
}
