import { randomInt, randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { Frame } from './frame.mts';
import { frameFacts } from './frameFacts.mts';
import type { Generation } from './generation.mts';
import type { Model } from './models.mts';
import type { Fate } from './misbehaviour/rule.mts';
import { Task } from './task.mts';
import type { Workshop } from './video/workshop.mts';
import { counted, megabytes } from './words.mts';

interface TaskStoreNeeds {
	workshop: Workshop;
	now: () => number;
	log: (line: string) => void;
	speed: number;
	/** Shortest and longest time of a task, at speed 1. */
	taskSeconds: readonly [number, number];
}

/** What a task is to make, and the pictures that it makes it of. */
export interface Order {
	model: Model;
	generation: Generation;
	first: Frame;
	last: Frame;
	/** Those of the two that the request had. */
	given: readonly Frame[];
}

/** Successive multiples of it, modulo 1, spread evenly over 0 to 1 however many there are. */
const GOLDEN_RATIO = 0.618_033_988_75;

/** All tasks of one sandbox, oldest first. */
export class TaskStore {
	private readonly tasks = new Map<string, Task>();
	private readonly timers = new Set<NodeJS.Timeout>();
	private closed = false;

	constructor(private readonly needs: TaskStoreNeeds) {}

	all(): Task[] {
		return [...this.tasks.values()];
	}

	/** How many have not ended yet. */
	get running(): number {
		const now = this.needs.now();
		return this.all().filter((task) => task.state(now).completedAt === undefined).length;
	}

	find(id: string): Task | undefined {
		return this.tasks.get(id);
	}

	/** Creates a task and starts to render what it makes. */
	accept({ model, generation, first, last, given }: Order, fates: readonly Fate[]): Task {
		const { now, speed, taskSeconds } = this.needs;
		const [shortest, longest] = taskSeconds;
		const spread = (this.tasks.size * GOLDEN_RATIO) % 1;
		const task = new Task({
			id: randomUUID(),
			model,
			generation,
			frames: given.map((frame) => frameFacts(frame, generation)),
			seed: generation.seed ?? randomInt(2 ** 32),
			acceptedAt: now(),
			milliseconds: ((shortest + spread * (longest - shortest)) * 1000) / speed,
			fates,
		});
		this.tasks.set(task.id, task);
		void this.render(task, first, last).then(() => this.announceInTime(task));
		return task;
	}

	close(): void {
		this.closed = true;
		for (const timer of this.timers) clearTimeout(timer);
	}

	/** Never rejects: a video that cannot be made is a failed task, as it would be at the service. */
	private async render(task: Task, first: Frame, last: Frame): Promise<void> {
		if (!task.needsRendering) return;
		const { workshop, now } = this.needs;
		const { id: taskId, model, generation, seed } = task;
		const { makes } = model;
		try {
			const files = await Promise.all(
				Array.from({ length: generation.sample_count }, (_, sample) =>
					workshop.make({ taskId, makes, generation, first, last, sample, seed }),
				),
			);
			task.rendering = { state: 'done', files, at: now() };
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			task.rendering = { state: 'broken', reason, at: now() };
		}
	}

	private announceInTime(task: Task): void {
		if (task.neverEnds || this.closed) return;
		const timer = setTimeout(
			() => {
				this.timers.delete(timer);
				void this.announce(task);
			},
			Math.max(0, task.finishesAt - this.needs.now()),
		);
		timer.unref();
		this.timers.add(timer);
	}

	private async announce(task: Task): Promise<void> {
		const { status, reason, completedAt } = task.state(this.needs.now());
		if (completedAt === undefined) return;
		const seconds = Math.round((completedAt - task.acceptedAt) / 1000);
		if (status === 'TASK_STATUS_FAILED') {
			this.needs.log(`task ${task.id} failed after ${seconds} s: ${reason}`);
			return;
		}
		const stats = await Promise.all(task.files.map((file) => stat(file).catch(() => undefined)));
		const total = stats.reduce((sum, found) => sum + (found?.size ?? 0), 0);
		const made = `${counted(stats.length, task.model.makes)}, ${megabytes(total)}`;
		this.needs.log(`task ${task.id} finished in ${seconds} s: ${made}`);
	}
}
