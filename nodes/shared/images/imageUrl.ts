import { isPrivateHost } from './privateHosts';
import { sharePageOf, type SharePage } from './sharePages';

/** A URL from which the service can be expected to download an image, or why not. */
export type ImageUrl =
	| { kind: 'good'; href: string }
	| { kind: 'hasASpace' | 'notAnAddress' | 'holdsData' | 'hasAPassword' }
	| { kind: 'private'; host: string }
	| ({ kind: 'sharePage' } & SharePage);

/**
 * Invisible characters that come along with copied text: soft hyphen, zero-width space, marks of
 * direction, word joiner, byte order mark.
 */
const UNSEEN = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** Joiners are parts of emoji and of Persian names, but not at the ends of a URL. */
const JOINERS_AT_ENDS = /^[\s\u200c\u200d]+|[\s\u200c\u200d]+$/g;

/**
 * Reads the URL of an image. What is sent is written in ASCII, as `URL` encodes it.
 *
 * @param privateToo whether the service is itself on a private network, so that it reaches hosts there
 */
export function parseImageUrl(text: string, privateToo: boolean): ImageUrl {
	const address = text.replace(UNSEEN, '').replace(JOINERS_AT_ENDS, '');
	if (/^data:/i.test(address)) return { kind: 'holdsData' };
	if (/\s/.test(address)) return { kind: 'hasASpace' };
	if (!URL.canParse(address)) return { kind: 'notAnAddress' };
	const url = new URL(address);
	if (!/^https?:$/.test(url.protocol)) return { kind: 'notAnAddress' };
	if (url.username !== '' || url.password !== '') return { kind: 'hasAPassword' };
	if (!privateToo && isPrivateHost(url.hostname)) return { kind: 'private', host: url.hostname };
	const page = sharePageOf(url);
	return page === undefined ? { kind: 'good', href: url.href } : { kind: 'sharePage', ...page };
}
