import { linkMessages } from '../images/imageMessages';
import { parseLink } from '../images/link';
import type { Message } from '../message';
import type { ItemParameters } from '../n8n/itemParameters';
import { insteadOfLink } from './videoMessages';

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
	const text = item.requiredText(field);
	const read = () => {
		const link = parseLink(text, reachesPrivate, Date.now());
		if (link.kind === 'good') return link.url;
		const values = { ...link, instead: insteadOfLink[kind] };
		throw item.rejection<Message>(field, linkMessages[link.kind], values);
	};
	return { url: read(), recheck: () => void read() };
}
