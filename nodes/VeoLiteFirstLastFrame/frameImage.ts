import { sanitizeText } from '../shared/api/sanitizeText';
import type { FileFormat } from '../shared/images/fileFormat';
import type { ImageFile } from '../shared/images/imageFile';
import { fileCures, fileSources, imageMessages } from '../shared/images/imageMessages';
import { inspect, type UsableImage } from '../shared/images/inspect';
import type { ItemParameters } from '../shared/n8n/itemParameters';
import { formatText } from '../shared/message';

/**
 * Checks the content of a frame.
 *
 * @param givenBy the name of the node that the file comes from, where it is known
 * @throws NodeOperationError that says what the file is instead, and what to do about it
 */
export function checkImage(
	parameters: ItemParameters,
	field: string,
	file: ImageFile,
	givenBy?: string,
): UsableImage {
	const inspection = inspect(file);
	switch (inspection.kind) {
		case 'image':
			return inspection;
		case 'tooLarge': {
			const megabytes = (file.size / 1024 / 1024).toFixed(1);
			throw parameters.rejection(field, imageMessages.tooLarge, { megabytes, bytes: file.size });
		}
		case 'noSuchSize': {
			const { width, height } = inspection;
			throw parameters.rejection(field, imageMessages.noSuchSize, { width, height });
		}
		case 'other':
			throw parameters.rejection(field, imageMessages.notAPicture, {
				what: inspection.file.what,
				cure: cureOf(inspection.file, givenBy),
			});
		case 'noData':
		case 'cutOff':
			throw parameters.rejection(field, imageMessages[inspection.kind], {});
	}
}

function cureOf({ cure, quote = '' }: FileFormat, givenBy: string | undefined): string {
	const source =
		givenBy === undefined
			? fileSources.unknown
			: formatText(fileSources.node, { name: sanitizeText(givenBy) });
	const values: Record<string, string> = { quote, source };
	return formatText<string>(fileCures[cure], values);
}
