import { parseUrl } from '../api/baseUrl';

/** A URL from which the service can be expected to download a file, or why not. */
export type Link =
	/** In ASCII, and as it was typed as far as that is: a signature may be one of these very bytes. */
	| { kind: 'good'; url: string }
	| { kind: 'noUrl' }
	| { kind: 'secret'; what: string }
	| { kind: 'private'; host: string }
	| { kind: 'page'; service: string }
	| { kind: 'expired'; at: string };

/** More than any server takes, in characters. */
const MAX_LENGTH = 8192;

/**
 * Invisible characters that come along with copied text: soft hyphen, zero-width space, marks of
 * direction, word joiner, byte order mark; joiners, which are parts of emoji, at the ends alone; and
 * line breaks and tabs, which `URL` leaves out, too.
 */
const UNSEEN =
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
	/** What on this host is nevertheless a file that is open to all, by path and query. */
	file?: RegExp;
}

/** Services whose links lead to a page about a file, or to those alone who have logged in. */
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
 * Reads the URL of a file that the service is to download: of an image or of a video.
 *
 * @param reachesPrivate whether the service may be on a private network itself, so that it reaches hosts there
 * @param now in milliseconds since 1970
 */
export function parseLink(text: string, reachesPrivate: boolean, now: number): Link {
	if (text.length > MAX_LENGTH) return { kind: 'noUrl' };
	// From a page or XML, "&" comes as "&amp;".
	const address = text.replace(UNSEEN, '').replaceAll('&amp;', '&');
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
	const place = `${url.pathname}${url.search}`;
	const known = KNOWN_HOSTS.find(({ host }) => host.test(url.hostname));
	if (known !== undefined && known.file?.test(place) !== true) {
		return { kind: 'page', service: known.service };
	}
	const expiry = expiryOf(url);
	if (expiry !== undefined && expiry <= now) {
		return { kind: 'expired', at: new Date(expiry).toISOString() };
	}
	return { kind: 'good', url: inAscii(address, url) };
}

/**
 * When a signed link says that it expires: AWS and Google Cloud (signature version 4), their older
 * versions and CloudFront (`Expires`), Azure (`se` of a shared access signature).
 *
 * @returns milliseconds since 1970
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
	// Beyond that, no `Date` is.
	return times.find((time) => Math.abs(time) <= 8.64e15);
}

/** Whatever is not ASCII as `URL` would write it: the host in the form of DNS, the rest in UTF-8. */
function inAscii(address: string, { host }: URL): string {
	const [, start = '', authority = '', rest = ''] =
		/^(https?:\/\/)([^/?#\\]*)(.*)$/is.exec(address) ?? [];
	const named = /^[\x21-\x7e]*$/.test(authority) ? authority : host;
	return `${start}${named}${rest.replace(/[^\x21-\x7e]+/g, percentEncoded)}`;
}

function percentEncoded(text: string): string {
	return Buffer.from(text).toString('hex').toUpperCase().replace(/../g, '%$&');
}
