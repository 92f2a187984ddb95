import type { Image } from '../images.mts';
import type { Generation } from '../models.mts';
import type { Task } from '../task.mts';
import type { RenderJob } from './render.mts';

const FRAMES_PER_SECOND = 24;
/** So that the first and the last image are seen, and a player that seeks roughly still finds them. */
const HOLD_SECONDS = 0.25;

/** Scaled to cover the picture, cropped at the centre. "p" counts the lines of the short side. */
function cover({ resolution, aspect_ratio: ratio }: Generation): string {
	const [long, short] = resolution === '1080p' ? [1920, 1080] : [1280, 720];
	const size = ratio === '16:9' ? `${long}:${short}` : `${short}:${long}`;
	return `scale=${size}:force_original_aspect_ratio=increase:flags=lanczos,crop=${size}`;
}

/** How many seconds an extension adds. */
const EXTENSION_SECONDS = 7;

/**
 * An image becomes a still video. It goes through RGB, because JPEG and PNG differ in matrix and range,
 * and once into BT.709 limited range, which the file declares.
 */
function still(generation: Generation, seconds: number, pixelFormat: string): string {
	return [
		`format=gbrp,${cover(generation)}`,
		'scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd+full_chroma_int',
		`setsar=1,format=${pixelFormat}`,
		`loop=loop=${Math.round(seconds * FRAMES_PER_SECOND) - 1}:size=1,setpts=N/${FRAMES_PER_SECOND}/TB`,
	].join(',');
}

/** The video to go on from, with its last frame held as long as the extension lasts. */
function held(generation: Generation): string {
	const clip = `fps=${FRAMES_PER_SECOND},${cover(generation)},setsar=1,format=yuv420p`;
	return `${clip},tpad=stop_mode=clone:stop_duration=${EXTENSION_SECONDS}`;
}

/** A cross-fade in the new part of the video; each sample begins it at another time. */
function fading({ task, sample, inputs, before }: RenderOrder): string {
	const { generation } = task;
	const fresh = newSeconds(task);
	const total = before + fresh;
	const seconds = (fresh - 2 * HOLD_SECONDS) / (sample + 1);
	const fade = `fade=t=in:alpha=1:st=${total - HOLD_SECONDS - seconds}:d=${seconds}`;
	// Fading the alpha channel and laying it over costs a fifth of the `blend` filter's time.
	return [
		`[0:v]${inputs.video ? held(generation) : still(generation, total, 'yuv420p')}[first]`,
		`[1:v]${still(generation, total, 'yuva420p')},${fade}[last]`,
		'[first][last]overlay=format=yuv420[video]',
	].join(';');
}

/** What is rendered anew. */
function newSeconds({ model, generation }: Task): number {
	if (model.name === 'veo-3.1-lite-extend') return EXTENSION_SECONDS;
	return generation.duration ?? 8;
}

/** A soft fifth, clearly stereo. */
function sound(seconds: number): string {
	const fifth = `aevalsrc=0.1*sin(2*PI*220*t)|0.1*sin(2*PI*330*t):s=48000:d=${seconds}`;
	return `${fifth},afade=t=in:d=1,afade=t=out:st=${seconds - 1.5}:d=1.5[audio]`;
}

/** An image by its path, with the demuxer named so that ffmpeg does not guess. */
function input({ type }: Image, path: string): string[] {
	return ['-f', `${type}_pipe`, '-framerate', String(FRAMES_PER_SECOND), '-i', path];
}

interface RenderOrder extends RenderJob {
	/** How many seconds the video lasts that it goes on from; 0 where there is none. */
	before: number;
	/** Where its files are. */
	paths: Record<'first' | 'last' | 'video' | 'output', string>;
}

/** The arguments that let ffmpeg render one sample. */
export function renderArguments(order: RenderOrder): string[] {
	const make = { video: videoArguments, image: imageArguments, audio: soundArguments }[
		order.task.model.makes
	];
	return ['-v', 'error', '-nostdin', '-y', ...make(order), order.paths.output];
}

/** A PNG: the first image, in colours that seed and sample turn. */
function imageArguments({ task, sample, inputs, paths }: RenderOrder): string[] {
	const hue = (task.seed + sample * 90) % 360;
	const filter = `${cover(task.generation)},hue=h=${hue},format=rgb24`;
	return [...input(inputs.first, paths.first), '-vf', filter, '-frames:v', '1'];
}

/** A WAV: the sound of the videos. */
function soundArguments({ task }: RenderOrder): string[] {
	return ['-filter_complex', sound(newSeconds(task)), '-map', '[audio]', '-c:a', 'pcm_s16le'];
}

/** What a video goes from and to. Each extension leads back to the other example. */
function videoInputs({ inputs: { first, last, video }, before, paths }: RenderOrder): string[] {
	const toLast = input(last, paths.last);
	if (!video) return [...input(first, paths.first), ...toLast];
	const isEven = Math.round(before / EXTENSION_SECONDS) % 2 === 0;
	return ['-i', paths.video, ...(isEven ? toLast : input(first, paths.first))];
}

/** H.264 and AAC in an MP4 that starts to play early. */
function videoArguments(order: RenderOrder): string[] {
	const { task, sample, before } = order;
	const seconds = before + newSeconds(task);
	const withSound = task.generation.generate_audio;
	const graph = fading(order) + (withSound ? `;${sound(seconds)}` : '');
	return [
		...videoInputs(order),
		...['-filter_complex', graph, '-map', '[video]'],
		...(withSound ? ['-map', '[audio]', '-c:a', 'aac', '-b:a', '128k'] : []),
		...['-c:v', 'libx264', '-preset', 'superfast', '-crf', '21', '-pix_fmt', 'yuv420p'],
		...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'],
		...['-color_range', 'tv', '-r', String(FRAMES_PER_SECOND)],
		...['-frames:v', String(Math.round(seconds * FRAMES_PER_SECOND))],
		// Two samples of equal frames would be equal files without it.
		...['-metadata', `comment=Highway API sandbox, seed ${task.seed}, sample ${sample}`],
		...['-movflags', '+faststart'],
	];
}
