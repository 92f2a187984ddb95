import { rm, writeFile } from 'node:fs/promises';
import { limitConcurrency } from '../../nodes/shared/waiting/limitConcurrency.ts';
import type { Image } from '../images.mts';
import type { Task } from '../task.mts';
import { renderArguments } from './commandArguments.mts';
import { ffmpeg } from './ffmpeg.mts';

/** One video, image or sound to make. */
export interface RenderJob {
	task: Task;
	/** Which of the `sample_count` files of the task, from 0. */
	sample: number;
	first: Image;
	last: Image;
}

/** Makes a file in another way than ffmpeg: its bytes, or the path of a file that stays yours. */
export type Render = (job: RenderJob) => Promise<string | Buffer>;

/** Renderings at the same time in this process: ffmpeg uses several threads itself. */
const inTurn = limitConcurrency(2);

/**
 * Renders a file with ffmpeg.
 * @param closing kills it
 */
export async function renderInto(output: string, job: RenderJob, closing: AbortSignal) {
	await inTurn(async () => {
		closing.throwIfAborted();
		const paths = { first: `${output}-first`, last: `${output}-last`, output };
		try {
			await writeFile(paths.first, job.first.bytes);
			await writeFile(paths.last, job.last.bytes);
			await ffmpeg(renderArguments({ ...job, paths }), closing);
		} finally {
			await Promise.all([paths.first, paths.last].map((path) => rm(path, { force: true })));
		}
	});
}
