import type { IExecuteFunctions, INodeExecutionData, IPairedItemData } from 'n8n-workflow';
import type { VideoSettings } from '../api/veoLite';
import { isOfOtherShape, isSmall } from '../images/imageHeader';
import { formatText, listed } from '../message';
import { hint, showHints } from '../n8n/runContext';
import type { CheckedImage } from './imageInput';
import { videoHints } from './videoMessages';

type Oddity = keyof typeof videoHints;

/**
 * Warnings about images and prompts of a run that may give disappointing videos. None is refused, since it
 * may be on purpose: two equal frames make a loop.
 */
export class VideoHints {
	/** By item index. */
	private readonly oddities = new Map<number, Record<Oddity, boolean>>();

	add(
		itemIndex: number,
		images: CheckedImage[],
		{ aspect_ratio, resolution, prompt }: VideoSettings,
		isEnglishOnly: boolean,
	): void {
		const known = images.flatMap(({ facts }) => facts ?? []);
		this.oddities.set(itemIndex, {
			same: new Set(images.map(({ id }) => id)).size < images.length,
			shape: known.some((facts) => isOfOtherShape(facts, String(aspect_ratio))),
			turned: known.some(({ orientation }) => orientation !== 1),
			small: known.some((facts) => isSmall(facts, String(resolution))),
			script: isEnglishOnly && /(?!\p{Script=Latin})\p{L}/u.test(String(prompt)),
		});
	}

	/**
	 * Shows each warning once for the whole run: above the output and, outside the editor, in n8n's log.
	 *
	 * @param output of the run; only an item that was ordered in it has the field `videos`
	 */
	show(context: IExecuteFunctions, output: INodeExecutionData[]): void {
		const ordered = output.filter(({ json }) => json.videos !== undefined);
		const indices = ordered.map(({ pairedItem }) => (pairedItem as IPairedItemData).item);
		for (const oddity of Object.keys(videoHints) as Oddity[]) {
			const items = indices.filter((itemIndex) => this.oddities.get(itemIndex)?.[oddity]);
			if (items.length === 0) continue;
			const message = formatText(videoHints[oddity], { items: `item ${listed(items)}` });
			showHints(context, [hint(message, 'warning')]);
			if (context.getMode() !== 'manual') context.logger.warn(message);
		}
	}
}
