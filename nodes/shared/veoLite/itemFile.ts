import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { isRecord, sanitizeText } from '../api/untrusted';
import { isImageData } from '../images/inspect';
import type { ItemParameters } from '../n8n/itemParameters';
import { videoMessages } from './videoMessages';

/** Where n8n puts files in the JSON of an item when the workflow's setting `binaryMode` is "combined". */
const FILES_IN_JSON = '_files';

/** How much a message shows of one name, and of all names together, in characters. */
const MAX_NAME_LENGTH = 60;
const MAX_NAMES_LENGTH = 200;

/**
 * The file that a field names. An expression may also return the file itself, e.g. one of another node.
 *
 * @throws NodeOperationError that says which files the item has, or what the value is instead of a name
 */
export function findFile(
	context: IExecuteFunctions,
	item: ItemParameters,
	field: string,
): IBinaryData {
	const value = item.raw(field);
	if (isFile(value)) return value;
	const path = item.text(field).trim();
	const files = filesOf(context, item.itemIndex);
	// n8n's own nodes take the path in the JSON where files are kept there.
	const name = path.startsWith(`${FILES_IN_JSON}.`) ? path.slice(FILES_IN_JSON.length + 1) : path;
	const file = files.get(path) ?? files.get(name);
	if (file !== undefined) return file;

	const isUrl = /^https?:/i.test(path);
	if (isUrl || isImageData(path)) {
		const what = `${isUrl ? 'a URL' : 'the image itself'}, not the name of an input field`;
		const values = { what, source: isUrl ? 'URL' : 'Base64' };
		throw item.rejection(field, videoMessages.otherSource, values);
	}
	const names = sanitizeText([...files.keys()].join(', '), MAX_NAMES_LENGTH);
	const present =
		names === '' ? 'no files' : `no file “${sanitizeText(path, MAX_NAME_LENGTH)}”, but ${names}`;
	// n8n's form writes "_" for each character of a label that is not an ASCII letter or digit.
	const isOfForm = [...files.keys()].some((known) => /^_[_\d]*$/.test(known));
	const message = videoMessages[isOfForm ? 'formLabels' : 'noSuchFile'];
	throw item.rejection(field, message, { present });
}

/** Whether a value describes a file as n8n does. `$binary` has no data, which a stored file does not need. */
export function isFile(value: unknown): value is IBinaryData {
	const { mimeType, id, data } = isRecord(value) ? value : {};
	return typeof mimeType === 'string' && typeof (id ?? data) === 'string';
}

function filesOf(context: IExecuteFunctions, itemIndex: number): Map<string, IBinaryData> {
	const { binary = {}, json = {} } = context.getInputData()[itemIndex] ?? {};
	const inJson = json[FILES_IN_JSON];
	const all = Object.entries({ ...(isRecord(inJson) ? inJson : {}), ...binary });
	return new Map(all.filter((entry): entry is [string, IBinaryData] => isFile(entry[1])));
}
