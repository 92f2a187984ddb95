import { statSync } from 'node:fs';
import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny';
import { ffmpeg } from '../../sandbox/video/ffmpeg.mts';
import { Failure } from './failure.mts';

/** How far a video's duration may be from the one asked for, in seconds. */
const tolerance = 0.5;

/** Makes sure that a file is a video of so many seconds that plays to its end. */
export async function checkVideo(file: string, asked: number, signal: AbortSignal) {
	const notGood = (how: string) =>
		new Failure(`The video ${file} ${how}.`, 'Run the command again.');
	const facts = await read(file).catch(() => undefined);
	if (!facts) throw notGood('is not there, or holds no video');
	if (Math.abs(facts.seconds - asked) > tolerance)
		throw notGood(`lasts ${facts.seconds.toFixed(1)} and not ${asked} seconds`);
	// Decodes all of it, and stops at the first fault.
	const decode = ['-v', 'error', '-xerror', '-i', file, '-f', 'null', '-'];
	await ffmpeg(decode, signal).catch(() => {
		throw notGood('does not play to its end');
	});
	return facts;
}

async function read(file: string) {
	const input = new Input({ source: new FilePathSource(file), formats: ALL_FORMATS });
	try {
		const track = await input.getPrimaryVideoTrack();
		if (!track) return undefined;
		const { displayWidth: width, displayHeight: height } = track;
		return { bytes: statSync(file).size, seconds: await input.computeDuration(), width, height };
	} finally {
		input.dispose();
	}
}
