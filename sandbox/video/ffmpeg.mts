import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Runs ffmpeg to its end. The static one is from an npm package whose binaries for Linux, macOS and
 * Windows are npm packages themselves, so nothing is downloaded or compiled at install time; it is
 * FFmpeg 4, which knows all that is needed here.
 * @param signal kills it
 * @returns what it printed
 * @throws {Error} a sentence: why it could not be started, or the last line of its complaints
 */
export async function ffmpeg(args: readonly string[], signal: AbortSignal): Promise<string> {
	try {
		// Loaded when it is needed: it throws where there is no ffmpeg for the platform.
		const { path } = (await import('@ffmpeg-installer/ffmpeg')).default;
		const options = { signal, killSignal: 'SIGKILL', windowsHide: true } as const;
		return (await run(path, args, options)).stderr;
	} catch (error) {
		const { stderr = '', message } = error as Error & { stderr?: string };
		const why = stderr.trim().split('\n').at(-1) || message;
		throw new Error(`ffmpeg could not render it; is an image or the video damaged? (${why})`);
	}
}

/**
 * How long a video lasts, in seconds.
 * @throws {Error} a sentence, where the file is no video
 */
export async function secondsOf(file: string, signal: AbortSignal): Promise<number> {
	const printed = await ffmpeg(['-nostdin', '-i', file, '-t', '0', '-f', 'null', '-'], signal);
	const [, hours, minutes, seconds] = /Duration: (\d+):(\d+):([\d.]+)/.exec(printed) ?? [];
	if (seconds === undefined) throw new Error('the video has no length');
	return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
