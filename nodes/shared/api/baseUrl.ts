export const DEFAULT_BASE_URL = 'https://api.highwayapi.ai';

/** Names of this machine: what is sent to it can't be read on a network. */
const THIS_MACHINE = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** A base URL without white space around it and slashes at its end; the default one where it is empty. */
export function normalizeBaseUrl(value: unknown): string {
	const text = String(value ?? '').trim();
	return text.replace(/\/+$/, '') || DEFAULT_BASE_URL;
}

/**
 * Whether the key may be sent to a base URL.
 *
 * @param allowHttp whether the user allows http to another machine
 */
export function checkBaseUrl(
	baseUrl: string,
	allowHttp: boolean,
): 'good' | 'notAnAddress' | 'unencrypted' {
	const { protocol = '', hostname = '', username, password } = parseUrl(baseUrl) ?? {};
	if (!/^https?:$/.test(protocol) || username || password) return 'notAnAddress';
	return protocol === 'https:' || allowHttp || THIS_MACHINE.test(hostname) ? 'good' : 'unencrypted';
}

/** `undefined` where the text is no URL. `URL.canParse` of Node.js 20, once optimized, refuses every "ü". */
export function parseUrl(text: string): URL | undefined {
	try {
		return new URL(text);
	} catch {
		return undefined;
	}
}
