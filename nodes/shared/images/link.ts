import { parseUrl } from '../api/baseUrl';

/** A URL from which the service can be expected to download a file, or why not. */
export type Link =
	/** In ASCII, otherwise as it was entered: normalizing could make a signature invalid. */
	| { kind: 'good'; url: string }
	| { kind: 'noUrl' }
	| { kind: 'secret'; what: string }
	| { kind: 'private'; host: string }
	| { kind: 'page'; service: string }
	| { kind: 'expired'; at: string };

/** More than servers accept, in characters. */
const MAX_LENGTH = 8192;

/**
 * Invisible characters in copied text: soft hyphen, zero-width space, marks of direction, word joiner, byte
 * order mark; at the ends also white space, and joiners, which elsewhere are parts of emoji; and tabs and
 * line breaks, which `URL` drops, too.
 */
const INVISIBLE =
	/[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]|^[\s\u200c\u200d]+|[\s\u200c\u200d]+$|[\t\r\n]/g;

/**
 * Hosts that the internet can't reach: names without a dot, those that RFC 6761, 6762, 8375 and ICANN
 * reserve, and the addresses of private, shared, loopback and link-local networks, as `URL` writes them.
 */
const PRIVATE_HOST =
	/^([^.:]+|.*\.(localhost|local|localdomain|internal|intranet|private|lan|home|corp|home\.arpa)|(0|10|127)(\.\d+){3}|(169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))(\.\d+){2}|\[(::1?|f[cd].*|fe[89ab].*)\])\.?$/;

interface KnownHost {
	/** The service's name, as a person knows it. */
	service: string;
	host: RegExp;
	/** Path and query of links that lead to a file itself, without a login. */
	file?: RegExp;
}

/** Services whose links lead to a page about a file, or need a login. */
const KNOWN_HOSTS: readonly KnownHost[] = [
	{
		service: 'Google Drive',
		host: /^(drive|docs)\.google\.com$/,
		file: /^(\/u\/\d+)?\/(uc|thumbnail)\?|\/(export|pub)\b/,
	},
	{ service: 'Google Photos', host: /^photos\.(google\.com|app\.goo\.gl)$/ },
	{ service: 'Dropbox', host: /^(www\.)?dropbox\.com$/, file: /^\/s\/dl\/|[?&](dl|raw)=1\b/ },
	{
		service: 'OneDrive',
		host: /^(1drv\.ms|onedrive\.live\.com)$/,
		file: /^\/download\b|[?&]download=1\b/,
	},
	{ service: 'SharePoint', host: /\.sharepoint\.com$/, file: /^\/(?!:\w:\/)|[?&]download=1\b/ },
	{ service: 'iCloud', host: /^((share|www)\.)?icloud\.com$/ },
	{
		service: 'GitHub',
		host: /^(www\.)?github\.com$/,
		file: /^(?!\/[^/]+\/[^/]+\/(blob|tree)\/)|[?&]raw=(1|true)\b/,
	},
	{ service: 'Imgur', host: /^((www|m)\.)?imgur\.com$/, file: /^\/download\/|\.\w{3,4}(\?|$)/ },
	{ service: 'Slack', host: /^(.+\.)?slack\.com$/, file: /[?&]pub_secret=/ },
	{ service: 'WhatsApp', host: /^(lookaside\.fbsbx\.com|mmg\.whatsapp\.net)$/ },
	{ service: 'Twilio', host: /^api\.twilio\.com$/ },
];

/**
 * Reads and checks the URL of an image or a video that the service is to download.
 *
 * @param reachesPrivate whether the service may be on a private network itself
 * @param now milliseconds since 1970
 */
export function parseLink(text: string, reachesPrivate: boolean, now: number): Link {
	if (text.length > MAX_LENGTH) return { kind: 'noUrl' };
	// A link that was copied from HTML or XML has "&amp;" for "&".
	const address = text.replace(INVISIBLE, '').replaceAll('&amp;', '&');
	const isOne = /^https?:\/\/[^/]/i.test(address) && !/\shttps?:\/\//i.test(address);
	const url = isOne ? parseUrl(address) : undefined;
	if (url === undefined) return { kind: 'noUrl' };
	if (url.username !== '' || url.password !== '') {
		return { kind: 'secret', what: 'a user name or password' };
	}
	if (url.hostname === 'api.telegram.org') return { kind: 'secret', what: 'the token of a bot' };
	if (!reachesPrivate && PRIVATE_HOST.test(url.hostname)) {
		return { kind: 'private', host: url.hostname };
	}
	const pathAndQuery = `${url.pathname}${url.search}`;
	const known = KNOWN_HOSTS.find(({ host }) => host.test(url.hostname));
	if (known !== undefined && known.file?.test(pathAndQuery) !== true) {
		return { kind: 'page', service: known.service };
	}
	const expiry = expiryOf(url);
	if (expiry !== undefined && expiry <= now) {
		return { kind: 'expired', at: new Date(expiry).toISOString() };
	}
	return { kind: 'good', url: inAscii(address, url) };
}

/**
 * When a signed link expires, by its own query: AWS and Google Cloud (signature version 4), their older
 * versions and CloudFront (`Expires`), Azure (`se` of a shared access signature).
 *
 * @returns milliseconds since 1970; `undefined` where the query does not say it
 */
function expiryOf({ searchParams }: URL): number | undefined {
	const query = new Map([...searchParams].map(([name, value]) => [name.toLowerCase(), value]));
	const times = ['x-amz', 'x-goog'].map((vendor) => {
		// 20261130T050000Z
		const date = (query.get(`${vendor}-date`) ?? '').replace(
			/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/,
			'$1-$2-$3T$4:$5:$6Z',
		);
		return Date.parse(date) + Number(query.get(`${vendor}-expires`) ?? NaN) * 1000;
	});
	if (/^\d{10}$/.test(query.get('expires') ?? '')) times.push(Number(query.get('expires')) * 1000);
	if (query.has('sig')) times.push(Date.parse(query.get('se') ?? ''));
	// The greatest time that a `Date` can hold; `NaN` is not below it.
	return times.find((time) => Math.abs(time) <= 8.64e15);
}

/** Writes what is not ASCII as `URL` does: the host in Punycode, the rest percent-encoded. */
function inAscii(address: string, { host }: URL): string {
	const [, start = '', authority = '', rest = ''] =
		/^(https?:\/\/)([^/?#\\]*)(.*)$/is.exec(address) ?? [];
	const asciiHost = /^[\x21-\x7e]*$/.test(authority) ? authority : host;
	return `${start}${asciiHost}${rest.replace(/[^\x21-\x7e]+/g, percentEncoded)}`;
}

function percentEncoded(text: string): string {
	return Buffer.from(text).toString('hex').toUpperCase().replace(/../g, '%$&');
}
