import type { IExecuteFunctions } from 'n8n-workflow';
import { isOfOtherShape } from '../images/imageHeader';
import { formatText, listed } from '../message';
import { hint, showHints } from '../n8n/runContext';
import type { CheckedImage } from './imageInput';
import { videoHints } from './videoMessages';

/**
 * What the images of a run make one expect of its videos. None of it is refused, since some want it
 * so: two equal frames make a loop.
 */
export class VideoHints {
	private readonly odd = { same: [], shape: [], turned: [] } as Record<
		keyof typeof videoHints,
		number[]
	>;

	/** Notes what is odd about an item. */
	add(itemIndex: number, images: CheckedImage[], aspectRatio: string): void {
		const known = images.flatMap(({ facts }) => facts ?? []);
		const isSame = new Set(images.map(({ id }) => id)).size < images.length;
		if (isSame) this.odd.same.push(itemIndex);
		if (known.some((facts) => isOfOtherShape(facts, aspectRatio))) this.odd.shape.push(itemIndex);
		if (known.some(({ orientation }) => orientation !== 1)) this.odd.turned.push(itemIndex);
	}

	/** Tells it once for the whole run: above the output and, outside the editor, in n8n's log. */
	show(context: IExecuteFunctions): void {
		for (const oddity of Object.keys(videoHints) as Array<keyof typeof videoHints>) {
			const items = this.odd[oddity];
			if (items.length === 0) continue;
			const message = formatText(videoHints[oddity], { items: `item ${listed(items)}` });
			showHints(context, [hint(message, 'warning')]);
			if (context.getMode() !== 'manual') context.logger.warn(message);
		}
	}
}
