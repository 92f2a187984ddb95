import type { IDataObject } from 'n8n-workflow';
import { linkMessages } from '../images/imageMessages';
import { parseLink } from '../images/link';
import type { Message } from '../message';
import type { ItemParameters } from '../n8n/itemParameters';
import { insteadOfLink, videoMessages } from './videoMessages';

/** A link that the service can be expected to download from. */
export interface CheckedLink {
	/** As it is sent. */
	url: string;
	/**
	 * Checks it once more: to be called right before it is sent, which may be long after it was read.
	 *
	 * @throws NodeOperationError where it has expired meanwhile
	 */
	recheck(): void;
}

/**
 * Reads a field with the URL of a file that the service downloads.
 *
 * @param reachesPrivate whether the service may be on a private network itself
 * @param kind what the link leads to
 * @throws NodeOperationError that names the field and the item, never the link
 */
export function readLink(
	item: ItemParameters,
	field: string,
	reachesPrivate: boolean,
	kind: keyof typeof insteadOfLink,
): CheckedLink {
	const instead = insteadOfLink[kind];
	const text = item.requiredText(field);
	const read = () => {
		const now = Date.now();
		const link = parseLink(text, reachesPrivate, now);
		if (link.kind === 'holdsData') {
			const values = { what: 'the file itself, not its URL', source: 'Base64' };
			throw item.rejection(field, videoMessages.otherSource, values);
		}
		if (link.kind !== 'good') {
			throw item.rejection<Message>(field, linkMessages[link.kind], { ...link, instead });
		}
		const at = expiryInItem(item.json, text);
		if (Date.parse(at) > now || at === '') return link.url;
		throw item.rejection(field, linkMessages.expired, { at, instead });
	};
	return { url: read(), recheck: () => void read() };
}

/** What Wait for Task says beside a link: `video_url_expires_at` beside `video_url`. */
function expiryInItem(json: IDataObject, link: string): string {
	const [name] = Object.entries(json).find(([, value]) => value === link) ?? [];
	const at = String(json[`${name}_expires_at`] ?? '');
	return Number.isNaN(Date.parse(at)) ? '' : at;
}
