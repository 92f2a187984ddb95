import type { IExecuteFunctions } from 'n8n-workflow';
import { differInShape, isOfOtherShape, isSmall, type VideoForm } from '../shared/images/fit';
import { shownSize, type ImageFacts } from '../shared/images/imageFacts';
import { formatText } from '../shared/message';
import { showHints } from '../shared/n8n/runContext';
import type { Frame } from './frame';
import { frameHints } from './generationMessages';

type NoteKind = Exclude<keyof typeof frameHints, 'head' | 'more'>;

/** How many items each kind of note names. */
const MAX_NAMED = 5;

/**
 * What the frames of a run make one expect of its videos. None of it is refused, since some want it so: it is
 * told once for the whole run.
 */
export class FrameNotes {
	private readonly notes = new Map<NoteKind, string[]>();

	/** Notes what is odd about the two frames of an item. */
	add(itemIndex: number, first: Frame, last: Frame, wanted: VideoForm): void {
		const note = (kind: NoteKind, item: string) => {
			const items = this.notes.get(kind) ?? [];
			items.push(item);
			this.notes.set(kind, items);
		};
		if (isSame(first, last)) note('same', `item ${itemIndex}`);

		const frames = [
			{ name: 'first frame', ...first },
			{ name: 'last frame', ...last },
		];
		const about = (isOdd: (frame: Frame) => boolean, kind: NoteKind) => {
			const odd = frames.filter(isOdd).map(({ name, facts }) => `${name} ${sizeOf(facts)}`);
			if (odd.length > 0) note(kind, `item ${itemIndex} (${odd.join(', ')})`);
		};
		if (first.facts && last.facts && differInShape(first.facts, last.facts)) {
			about(() => true, 'differ');
		} else {
			about(({ facts }) => facts !== undefined && isOfOtherShape(facts, wanted), 'shape');
		}
		about(({ facts }) => facts !== undefined && isSmall(facts, wanted), 'small');
		about(({ facts }) => facts !== undefined && facts.orientation !== 1, 'turned');
		about(({ facts }) => facts?.colour === 'cmyk', 'cmyk');
		about(({ facts }) => facts?.animated === true, 'animated');
		about(({ truncated }) => truncated === true, 'cut');
	}

	/** All of it in one text, or `undefined` where nothing is odd. */
	text(): string | undefined {
		if (this.notes.size === 0) return undefined;
		const sentences = [...this.notes].map(([kind, items]) => {
			const named = items.slice(0, MAX_NAMED).join('; ');
			const more = items.length - MAX_NAMED;
			const all = more > 0 ? formatText(frameHints.more, { items: named, more }) : named;
			return formatText(frameHints[kind], { items: all });
		});
		return [frameHints.head, ...sentences].join(' ');
	}

	/** Shows it above the output and, outside the editor, writes it into n8n's log. */
	report(context: IExecuteFunctions): void {
		const message = this.text();
		if (message === undefined) return;
		showHints(context, [{ message, type: 'warning', location: 'outputPane' }]);
		if (context.getMode() !== 'manual') context.logger.warn(message);
	}
}

/** Files count as the same when size and beginning are: the rest follows from that in practice. */
function isSame({ image: first }: Frame, { image: last }: Frame): boolean {
	if (typeof first === 'string' || typeof last === 'string') return first === last;
	const bytes = Math.min(first.head.length, last.head.length);
	return (
		first.size === last.size &&
		Buffer.compare(first.head.subarray(0, bytes), last.head.subarray(0, bytes)) === 0
	);
}

function sizeOf(facts: ImageFacts | undefined): string {
	if (facts === undefined) return '';
	const { width, height } = shownSize(facts);
	return `${width} × ${height}`;
}
