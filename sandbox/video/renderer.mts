import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { limitConcurrency } from '../../nodes/shared/waiting/limitConcurrency.ts';
import type { Image } from '../images.mts';
import { FILE_TYPES, type Generation, type Made } from '../models.mts';
import { renderArguments } from './commandArguments.mts';
import { ffmpeg } from './ffmpeg.mts';

/** One video, image or sound to make. */
export interface RenderJob {
	taskId: string;
	makes: Made;
	generation: Generation;
	first: Image;
	last: Image;
	/** Which of the `sample_count` videos, from 0. */
	sample: number;
	seed: number;
}

/** Makes a file in another way than ffmpeg: its bytes, or the path of a file that stays yours. */
export type Render = (job: RenderJob, signal: AbortSignal) => Promise<string | Buffer>;

/** Renderings at the same time in this process: ffmpeg uses several threads itself. */
const inTurn = limitConcurrency(2);

/** Owns the temporary folder of the rendered files and every running ffmpeg. */
export class Renderer {
	private readonly running = new Set<Promise<unknown>>();
	private folder: Promise<string> | undefined;

	constructor(
		private readonly render: Render = (job, signal) =>
			inTurn(async () => await this.withFfmpeg(job, signal)),
		private readonly closing: AbortSignal,
	) {}

	/** @returns the path of the file */
	make(job: RenderJob): Promise<string> {
		const made = this.fileOf(job);
		this.running.add(made);
		const forget = () => this.running.delete(made);
		made.then(forget, forget);
		return made;
	}

	/** Waits until nothing is running any more, and deletes every file made here. */
	async close(): Promise<void> {
		await Promise.allSettled(this.running);
		if (this.folder) await rm(await this.folder, { recursive: true, force: true, maxRetries: 3 });
	}

	private async fileOf(job: RenderJob): Promise<string> {
		const made = await this.render(job, this.closing);
		if (typeof made === 'string') return made;
		this.closing.throwIfAborted();
		const path = await this.pathFor(job, `.${FILE_TYPES[job.makes]}`);
		await writeFile(path, made);
		return path;
	}

	private async pathFor({ taskId, sample }: RenderJob, end: string): Promise<string> {
		this.folder ??= mkdtemp(join(tmpdir(), 'highwayapi-sandbox-'));
		return join(await this.folder, `${taskId}-${sample}${end}`);
	}

	private async withFfmpeg(job: RenderJob, signal: AbortSignal): Promise<string> {
		signal.throwIfAborted();
		const [first, last, output] = await Promise.all([
			this.pathFor(job, '-first'),
			this.pathFor(job, '-last'),
			this.pathFor(job, `.${FILE_TYPES[job.makes]}`),
		]);
		await writeFile(first, job.first.bytes);
		await writeFile(last, job.last.bytes);
		try {
			await ffmpeg(renderArguments({ ...job, paths: { first, last, output } }), signal);
		} finally {
			await Promise.all([first, last].map((path) => rm(path, { force: true })));
		}
		return output;
	}
}
