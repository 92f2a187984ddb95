import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { limitConcurrency } from '../../nodes/shared/waiting/limitConcurrency.ts';
import type { Image } from '../images.mts';
import { FILE_TYPES } from '../models.mts';
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

/** Owns the temporary folder of the rendered files. */
export class Renderer {
	private folder: Promise<string> | undefined;

	/** @param closing kills every running ffmpeg */
	constructor(
		private readonly render: Render | undefined,
		private readonly closing: AbortSignal,
	) {}

	/** @returns the path of the file */
	async make(job: RenderJob): Promise<string> {
		const made = await this.render?.(job);
		if (typeof made === 'string') return made;
		this.folder ??= mkdtemp(join(tmpdir(), 'highwayapi-sandbox-'));
		const { task, sample } = job;
		const name = `${task.id}-${sample}.${FILE_TYPES[task.model.makes]}`;
		const output = join(await this.folder, name);
		if (made) await writeFile(output, made);
		else await inTurn(async () => await this.withFfmpeg(job, output));
		return output;
	}

	/** Deletes every file made here, once nothing is running any more. */
	async close(): Promise<void> {
		if (this.folder) await rm(await this.folder, { recursive: true, force: true, maxRetries: 3 });
	}

	private async withFfmpeg(job: RenderJob, output: string): Promise<void> {
		this.closing.throwIfAborted();
		const paths = { first: `${output}-first`, last: `${output}-last`, output };
		try {
			await writeFile(paths.first, job.first.bytes);
			await writeFile(paths.last, job.last.bytes);
			await ffmpeg(renderArguments({ ...job, paths }), this.closing);
		} finally {
			await Promise.all([paths.first, paths.last].map((path) => rm(path, { force: true })));
		}
	}
}
