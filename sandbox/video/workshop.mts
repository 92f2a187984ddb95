import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame } from '../frame.mts';
import type { Generation } from '../generation.mts';
import { FILE_TYPES, type MadeThing } from '../models.mts';
import { renderArguments } from './commandArguments.mts';
import { ffmpeg } from './ffmpeg.mts';
import { inTurn } from './turns.mts';

/** One video, picture or sound to make. */
export interface RenderJob {
	taskId: string;
	makes: MadeThing;
	generation: Generation;
	first: Frame;
	last: Frame;
	/** Which of the `sample_count` videos, from 0. */
	sample: number;
	seed: number;
}

/** Makes a file in another way than ffmpeg: its bytes, or the path of a file that stays yours. */
export type Render = (job: RenderJob, signal: AbortSignal) => Promise<string | Buffer>;

/** Where videos are made: owns the temporary directory and every running ffmpeg. */
export class Workshop {
	private readonly closing = new AbortController();
	private readonly running = new Set<Promise<unknown>>();
	private room: Promise<string> | undefined;

	constructor(private readonly render: Render | undefined) {}

	/** @returns the path of the video file */
	make(job: RenderJob): Promise<string> {
		const made = this.render ? this.makeWith(this.render, job) : this.renderWithFfmpeg(job);
		this.running.add(made);
		const forget = () => this.running.delete(made);
		made.then(forget, forget);
		return made;
	}

	/** Kills what is running and deletes every file made here. */
	async close(): Promise<void> {
		this.closing.abort();
		await Promise.allSettled(this.running);
		if (this.room) await rm(await this.room, { recursive: true, force: true });
	}

	private async pathFor(name: string): Promise<string> {
		this.room ??= mkdtemp(join(tmpdir(), 'highwayapi-sandbox-'));
		return join(await this.room, name);
	}

	private async makeWith(render: Render, job: RenderJob): Promise<string> {
		const made = await render(job, this.closing.signal);
		if (typeof made === 'string') return made;
		this.closing.signal.throwIfAborted();
		const path = await this.pathFor(`${job.taskId}-${job.sample}.${FILE_TYPES[job.makes]}`);
		await writeFile(path, made);
		return path;
	}

	private renderWithFfmpeg(job: RenderJob): Promise<string> {
		return inTurn(async () => {
			const { signal } = this.closing;
			signal.throwIfAborted();
			const base = await this.pathFor(`${job.taskId}-${job.sample}`);
			const first = { ...job.first, path: `${base}-first` };
			const last = { ...job.last, path: `${base}-last` };
			const output = `${base}.${FILE_TYPES[job.makes]}`;
			await Promise.all([first, last].map(({ path, bytes }) => writeFile(path, bytes)));
			try {
				await ffmpeg(renderArguments({ ...job, first, last, output }), signal);
			} finally {
				await Promise.all([first, last].map(({ path }) => rm(path, { force: true })));
			}
			return output;
		});
	}
}
