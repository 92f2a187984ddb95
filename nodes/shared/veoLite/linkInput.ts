import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { linkMessages } from '../images/imageMessages';
import { isImageData } from '../images/inspect';
import { parseLink } from '../images/link';
import type { Message } from '../message';
import type { ItemParameters } from '../n8n/itemParameters';
import { insteadOfLink, videoMessages } from './videoMessages';

/** A link from which the service can be expected to download a file. */
export interface CheckedLink {
	/** As it is sent. */
	url: string;
	/**
	 * Checks the link again: call it right before sending, which may be long after reading.
	 *
	 * @throws NodeOperationError where the link has expired meanwhile
	 */
	recheck(): void;
}

/**
 * Reads a field with the URL of a file that the service downloads.
 *
 * @param reachesPrivate whether the service may be on a private network itself
 * @param kind of the file that the link leads to
 * @throws NodeOperationError that names the field and the item, never the link
 */
export function readLink(
	context: IExecuteFunctions,
	item: ItemParameters,
	field: string,
	reachesPrivate: boolean,
	kind: keyof typeof insteadOfLink,
): CheckedLink {
	const text = item.requiredText(field);
	if (kind === 'image' && isImageData(text)) {
		const values = { what: 'the image itself, not its URL', source: 'Base64' };
		throw item.rejection(field, videoMessages.otherSource, values);
	}
	const expiry = expiryBeside(text, context.getInputData()[item.itemIndex]?.json ?? {});
	const read = () => {
		const now = Date.now();
		let link = parseLink(text, reachesPrivate, now);
		if (link.kind === 'good' && expiry <= now) {
			link = { kind: 'expired', at: new Date(expiry).toISOString() };
		}
		if (link.kind === 'good') return link.url;
		const values = { ...link, instead: insteadOfLink[kind] };
		throw item.rejection<Message>(field, linkMessages[link.kind], values);
	};
	return { url: read(), recheck: () => void read() };
}

/**
 * When a link of the item's JSON expires: Wait for Task returns `video_url_expires_at` beside `video_url`.
 *
 * @returns milliseconds since 1970; `NaN` where the item does not say it
 */
function expiryBeside(link: string, json: IDataObject): number {
	const [name = ''] = Object.entries(json).find(([, value]) => value === link) ?? [];
	return Date.parse(String(json[`${name}_expires_at`]));
}
