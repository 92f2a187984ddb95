import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Where the static ffmpeg is. It comes from one npm package whose binaries for Linux, macOS and Windows
 * are ordinary npm packages themselves, so nothing is downloaded or compiled at install time; it is
 * FFmpeg 4, which knows all that is needed here. Bindings such as node-av bring a newer FFmpeg, but as
 * native code tied to the Node.js version, and far more code of our own than one argument list.
 */
async function binary(): Promise<string> {
	try {
		return (await import('@ffmpeg-installer/ffmpeg')).default.path;
	} catch {
		throw new Error(
			`The sandbox cannot render: @ffmpeg-installer/ffmpeg has no ffmpeg for ${process.platform} ${process.arch}, or is not installed. Run "npm install" again, with optional dependencies.`,
		);
	}
}

/**
 * Runs ffmpeg to its end.
 * @param signal kills it
 * @throws {Error} a sentence: why it could not be started, or the last line of its complaints
 */
export async function ffmpeg(args: readonly string[], signal: AbortSignal): Promise<void> {
	try {
		await run(await binary(), args, { signal, killSignal: 'SIGKILL', windowsHide: true });
	} catch (error) {
		const { stderr = '', message } = error as Error & { stderr?: string };
		const why = stderr.trim().split('\n').at(-1) || message;
		throw new Error(`ffmpeg could not render it; is one of the images damaged? (${why})`);
	}
}
