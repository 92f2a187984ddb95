import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
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

/** Successive multiples of it, modulo 1, spread evenly over 0 to 1 however many there are. */
const GOLDEN_RATIO = 0.618_033_988_75;

/** All tasks of one sandbox, oldest first. */
export class TaskStore {
	private readonly tasks = new Map<string, Task>();

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
		const { now, speed, taskSeconds, closing } = this.needs;
		const [shortest, longest] = taskSeconds;
		const spread = (this.tasks.size * GOLDEN_RATIO) % 1;
		const task = new Task(
			model,
			generation,
			images.flatMap(({ about }) => about ?? []),
			generation.seed ?? randomInt(2 ** 32),
			now(),
			((shortest + spread * (longest - shortest)) * 1000) / speed,
			faults,
		);
		this.tasks.set(task.id, task);
		this.run(task, images).catch((error: unknown) => {
			if (!closing.aborted) throw error;
		});
		return task;
	}

	/** Renders what a task makes, and logs when it is over. */
	private async run(task: Task, images: [first: Image, last: Image]): Promise<void> {
		const { now, log, closing } = this.needs;
		if (task.rendering.state === 'running') await this.render(task, images);
		if (task.neverEnds) return;
		const left = Math.max(0, task.finishesAt - now());
		await sleep(left, undefined, { signal: closing, ref: false });
		const { status, reason, completedAt = now() } = task.state(now());
		const seconds = Math.round((completedAt - task.acceptedAt) / 1000);
		const made = `${task.files.length} × ${task.model.makes}`;
		if (status === 'TASK_STATUS_FAILED')
			log(`task ${task.id} failed after ${seconds} s: ${reason}`);
		else log(`task ${task.id} finished in ${seconds} s: ${made}`);
	}

	/** Never rejects: a video that cannot be made is a failed task, as it would be at the service. */
	private async render(task: Task, [first, last]: [Image, Image]): Promise<void> {
		const { renderer, now } = this.needs;
		const { id: taskId, model, generation, seed } = task;
		const samples = Array.from({ length: generation.sample_count }, (_none, sample) =>
			renderer.make({ taskId, makes: model.makes, generation, first, last, sample, seed }),
		);
		try {
			task.rendering = { state: 'done', files: await Promise.all(samples), at: now() };
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			task.rendering = { state: 'broken', reason, at: now() };
		}
	}
}
