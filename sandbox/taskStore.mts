import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fault } from './faults/rule.mts';
import type { Inputs } from './images.mts';
import { FILE_TYPES, type Generation, type Model } from './models.mts';
import type { SandboxOptions } from './sandbox.mts';
import { Task } from './task.mts';
import { renderInto, type RenderJob } from './video/render.mts';

/** Options with their defaults, and what ends the renderings. */
type TaskStoreNeeds = Required<Pick<SandboxOptions, 'now' | 'speed' | 'taskSeconds'>> &
	Pick<SandboxOptions, 'render'> & { closing: AbortSignal };

/** All tasks of one sandbox, oldest first, and the temporary folder of their files. */
export class TaskStore {
	private readonly tasks = new Map<string, Task>();
	private readonly renderings: Array<Promise<void>> = [];
	private folder: string | undefined;

	constructor(private readonly needs: TaskStoreNeeds) {}

	all(): Task[] {
		return [...this.tasks.values()];
	}

	/** How many have not ended yet. */
	get running(): number {
		const now = this.needs.now();
		return this.all().filter((task) => task.state(now).completedAt === undefined).length;
	}

	find(id: string | undefined): Task | undefined {
		return this.tasks.get(id ?? '');
	}

	/** Creates a task and starts to render what it makes. */
	accept(model: Model, generation: Generation, inputs: Inputs, faults: readonly Fault[]): Task {
		const { now, speed, taskSeconds } = this.needs;
		const [shortest = 0, longest = shortest] = [taskSeconds].flat();
		const seconds = shortest + Math.random() * (longest - shortest);
		const milliseconds = (seconds * 1000) / speed;
		const task = new Task(model, generation, inputs.about, now(), milliseconds, faults);
		this.tasks.set(task.id, task);
		this.renderings.push(this.render(task, inputs));
		return task;
	}

	/** Waits until nothing is being rendered any more, and deletes every file made here. */
	async close(): Promise<void> {
		await Promise.all(this.renderings);
		if (this.folder) await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
	}

	/** Never rejects: a video that cannot be made is a failed task, as it would be at the service. */
	private async render(task: Task, inputs: Inputs): Promise<void> {
		if (task.rendering.state !== 'running') return;
		const { now } = this.needs;
		const samples = Array.from({ length: task.generation.sample_count }, (_none, sample) =>
			this.make({ task, sample, inputs }),
		);
		try {
			task.rendering = { state: 'done', files: await Promise.all(samples), at: now() };
		} catch (error) {
			// The others still write into the folder.
			await Promise.allSettled(samples);
			task.rendering = { state: 'broken', reason: (error as Error).message, at: now() };
		}
	}

	/** @returns the path of the file */
	private async make(job: RenderJob): Promise<string> {
		const { render, closing } = this.needs;
		const made = await render?.(job);
		if (typeof made === 'string') return made;
		this.folder ??= mkdtempSync(join(tmpdir(), 'highwayapi-sandbox-'));
		const { id, model } = job.task;
		const output = join(this.folder, `${id}-${job.sample}.${FILE_TYPES[model.makes]}`);
		// At once: no disk delays a video that takes no time to make.
		if (made) writeFileSync(output, made);
		else await renderInto(output, job, closing);
		return output;
	}
}
