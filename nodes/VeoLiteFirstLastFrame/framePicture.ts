import { sanitizeText } from '../shared/api/sanitizeText';
import type { FileKind } from '../shared/images/fileKind';
import type { ImageFile } from '../shared/images/imageFile';
import { fileCures, fileSources, pictureWords } from '../shared/images/imageWords';
import { inspect, type GoodPicture } from '../shared/images/inspect';
import type { ItemParameters } from '../shared/n8n/itemParameters';
import { fill } from '../shared/words';

/**
 * Checks the content of a frame.
 *
 * @param givenBy the name of the node that the file comes from, where it is known
 * @throws NodeOperationError that says what the file is instead, and what to do about it
 */
export function checkPicture(
	parameters: ItemParameters,
	field: string,
	file: ImageFile,
	givenBy?: string,
): GoodPicture {
	const inspection = inspect(file);
	switch (inspection.kind) {
		case 'picture':
			return inspection;
		case 'tooLarge': {
			const megabytes = (file.size / 1024 / 1024).toFixed(1);
			throw parameters.rejection(field, pictureWords.tooLarge, { megabytes, bytes: file.size });
		}
		case 'noSuchSize': {
			const { width, height } = inspection;
			throw parameters.rejection(field, pictureWords.noSuchSize, { width, height });
		}
		case 'other':
			throw parameters.rejection(field, pictureWords.notAPicture, {
				what: inspection.file.what,
				cure: cureOf(inspection.file, givenBy),
			});
		case 'noData':
		case 'cutOff':
			throw parameters.rejection(field, pictureWords[inspection.kind], {});
	}
}

function cureOf({ cure, quote = '' }: FileKind, givenBy: string | undefined): string {
	const source =
		givenBy === undefined
			? fileSources.unknown
			: fill(fileSources.node, { name: sanitizeText(givenBy) });
	const values: Record<string, string> = { quote, source };
	return fill<string>(fileCures[cure], values);
}
