import { existsSync, statSync } from 'node:fs';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny';
import { Failure } from './failure.mts';
import { runProgram } from './program.mts';
import { root } from './project.mts';

/** How far a video's duration may be from the one asked for, in seconds. */
const tolerance = 0.5;

export interface VideoFacts {
	bytes: number;
	seconds: number;
	width: number;
	height: number;
}

/** Makes sure that a file is a video of the right length that plays to its end. */
export async function checkVideo(
	file: string,
	{ seconds, log, signal }: { seconds: number; log: string; signal: AbortSignal },
): Promise<VideoFacts> {
	if (!existsSync(file)) throw notGood(file, 'is not there', log);
	const input = new Input({ source: new FilePathSource(file), formats: ALL_FORMATS });
	const facts = await read(input).catch(() => undefined);
	input.dispose();
	if (!facts) throw notGood(file, 'holds no video', log);
	if (Math.abs(facts.seconds - seconds) > tolerance)
		throw notGood(file, `lasts ${facts.seconds.toFixed(1)} and not ${seconds} seconds`, log);
	const { code, output } = await runProgram(
		ffmpeg.path,
		['-v', 'error', '-i', file, '-f', 'null', '-'],
		{ cwd: root, log, signal },
	);
	if (code !== 0 || output.trim() !== '') throw notGood(file, 'does not play to its end', log);
	return { bytes: statSync(file).size, ...facts };
}

async function read(input: Input) {
	const track = await input.getPrimaryVideoTrack();
	if (!track) return undefined;
	return {
		seconds: await input.computeDuration(),
		width: track.displayWidth,
		height: track.displayHeight,
	};
}

const notGood = (file: string, how: string, log: string) =>
	new Failure(`The video ${file} ${how}.`, 'Run the command again.', log);
