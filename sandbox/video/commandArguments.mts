import type { Frame } from '../frame.mts';
import type { Generation } from '../generation.mts';
import type { MadeThing } from '../models.mts';

const FRAMES_PER_SECOND = 24;
/** So that the first and the last picture are seen, and a player that seeks roughly still finds them. */
const HOLD_SECONDS = 0.25;

/** Start and end of the cross-fade of each sample, as parts of the time between the two holds. */
const FADES: ReadonlyArray<readonly [start: number, end: number]> = [
	[0, 1],
	[0.3, 1],
	[0, 0.7],
	[0.35, 0.65],
];

/** A major chord per channel, a little out of tune with each other: soft, and clearly stereo. */
const CHORDS = { left: [220, 277.18, 329.63], right: [220.6, 329.63, 440] };

/** Width and height in pixels: "p" counts the lines of the short side. */
export function dimensions({ resolution, aspect_ratio: ratio }: Generation): [number, number] {
	const [long, short] = resolution === '1080p' ? [1920, 1080] : [1280, 720];
	return ratio === '16:9' ? [long, short] : [short, long];
}

/**
 * A picture becomes a still video: scaled to cover, cropped at the centre. It goes through RGB, because
 * JPEG and PNG differ in matrix and range, and once into BT.709 limited range, which the file declares.
 */
function still(generation: Generation, pixelFormat: string): string {
	const [width, height] = dimensions(generation);
	const frames = generation.duration * FRAMES_PER_SECOND;
	return [
		'format=gbrp',
		`scale=${width}:${height}:force_original_aspect_ratio=increase:flags=lanczos`,
		`crop=${width}:${height}`,
		'scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd+full_chroma_int',
		`setsar=1,format=${pixelFormat}`,
		`loop=loop=${frames - 1}:size=1,setpts=N/${FRAMES_PER_SECOND}/TB`,
	].join(',');
}

function picture(generation: Generation, sample: number): string {
	const [start, end] = FADES[sample % FADES.length] ?? [0, 1];
	const room = generation.duration - 2 * HOLD_SECONDS;
	const fade = `fade=t=in:alpha=1:st=${HOLD_SECONDS + start * room}:d=${(end - start) * room}`;
	// Fading the alpha channel and laying it over costs a fifth of the `blend` filter's time.
	return [
		`[0:v]${still(generation, 'yuv420p')}[first]`,
		`[1:v]${still(generation, 'yuva420p')},${fade}[last]`,
		'[first][last]overlay=format=yuv420[video]',
	].join(';');
}

function sound({ duration }: Generation): string {
	const tones = (pitches: readonly number[]) =>
		pitches.map((hertz) => `0.04*sin(2*PI*${hertz}*t)`).join('+');
	const chord = `aevalsrc=${tones(CHORDS.left)}|${tones(CHORDS.right)}:s=48000:d=${duration}`;
	return `${chord},afade=t=in:d=1,afade=t=out:st=${duration - 1.5}:d=1.5[audio]`;
}

/** A picture by its path, with the demuxer named so that ffmpeg does not guess. */
function input({ type }: Frame, path: string): string[] {
	return ['-f', `${type}_pipe`, '-framerate', String(FRAMES_PER_SECOND), '-i', path];
}

export interface RenderOrder {
	makes: MadeThing;
	generation: Generation;
	first: Frame & { path: string };
	last: Frame & { path: string };
	/** From 0. */
	sample: number;
	seed: number;
	output: string;
}

/** The arguments that let ffmpeg render one sample. */
export function renderArguments(order: RenderOrder): string[] {
	switch (order.makes) {
		case 'video':
			return videoArguments(order);
		case 'image':
			return imageArguments(order);
		case 'audio':
			return soundArguments(order);
	}
}

const QUIET = ['-v', 'error', '-nostdin', '-y'];

/** A PNG: the first picture, in colours that seed and sample turn. */
function imageArguments({ generation, first, sample, seed, output }: RenderOrder): string[] {
	const [width, height] = dimensions(generation);
	const fitted = `scale=${width}:${height}:force_original_aspect_ratio=increase,crop=${width}:${height}`;
	const filter = `${fitted},hue=h=${(seed + sample * 90) % 360},format=rgb24`;
	return [...QUIET, ...input(first, first.path), '-vf', filter, '-frames:v', '1', output];
}

/** A WAV: the chord of the videos. */
function soundArguments({ generation, output }: RenderOrder): string[] {
	const graph = sound(generation);
	return [...QUIET, '-filter_complex', graph, '-map', '[audio]', '-c:a', 'pcm_s16le', output];
}

/** H.264 and AAC in an MP4 that starts to play early. */
function videoArguments(order: RenderOrder): string[] {
	const { generation, first, last, sample, seed, output } = order;
	const withSound = generation.generate_audio;
	const graph = picture(generation, sample) + (withSound ? `;${sound(generation)}` : '');
	return [
		...QUIET,
		...input(first, first.path),
		...input(last, last.path),
		...['-filter_complex', graph, '-map', '[video]'],
		...(withSound ? ['-map', '[audio]', '-c:a', 'aac', '-b:a', '128k'] : []),
		...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '19', '-pix_fmt', 'yuv420p'],
		...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'],
		...['-color_range', 'tv', '-r', String(FRAMES_PER_SECOND)],
		...['-frames:v', String(generation.duration * FRAMES_PER_SECOND)],
		// Two samples of equal frames would be equal files without it.
		...['-metadata', `comment=Highway API sandbox, seed ${seed}, sample ${sample}`],
		...['-movflags', '+faststart', output],
	];
}
