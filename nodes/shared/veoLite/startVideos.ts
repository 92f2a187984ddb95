import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { DEFAULT_BASE_URL, normalizeBaseUrl } from '../api/baseUrl';
import type { BodyText } from '../api/jsonBody';
import { orderOf, WIRE_NAMES, type VeoLiteModel, type VideoSettings } from '../api/veoLite';
import { ItemParameters } from '../n8n/itemParameters';
import { parameterMessages } from '../n8n/n8nMessages';
import { runNode } from '../n8n/runNode';
import { submitItems } from '../submitting/submitItems';
import { readSubmitOptions, type CheckedItem } from '../submitting/submitOptions';
import { readImageInput, type CheckedImage } from './imageInput';
import { readLink } from './linkInput';
import { VideoHints } from './videoHints';
import { videoMessages } from './videoMessages';

/**
 * Starts the video of each input item, after checking all items.
 *
 * @param fields of the node, which the items are checked against
 * @param continueOnFail as {@link runNode} takes it
 */
export async function startVideos(
	context: IExecuteFunctions,
	model: VeoLiteModel,
	fields: INodeProperties[],
	continueOnFail: boolean,
): Promise<INodeExecutionData[][]> {
	return await runNode(context, continueOnFail, async () => {
		const reachesPrivate = await mayReachPrivate(context);
		const hints = new VideoHints();
		const items = await submitItems(context, {
			check: async (itemIndex) => {
				const item = new ItemParameters(context, itemIndex, fields);
				return await checkItem(context, item, model, reachesPrivate, hints);
			},
		});
		hints.show(context, items);
		return [items];
	});
}

/**
 * Reads and checks the parameters of one item. Nothing is sent.
 *
 * @throws NodeOperationError that names the field and the item
 */
async function checkItem(
	context: IExecuteFunctions,
	item: ItemParameters,
	model: VeoLiteModel,
	reachesPrivate: boolean,
	hints: VideoHints,
): Promise<CheckedItem> {
	checkPrompt(item);
	const settings: VideoSettings = {};
	for (const [name, onTheWire] of Object.entries(WIRE_NAMES)) {
		if (item.has(name)) settings[onTheWire] = item.value(name);
	}
	for (const name of ['prompt', 'negativePrompt'] as const) {
		item.limitLength(name, model.maxPromptLength ?? Infinity);
	}
	const inputs: Record<string, BodyText> = {};
	const images: CheckedImage[] = [];
	const rechecks: Array<() => void> = [];
	for (const [prefix, name] of Object.entries(model.images)) {
		const image = await readImageInput(context, item, prefix, reachesPrivate);
		images.push(image);
		inputs[name] = image.body;
		if (image.recheck) rechecks.push(image.recheck);
	}
	for (const [field, name] of Object.entries(model.links)) {
		const { url, recheck } = readLink(context, item, field, reachesPrivate, 'video');
		inputs[name] = url;
		rechecks.push(recheck);
	}
	const videos = item.number('sampleCount');
	hints.add(item.itemIndex, images, settings, model.englishOnly === true);
	return {
		request: { path: model.path, inputs, settings },
		videos,
		ordered: orderOf(model, settings, videos),
		...readSubmitOptions(item),
		recheck: () => rechecks.forEach((recheck) => recheck()),
	};
}

/** Refuses a prompt that a wrong expression has filled in: its video would be paid for and useless. */
function checkPrompt(item: ItemParameters): void {
	const prompt = item.requiredText('prompt');
	// JavaScript's text for a missing value or an object.
	const [value] = /^\s*(undefined|null|NaN)\s*$|\[object Object\]/.exec(prompt) ?? [];
	if (value !== undefined) {
		throw item.rejection('prompt', parameterMessages.notText, { value: value.trim() });
	}
	const templates = prompt.match(/\{\{[^{}]*\}\}/g) ?? [];
	if (templates.some((template) => /\$\w/.test(template))) {
		throw item.rejection('prompt', videoMessages.notEvaluated, {});
	}
}

/**
 * Whether the service may reach hosts of a private network. Only the vendor's own service surely does not.
 * A credential that can't be read is reported by `connect.ts`.
 */
async function mayReachPrivate(context: IExecuteFunctions): Promise<boolean> {
	const { baseUrl } = await context.getCredentials('highwayApi').catch(() => ({ baseUrl: '' }));
	return normalizeBaseUrl(baseUrl) !== DEFAULT_BASE_URL;
}
