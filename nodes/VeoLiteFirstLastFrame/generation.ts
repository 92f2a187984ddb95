import type { IExecuteFunctions } from 'n8n-workflow';
import { normalizeBaseUrl } from '../shared/api/baseUrl';
import {
	firstLastFrameRequest,
	SETTING_NAMES,
	type FirstLastFrame,
} from '../shared/api/veoLiteFirstLastFrame';
import { isPrivateHost } from '../shared/images/privateHosts';
import { ItemParameters } from '../shared/n8n/itemParameters';
import type { CheckedItem } from '../shared/submitting/checkItem';
import { readSubmitOptions } from '../shared/submitting/submitOptions';
import { fields } from './fields';
import { checkFrame, type FrameSettings, type ImageEncoding } from './frame';
import { FrameNotes } from './frameNotes';
import { checkPrompt } from './prompt';

/** The checks of one run: what holds for all of its items, and what they have noticed. */
export class GenerationChecks {
	readonly notes = new FrameNotes();

	private constructor(private readonly settings: FrameSettings) {}

	/** Reads what applies to the whole run. Never throws: a wrong credential is reported elsewhere. */
	static async of(context: IExecuteFunctions): Promise<GenerationChecks> {
		const { baseUrl } = await context.getCredentials('highwayApi').catch(() => ({ baseUrl: '' }));
		const base = normalizeBaseUrl(baseUrl);
		// Without a URL, nothing is known of the service, and nothing is sent to it.
		return new GenerationChecks({
			servicePrivate: !URL.canParse(base) || isPrivateHost(new URL(base).hostname),
		});
	}

	/**
	 * Reads and checks the parameters of one item. Nothing is sent, and no file is loaded.
	 *
	 * @throws NodeOperationError that names the field and the item
	 */
	async check(context: IExecuteFunctions, itemIndex: number): Promise<CheckedItem> {
		const item = new ItemParameters(context, itemIndex, fields);
		checkPrompt(item);
		const settings = readSettings(item);
		const encoding = item.choice<ImageEncoding>('imageEncoding');
		const first = await checkFrame(context, item, 'first', encoding, this.settings);
		const last = await checkFrame(context, item, 'last', encoding, this.settings);
		this.notes.add(itemIndex, first, last, {
			aspectRatio: item.choice<string>('aspectRatio'),
			resolution: item.choice<string>('resolution'),
		});
		return {
			request: firstLastFrameRequest({ firstFrame: first.body, lastFrame: last.body, settings }),
			videos: item.wholeNumber('sampleCount'),
			options: readSubmitOptions(item),
		};
	}
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
