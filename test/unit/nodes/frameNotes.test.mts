import type { Frame } from '../../../nodes/VeoLiteFirstLastFrame/frame.ts';
import { FrameNotes } from '../../../nodes/VeoLiteFirstLastFrame/frameNotes.ts';
import { frameHints } from '../../../nodes/VeoLiteFirstLastFrame/generationMessages.ts';
import type { ImageFacts } from '../../../nodes/shared/images/imageFacts.ts';
import { formatText } from '../../../nodes/shared/message.ts';

let nextPicture = 0;

/** A frame of a picture of its own. */
function frame(width: number, height: number, others: Partial<ImageFacts> = {}): Frame {
	const head = Buffer.from([nextPicture++]);
	return {
		body: '',
		image: { size: 1000, head },
		facts: {
			type: 'jpeg',
			width,
			height,
			orientation: 1,
			colour: 'rgb',
			animated: false,
			...others,
		},
		truncated: false,
	};
}

/** What is said of two frames, by the names of the hints. */
function notesOf(first: Frame, last: Frame, aspectRatio = '16:9', resolution = '720p'): string[] {
	const notes = new FrameNotes();
	notes.add(7, first, last, { aspectRatio, resolution });
	const text = notes.text() ?? '';
	return Object.entries(frameHints)
		.filter(([, sentence]) => text.includes(sentence.split('<items>')[0] ?? ''))
		.map(([kind]) => kind)
		.filter((kind) => !['head', 'more'].includes(kind));
}

describe('of two frames it is said', () => {
	const fits = frame(1280, 720);

	const cases: Array<[string, Frame, Frame, string[], string?, string?]> = [
		['nothing where both fit', fits, frame(1920, 1080), []],
		['nothing where both fit upright', frame(720, 1280), frame(1080, 1920), [], '9:16'],
		['nothing for a few pixels', frame(1366, 768), frame(1344, 768), []],
		['that their shape is another', frame(1920, 1280), frame(1500, 1000), ['shape']],
		['that one is upright, and the video lies', frame(1080, 1920), frame(1080, 1920), ['shape']],
		['that one lies, and the video is upright', fits, fits, ['same', 'shape'], '9:16'],
		['that they differ in shape', fits, frame(1280, 1280), ['differ']],
		['that one is small', fits, frame(640, 360), ['small']],
		['that they are small for 1080p', fits, frame(1280, 720), ['small'], '16:9', '1080p'],
		['nothing of size for 1080p', frame(1920, 1080), frame(1902, 1070), [], '16:9', '1080p'],
		['that one is stored turned', fits, frame(720, 1280, { orientation: 6 }), ['turned']],
		['its shape as it is shown', fits, frame(1280, 720, { orientation: 8 }), ['differ', 'turned']],
		['that one is mirrored', fits, frame(1280, 720, { orientation: 2 }), ['turned']],
		['that one is for print', fits, frame(1280, 720, { colour: 'cmyk' }), ['cmyk']],
		['nothing of gray', fits, frame(1280, 720, { colour: 'gray' }), []],
		['that one moves', fits, frame(1280, 720, { animated: true }), ['animated']],
		['that one is cut', fits, { ...frame(1280, 720), truncated: true }, ['cut']],
		['nothing of what is not known', { body: 'a', image: 'a' }, frame(1280, 720), []],
		['only what is known', { body: 'a', image: 'a' }, frame(90, 90), ['shape', 'small']],
		[
			'that the address is the same',
			{ body: 'a', image: 'a' },
			{ body: 'a', image: 'a' },
			['same'],
		],
		['nothing for two addresses', { body: 'a', image: 'a' }, { body: 'b', image: 'b' }, []],
	];
	it.each(cases.map(([what, ...rest]) => ({ what, rest })))('$what', ({ rest }) => {
		const [first, last, kinds, aspectRatio, resolution] = rest;
		expect(notesOf(first, last, aspectRatio, resolution)).toEqual(kinds);
	});

	it('which item it is, with the size as it is shown', () => {
		const notes = new FrameNotes();
		const turned = frame(1280, 720, { orientation: 6 });
		notes.add(3, turned, turned, { aspectRatio: '9:16', resolution: '720p' });
		expect(notes.text()).toContain(
			formatText(frameHints.turned, {
				items: 'item 3 (first frame 720 × 1280, last frame 720 × 1280)',
			}),
		);
	});

	it('no more than fits above an output, however many items there are', () => {
		const notes = new FrameNotes();
		for (let item = 0; item < 10_000; item++) {
			const odd = { orientation: 5, colour: 'cmyk', animated: true } as const;
			const first = { ...frame(100, 900, odd), truncated: true };
			notes.add(item, first, first, { aspectRatio: '16:9', resolution: '720p' });
		}
		expect(notes.text()).toContain('; and 9995 more');
		expect(notes.text()?.length).toBeLessThan(4_000);
	});
});
