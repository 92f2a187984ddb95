/** This machine, where nobody on the way can read what is sent. */
const THIS_MACHINE = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

export const DEFAULT_BASE_URL = 'https://api.highwayapi.ai';

/** A base URL without spaces around it and slashes at its end; the service's own where it is empty. */
export function normalizeBaseUrl(value: unknown): string {
	const baseUrl = String(value ?? '')
		.trim()
		.replace(/\/+$/, '');
	return baseUrl === '' ? DEFAULT_BASE_URL : baseUrl;
}

export type BaseUrlCheck = 'good' | 'notAnAddress' | 'unencrypted';

/**
 * Whether the key may be sent to a base URL.
 *
 * @param allowHttp whether the user insists on http to another machine
 */
export function checkBaseUrl(baseUrl: string, allowHttp: boolean): BaseUrlCheck {
	const url = parseUrl(baseUrl);
	if (url === undefined) return 'notAnAddress';
	const { protocol, hostname, username, password } = url;
	if (!/^https?:$/.test(protocol) || username !== '' || password !== '') return 'notAnAddress';
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
