import { randomInt } from 'node:crypto';
import type { Fault } from './faults/rule.mts';
import type { Image } from './images.mts';
import type { Generation, Model } from './models.mts';
import { Task } from './task.mts';
import type { Renderer } from './video/renderer.mts';

interface TaskStoreNeeds {
	renderer: Renderer;
	now: () => number;
	log: (line: string) => void;
	closing: AbortSignal;
	speed: number;
	/** Shortest and longest time of a task, at speed 1. */
	taskSeconds: readonly [number, number];
}

/** All tasks of one sandbox, oldest first. */
export class TaskStore {
	private readonly tasks = new Map<string, Task>();
	private readonly renderings: Array<Promise<void>> = [];

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
	accept(
		model: Model,
		generation: Generation,
		images: [first: Image, last: Image],
		faults: readonly Fault[],
	): Task {
		const { now, speed, taskSeconds } = this.needs;
		const [shortest, longest] = taskSeconds;
		const seconds = shortest + Math.random() * (longest - shortest);
		const task = new Task(
			model,
			generation,
			images.flatMap(({ about }) => about ?? []),
			generation.seed ?? randomInt(2 ** 32),
			now(),
			(seconds * 1000) / speed,
			faults,
		);
		this.tasks.set(task.id, task);
		this.renderings.push(this.render(task, images).then(() => this.logEnd(task)));
		return task;
	}

	/** Waits until nothing is being rendered any more. */
	async settled(): Promise<void> {
		await Promise.all(this.renderings);
	}

	private logEnd(task: Task): void {
		const { now, log, closing } = this.needs;
		if (task.neverEnds) return;
		const end = () => {
			const { status, reason, completedAt = now() } = task.state(now());
			const seconds = Math.round((completedAt - task.acceptedAt) / 1000);
			const outcome = reason || `${task.files.length} × ${task.model.makes}`;
			if (!closing.aborted) log(`task ${task.id} ${status} after ${seconds} s: ${outcome}`);
		};
		setTimeout(end, task.finishesAt - now()).unref();
	}

	/** Never rejects: a video that cannot be made is a failed task, as it would be at the service. */
	private async render(task: Task, [first, last]: [Image, Image]): Promise<void> {
		if (task.rendering.state !== 'running') return;
		const { renderer, now } = this.needs;
		const samples = Array.from({ length: task.generation.sample_count }, (_none, sample) =>
			renderer.make({ task, sample, first, last }),
		);
		try {
			task.rendering = { state: 'done', files: await Promise.all(samples), at: now() };
		} catch (error) {
			// The others still write into the folder.
			await Promise.allSettled(samples);
			task.rendering = { state: 'broken', reason: (error as Error).message, at: now() };
		}
	}
}
