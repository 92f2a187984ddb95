import type { IExecuteFunctions } from 'n8n-workflow';
import { isOfOtherShape, isSmall, type VideoForm } from '../images/fit';
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
	private readonly odd = new Map<Oddity, number[]>();

	/** Notes what is odd about an item. `english` is its prompt where the model takes English only. */
	add(itemIndex: number, images: CheckedImage[], form: VideoForm, english?: string): void {
		const known = images.flatMap(({ facts }) => facts ?? []);
		const isOdd: Record<Oddity, boolean> = {
			same: new Set(images.map(({ id }) => id)).size < images.length,
			shape: known.some((facts) => isOfOtherShape(facts, form)),
			turned: known.some(({ orientation }) => orientation !== 1),
			small: known.some((facts) => isSmall(facts, form)),
			script: /(?!\p{Script=Latin})\p{L}/u.test(english ?? ''),
		};
		for (const oddity of Object.keys(isOdd) as Oddity[]) {
			if (!isOdd[oddity]) continue;
			const items = this.odd.get(oddity) ?? [];
			items.push(itemIndex);
			this.odd.set(oddity, items);
		}
	}

	/** Tells it once for the whole run: above the output and, outside the editor, in n8n's log. */
	show(context: IExecuteFunctions): void {
		for (const [oddity, items] of this.odd) {
			const label = items.length === 1 ? 'item' : 'items';
			const message = formatText(videoHints[oddity], { items: `${label} ${listed(items)}` });
			showHints(context, [hint(message, 'warning')]);
			if (context.getMode() !== 'manual') context.logger.warn(message);
		}
	}
}
