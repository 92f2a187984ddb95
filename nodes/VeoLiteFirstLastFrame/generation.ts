import type { IExecuteFunctions } from 'n8n-workflow';
import type { FirstLastFrameRequest } from '../shared/api/highwayApi';
import { ItemParameters } from '../shared/n8n/itemParameters';
import { fields } from './fields';
import { checkFrame, type ImageEncoding } from './frame';

/**
 * Reads and checks the parameters of one item. Nothing is sent, and no file is loaded.
 *
 * @throws NodeOperationError that names the field and the item
 */
export async function checkGeneration(
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<FirstLastFrameRequest> {
	const item = new ItemParameters(context, itemIndex, fields);
	const settings: Omit<FirstLastFrameRequest, 'firstFrame' | 'lastFrame'> = {
		prompt: item.requiredText('prompt', 'Say what happens between the two frames.'),
		duration: item.choice<number>('duration'),
		resolution: item.choice<string>('resolution'),
		aspectRatio: item.choice<string>('aspectRatio'),
		generateAudio: item.boolean('generateAudio'),
	};
	// An option counts when the user added it, whatever its value: seed 0 is a seed.
	if (item.hasOption('negativePrompt')) {
		const negativePrompt = item.text('negativePrompt');
		if (negativePrompt.trim() !== '') settings.negativePrompt = negativePrompt;
	}
	if (item.hasOption('sampleCount')) settings.sampleCount = item.wholeNumber('sampleCount');
	if (item.hasOption('seed')) settings.seed = item.wholeNumber('seed');
	if (item.hasOption('enhancePrompt')) settings.enhancePrompt = item.boolean('enhancePrompt');
	if (item.hasOption('personGeneration')) {
		settings.personGeneration = item.choice<string>('personGeneration');
	}

	const encoding = item.hasOption('imageEncoding')
		? item.choice<ImageEncoding>('imageEncoding')
		: 'base64';
	return {
		firstFrame: await checkFrame(context, item, 'first', encoding),
		lastFrame: await checkFrame(context, item, 'last', encoding),
		...settings,
	};
}
