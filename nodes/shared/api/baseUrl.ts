export const DEFAULT_BASE_URL = 'https://api.highwayapi.ai';

/** This machine, where nobody on the way can read what is sent. */
const THIS_MACHINE = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** A base URL without spaces around it and slashes at its end; the service's own where it is empty. */
export function normalizeBaseUrl(value: unknown): string {
	const text = String(value ?? '').trim();
	return text.replace(/\/+$/, '') || DEFAULT_BASE_URL;
}

/**
 * Whether the key may be sent to a base URL.
 *
 * @param allowHttp whether the user insists on http to another machine
 */
export function checkBaseUrl(
	baseUrl: string,
	allowHttp: boolean,
): 'good' | 'notAnAddress' | 'unencrypted' {
	const { protocol = '', hostname = '', username, password } = parseUrl(baseUrl) ?? {};
	if (!/^https?:$/.test(protocol) || username || password) return 'notAnAddress';
	return protocol === 'https:' || allowHttp || THIS_MACHINE.test(hostname) ? 'good' : 'unencrypted';
}

/**
 * A text as a URL, or `undefined` where it is none. Not by `URL.canParse`: once Node.js 20 has optimized it,
 * it says no to every "ü".
 */
export function parseUrl(text: string): URL | undefined {
	try {
		return new URL(text);
	} catch {
		return undefined;
	}
}
