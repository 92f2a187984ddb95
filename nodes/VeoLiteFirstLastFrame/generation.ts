import type { IExecuteFunctions } from 'n8n-workflow';
import {
	firstLastFrameRequest,
	SETTING_NAMES,
	type FirstLastFrame,
} from '../shared/api/veoLiteFirstLastFrame';
import { ItemParameters } from '../shared/n8n/itemParameters';
import type { CheckedItem } from '../shared/submitting/checkItems';
import { readSubmitOptions } from '../shared/submitting/submitOptions';
import { fields } from './fields';
import { checkFrame, type ImageEncoding } from './frame';
import { promptWords } from './generationWords';

/**
 * Reads and checks the parameters of one item. Nothing is sent, and no file is loaded.
 *
 * @throws NodeOperationError that names the field and the item
 */
export async function checkGeneration(
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<CheckedItem> {
	const item = new ItemParameters(context, itemIndex, fields);
	item.requiredText('prompt', promptWords.empty);
	const settings = readSettings(item);
	const encoding = item.hasOption('imageEncoding')
		? item.choice<ImageEncoding>('imageEncoding')
		: 'base64';
	return {
		request: firstLastFrameRequest({
			firstFrame: await checkFrame(context, item, 'first', encoding),
			lastFrame: await checkFrame(context, item, 'last', encoding),
			settings,
		}),
		videos: item.wholeNumber('sampleCount'),
		options: readSubmitOptions(item),
	};
}

/**
 * Every field that the API knows by a name of its own. An option counts when the user added it, whatever
 * its value: seed 0 is a seed. Text without anything in it says nothing, and is left out.
 */
function readSettings(item: ItemParameters): FirstLastFrame['settings'] {
	const settings: FirstLastFrame['settings'] = {};
	for (const name of SETTING_NAMES) {
		if (item.isOption(name) && !item.hasOption(name)) continue;
		const value = item.value(name);
		if (typeof value !== 'string' || value.trim() !== '') settings[name] = value;
	}
	return settings;
}
