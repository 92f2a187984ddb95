import { WIRE_NAMES, type VeoLiteModel, type VideoSettings } from '../api/veoLite';
import type { ItemParameters } from '../n8n/itemParameters';
import { parameterMessages } from '../n8n/parameterMessages';
import { videoMessages } from './videoMessages';

/** What JavaScript writes into a text where there is no value. */
const NO_VALUES = ['undefined', 'null', 'NaN'];

/** What it writes for an object. */
const AN_OBJECT = '[object Object]';

/**
 * All fields of a node that the API knows by a name of its own. An option counts when the user added it,
 * whatever its value: seed 0 is a seed.
 *
 * @throws NodeOperationError that names the field and the item
 */
export function readSettings(item: ItemParameters, model: VeoLiteModel): VideoSettings {
	checkPrompt(item);
	const settings: VideoSettings = {};
	for (const [name, onTheWire] of Object.entries(WIRE_NAMES)) {
		if (!item.hasField(name) || (item.isOption(name) && !item.hasOption(name))) continue;
		settings[onTheWire] = item.value(name);
	}
	for (const name of ['prompt', 'negativePrompt'] as const) {
		const { length } = [...String(settings[WIRE_NAMES[name]] ?? '')];
		const { maxPromptLength: limit = Infinity } = model;
		item.limitLength(name, length, limit);
	}
	return settings;
}

/** Refuses a prompt that an expression has spoilt: its video is paid for and of no use. */
function checkPrompt(item: ItemParameters): void {
	const prompt = item.requiredText('prompt');
	const word = prompt.trim();
	const value = prompt.includes(AN_OBJECT) ? AN_OBJECT : NO_VALUES.find((none) => none === word);
	if (value !== undefined) throw item.rejection('prompt', parameterMessages.spoilt, { value });
	const templates = prompt.match(/\{\{[^{}]*\}\}/g) ?? [];
	if (templates.some((template) => /\$\w/.test(template))) {
		throw item.rejection('prompt', videoMessages.notEvaluated, {});
	}
}
