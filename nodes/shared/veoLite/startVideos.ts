import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { DEFAULT_BASE_URL, normalizeBaseUrl } from '../api/baseUrl';
import type { BodyText } from '../api/jsonBody';
import { orderOf, type VeoLiteModel } from '../api/veoLite';
import { ItemParameters } from '../n8n/itemParameters';
import { runNode } from '../n8n/runNode';
import { submitItems } from '../submitting/submitItems';
import { readSubmitOptions, type CheckedItem } from '../submitting/submitOptions';
import { readImageInput, type CheckedImage } from './imageInput';
import { readLink } from './linkInput';
import { VideoHints } from './videoHints';
import { readSettings } from './videoSettings';

/** A node that starts videos: its model, and what its builder sees. */
export interface VideoNode {
	model: VeoLiteModel;
	fields: INodeProperties[];
	/** What n8n says of the node. */
	continueOnFail: boolean;
}

/** Starts the video of each input item, after checking all items. */
export async function startVideos(
	context: IExecuteFunctions,
	node: VideoNode,
): Promise<INodeExecutionData[][]> {
	return await runNode(context, node.continueOnFail, async () => {
		const reachesPrivate = await mayReachPrivate(context);
		const hints = new VideoHints();
		const items = await submitItems(context, {
			check: async (itemContext, itemIndex) =>
				await checkItem(itemContext, itemIndex, node, reachesPrivate, hints),
			beforeSubmit: (ordered) => hints.show(context, ordered),
		});
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
	itemIndex: number,
	{ model, fields }: VideoNode,
	reachesPrivate: boolean,
	hints: VideoHints,
): Promise<CheckedItem> {
	const item = new ItemParameters(context, itemIndex, fields);
	const settings = readSettings(item, model);
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
		const { url, recheck } = readLink(item, field, reachesPrivate, 'video');
		inputs[name] = url;
		rechecks.push(recheck);
	}
	const videos = item.wholeNumber('sampleCount');
	const form = {
		aspectRatio: item.choice<string>('aspectRatio'),
		resolution: item.choice<string>('resolution'),
	};
	const english = model.englishOnly ? String(settings.prompt) : undefined;
	hints.add(itemIndex, images, form, english);
	return {
		request: { path: model.path, images: inputs, settings },
		videos,
		ordered: orderOf(model, settings, videos),
		options: readSubmitOptions(item),
		recheck: () => rechecks.forEach((recheck) => recheck()),
	};
}

/**
 * Whether the service may reach hosts of a private network. Only of the vendor's own it is known that it
 * does not. A wrong credential is reported elsewhere.
 */
async function mayReachPrivate(context: IExecuteFunctions): Promise<boolean> {
	const { baseUrl } = await context.getCredentials('highwayApi').catch(() => ({ baseUrl: '' }));
	return normalizeBaseUrl(baseUrl) !== DEFAULT_BASE_URL;
}
