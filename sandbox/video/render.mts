import { rm, writeFile } from 'node:fs/promises';
import type { Inputs } from '../images.mts';
import type { Task } from '../task.mts';
import { renderArguments } from './commandArguments.mts';
import { ffmpeg, secondsOf } from './ffmpeg.mts';

/** One video, image or sound to make. */
export interface RenderJob {
	task: Task;
	/** Which of the `sample_count` files of the task, from 0. */
	sample: number;
	inputs: Inputs;
}

/** Makes a file in another way than ffmpeg: its bytes, or the path of a file that stays yours. */
export type Render = (job: RenderJob) => Promise<string | Buffer>;

/** Two renderings at the same time in this process: ffmpeg uses several threads itself. */
const lanes = [Promise.resolve(), Promise.resolve()];
let started = 0;

async function inTurn(work: () => Promise<void>): Promise<void> {
	const lane = started++ % lanes.length;
	const done = (lanes[lane] ?? Promise.resolve()).then(work);
	lanes[lane] = done.catch(() => undefined);
	await done;
}

/**
 * Renders a file with ffmpeg.
 * @param closing kills it
 */
export async function renderInto(output: string, job: RenderJob, closing: AbortSignal) {
	const { first, last, video } = job.inputs;
	await inTurn(async () => {
		closing.throwIfAborted();
		const paths = { first: `${output}-first`, last: `${output}-last`, video: `${output}-before` };
		try {
			await writeFile(paths.first, first.bytes);
			await writeFile(paths.last, last.bytes);
			await writeFile(paths.video, video ?? '');
			const before = video ? await secondsOf(paths.video, closing) : 0;
			await ffmpeg(renderArguments({ ...job, before, paths: { ...paths, output } }), closing);
		} finally {
			await Promise.all(Object.values(paths).map((path) => rm(path, { force: true })));
		}
	});
}
