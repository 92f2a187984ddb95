import type { ItemParameters } from '../shared/n8n/itemParameters';
import { promptMessages } from './generationMessages';

/** What JavaScript writes into a text where there is no value. */
const NO_VALUES = ['undefined', 'null', 'NaN'];

/**
 * Checks that there is a prompt, and that it is none which an expression has spoilt: such a video is paid for
 * and of no use.
 *
 * @throws NodeOperationError that names the field and the item
 */
export function checkPrompt(parameters: ItemParameters): void {
	const prompt = parameters.requiredText('prompt', promptMessages.empty);
	if (prompt.includes('[object Object]')) {
		throw parameters.rejection('prompt', promptMessages.wholeObject, {});
	}
	const value = prompt.trim();
	if (NO_VALUES.includes(value)) {
		throw parameters.rejection('prompt', promptMessages.noValue, { value });
	}
	if (/\{\{[^{}]*\$\w[^{}]*\}\}/.test(prompt)) {
		throw parameters.rejection('prompt', promptMessages.notEvaluated, {});
	}
}
