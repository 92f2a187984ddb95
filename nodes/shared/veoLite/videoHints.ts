import type { IExecuteFunctions, INodeExecutionData, IPairedItemData } from 'n8n-workflow';
import type { VideoSettings } from '../api/veoLite';
import { isOfOtherShape, isSmall } from '../images/imageHeader';
import { formatText, listed } from '../message';
import { hint, showHints } from '../n8n/runContext';
import type { CheckedImage } from './imageInput';
import { videoHints } from './videoMessages';

type Oddity = keyof typeof videoHints;

/**
 * What images and prompts of a run make one expect of its videos. None of it is refused, since some
 * want it so: two equal frames make a loop.
 */
export class VideoHints {
	private readonly odd = new Map<number, Record<Oddity, boolean>>();

	/** Notes what is odd about an item. */
	add(
		itemIndex: number,
		images: CheckedImage[],
		{ aspect_ratio, resolution, prompt }: VideoSettings,
		isEnglishOnly: boolean,
	): void {
		const known = images.flatMap(({ facts }) => facts ?? []);
		this.odd.set(itemIndex, {
			same: new Set(images.map(({ id }) => id)).size < images.length,
			shape: known.some((facts) => isOfOtherShape(facts, String(aspect_ratio))),
			turned: known.some(({ orientation }) => orientation !== 1),
			small: known.some((facts) => isSmall(facts, String(resolution))),
			script: isEnglishOnly && /(?!\p{Script=Latin})\p{L}/u.test(String(prompt)),
		});
	}

	/**
	 * Tells it once for the whole run: above the output and, outside the editor, in n8n's log.
	 *
	 * @param output of the run: an item says how many videos it has where it was ordered
	 */
	show(context: IExecuteFunctions, output: INodeExecutionData[]): void {
		const ordered = output.filter(({ json }) => json.videos !== undefined);
		const indices = ordered.map(({ pairedItem }) => (pairedItem as IPairedItemData).item);
		for (const oddity of Object.keys(videoHints) as Oddity[]) {
			const items = indices.filter((itemIndex) => this.odd.get(itemIndex)?.[oddity]);
			if (items.length === 0) continue;
			const message = formatText(videoHints[oddity], { items: `item ${listed(items)}` });
			showHints(context, [hint(message, 'warning')]);
			if (context.getMode() !== 'manual') context.logger.warn(message);
		}
	}
}
