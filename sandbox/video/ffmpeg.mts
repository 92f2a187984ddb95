import { spawn } from 'node:child_process';

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
 * @param signal kills the process; the promise settles only when it is gone
 * @returns what it wrote to its standard output
 * @throws {Error} a sentence: why it could not be started, or the last line of its complaints
 */
export async function ffmpeg(args: readonly string[], signal: AbortSignal): Promise<Buffer> {
	const path = await binary();
	signal.throwIfAborted();
	return await new Promise((resolve, reject) => {
		const child = spawn(path, args, { signal, killSignal: 'SIGKILL', windowsHide: true });
		const output: Buffer[] = [];
		let complaint = '';
		child.stdout.on('data', (part: Buffer) => output.push(part));
		child.stderr.on('data', (part: Buffer) => (complaint += part.toString()));
		child.on('error', (error) => {
			if (child.pid === undefined) {
				reject(new Error(`The sandbox cannot start its ffmpeg: ${error.message}`));
			}
		});
		child.on('close', (code) => {
			const lastLine = complaint.trim().split('\n').at(-1);
			if (code === 0) resolve(Buffer.concat(output));
			else {
				const why = lastLine || `exit code ${code}`;
				reject(new Error(`ffmpeg could not render it; is one of the pictures damaged? (${why})`));
			}
		});
	});
}
