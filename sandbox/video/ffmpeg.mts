import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Runs ffmpeg to its end. The static one is from an npm package whose binaries for Linux, macOS and
 * Windows are npm packages themselves, so nothing is downloaded or compiled at install time; it is
 * FFmpeg 4, which knows all that is needed here.
 * @param signal kills it
 * @throws {Error} a sentence: why it could not be started, or the last line of its complaints
 */
export async function ffmpeg(args: readonly string[], signal: AbortSignal): Promise<void> {
	try {
		// Loaded when it is needed: it throws where there is no ffmpeg for the platform.
		const { path } = (await import('@ffmpeg-installer/ffmpeg')).default;
		await run(path, args, { signal, killSignal: 'SIGKILL', windowsHide: true });
	} catch (error) {
		const { stderr = '', message } = error as Error & { stderr?: string };
		const why = stderr.trim().split('\n').at(-1) || message;
		throw new Error(`ffmpeg could not render it; is one of the images damaged? (${why})`);
	}
}
