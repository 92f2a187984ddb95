import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { isRecord } from '../shared/api/json';
import type { ItemParameters } from '../shared/n8n/itemParameters';
import { frameFileMessages } from './generationMessages';

/** A file that a field names, and the node that it comes from, where that is known. */
interface FoundFile {
	file: IBinaryData;
	givenBy?: string;
}

/** Where n8n puts files in the JSON of an item when the workflow's setting `binaryMode` is "combined". */
const FILES_IN_JSON = '_files';

/**
 * The file that a field names. An expression may also hand over the file itself, e.g. one of another
 * node.
 *
 * @throws NodeOperationError that says which files the item has
 */
export function findFile(
	context: IExecuteFunctions,
	parameters: ItemParameters,
	field: string,
): FoundFile {
	const value = parameters.raw(field);
	if (isBinaryData(value)) return { file: value };

	const path = parameters.text(field).trim();
	const files = filesOf(context, parameters.itemIndex);
	// n8n's own nodes want the path in the JSON where files are kept there.
	const name = path.startsWith(`${FILES_IN_JSON}.`) ? path.slice(FILES_IN_JSON.length + 1) : path;
	const file = files.get(path) ?? files.get(name);
	if (file !== undefined) return withNode(context, file);
	if (files.size === 0) throw parameters.rejection(field, frameFileMessages.noFiles, {});
	throw parameters.rejection(field, frameFileMessages.noSuchFile, {
		name: path,
		present: [...files.keys()].join(', '),
	});
}

function isBinaryData(value: unknown): value is IBinaryData {
	return isRecord(value) && typeof value.data === 'string' && typeof value.mimeType === 'string';
}

function filesOf(context: IExecuteFunctions, itemIndex: number): Map<string, IBinaryData> {
	const { binary = {}, json = {} } = context.getInputData()[itemIndex] ?? {};
	const inJson = json[FILES_IN_JSON];
	const all = Object.entries({ ...(isRecord(inJson) ? inJson : {}), ...binary });
	return new Map(all.filter((entry): entry is [string, IBinaryData] => isBinaryData(entry[1])));
}

function withNode(context: IExecuteFunctions, file: IBinaryData): FoundFile {
	try {
		return { file, givenBy: context.getInputSourceData().previousNode };
	} catch {
		// A tool of an agent has no node before it.
		return { file };
	}
}
