import type { IExecuteFunctions } from 'n8n-workflow';
import { shownSize, type ImageFacts } from '../shared/images/imageFacts';
import { fill } from '../shared/words';
import type { Frame } from './frame';
import { frameHints } from './generationWords';

/** What is wanted of the video. */
interface Wanted {
	aspectRatio: string;
	resolution: string;
}

type NoteKind = Exclude<keyof typeof frameHints, 'head' | 'more'>;

/** Two shapes count as the same when their ratios differ by no more than this part. */
const SAME_SHAPE = 0.03;

/** A frame that is a few pixels short is as good. */
const AS_LARGE = 0.98;

/** How many items each kind of note names. */
const MOST_NAMED = 5;

const LANDSCAPE_SIZES: Readonly<Record<string, { long: number; short: number }>> = {
	'720p': { long: 1280, short: 720 },
	'1080p': { long: 1920, short: 1080 },
};

/**
 * What the frames of a run make one expect of its videos. None of it is refused, since some want it so: it is
 * told once for the whole run.
 */
export class FrameNotes {
	private readonly notes = new Map<NoteKind, string[]>();

	/** Notes what is odd about the two frames of an item. */
	look(itemIndex: number, first: Frame, last: Frame, wanted: Wanted): void {
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
		const shapes = [first, last].map(({ facts }) => (facts ? ratioOf(facts) : undefined));
		if (differ(shapes[0], shapes[1])) about(() => true, 'differ');
		else about(({ facts }) => facts !== undefined && isOfOtherShape(facts, wanted), 'shape');
		about(({ facts }) => facts !== undefined && isSmall(facts, wanted), 'small');
		about(({ facts }) => facts !== undefined && facts.orientation !== 1, 'turned');
		about(({ facts }) => facts?.colour === 'cmyk', 'cmyk');
		about(({ facts }) => facts?.animated === true, 'animated');
		about(({ cut }) => cut === true, 'cut');
	}

	/** All of it in one text, or `undefined` where nothing is odd. */
	text(): string | undefined {
		if (this.notes.size === 0) return undefined;
		const sentences = [...this.notes].map(([kind, items]) => {
			const named = items.slice(0, MOST_NAMED).join('; ');
			const more = items.length - MOST_NAMED;
			const all = more > 0 ? fill(frameHints.more, { items: named, more }) : named;
			return fill(frameHints[kind], { items: all });
		});
		return [frameHints.head, ...sentences].join(' ');
	}

	/** Shows it above the output, and writes it into n8n's log where nobody looks at outputs. */
	tell(context: IExecuteFunctions): void {
		const message = this.text();
		if (message === undefined) return;
		context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
		if (context.getMode() !== 'manual') context.logger.warn(message);
	}
}

/** Files count as the same when size and beginning are: the rest follows from that in practice. */
function isSame({ picture: first }: Frame, { picture: last }: Frame): boolean {
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

function ratioOf(facts: ImageFacts): number {
	const { width, height } = shownSize(facts);
	return width / height;
}

function differ(one: number | undefined, other: number | undefined): boolean {
	return one !== undefined && other !== undefined && Math.abs(one / other - 1) > SAME_SHAPE;
}

function isOfOtherShape(facts: ImageFacts, { aspectRatio }: Wanted): boolean {
	const [width = 1, height = 1] = aspectRatio.split(':').map(Number);
	return differ(ratioOf(facts), width / height);
}

function isSmall({ width, height }: ImageFacts, { resolution }: Wanted): boolean {
	const { long = 0, short = 0 } = LANDSCAPE_SIZES[resolution] ?? {};
	return Math.max(width, height) < long * AS_LARGE || Math.min(width, height) < short * AS_LARGE;
}
