import type { Generation } from './generation.mts';
import type { Model } from './models.mts';
import type { Fate } from './misbehaviour/rule.mts';

export type TaskStatus =
	| 'TASK_STATUS_QUEUED'
	| 'TASK_STATUS_PROCESSING'
	| 'TASK_STATUS_SUCCEED'
	| 'TASK_STATUS_FAILED';

/** A task as it stands at one moment. */
export interface TaskState {
	status: TaskStatus;
	/** Why it failed; empty otherwise. */
	reason: string;
	/** Real seconds to go as far as the clock knows; 0 once over, or when nobody knows. */
	etaSeconds: number;
	progressPercent: number;
	/** Milliseconds since 1970; undefined while the task goes on. */
	completedAt?: number;
}

export type Rendering =
	| { state: 'running' }
	| { state: 'done'; files: string[]; at: number }
	| { state: 'broken'; reason: string; at: number };

interface TaskFacts {
	id: string;
	model: Model;
	generation: Generation;
	/** What is to be known of the images that it was given, in their order. */
	frames: readonly string[];
	seed: number;
	acceptedAt: number;
	/** What the clock allows it, in real milliseconds. */
	milliseconds: number;
	fates: readonly Fate[];
}

/** This part of a task's time it waits in the queue. */
const QUEUED_PART = 0.15;

/** One accepted generation. Its state follows from the clock and its rendering, so nothing ticks. */
export class Task {
	readonly id: string;
	readonly model: Model;
	readonly generation: Generation;
	readonly frames: readonly string[];
	readonly seed: number;
	/** These three are milliseconds since 1970; `finishesAt` is what the clock says, if it ever ends. */
	readonly acceptedAt: number;
	readonly startsAt: number;
	readonly finishesAt: number;
	readonly neverEnds: boolean;
	readonly failure: string | undefined;
	/** False when it will have no videos to render. */
	readonly needsRendering: boolean;
	rendering: Rendering = { state: 'running' };

	constructor({ id, model, generation, frames, ...facts }: TaskFacts) {
		const { seed, acceptedAt, milliseconds, fates } = facts;
		const slow = fates.find((fate) => fate.kind === 'takes');
		const time = slow ? slow.seconds * 1000 : milliseconds;
		this.id = id;
		this.model = model;
		this.generation = generation;
		this.frames = frames;
		this.seed = seed;
		this.acceptedAt = acceptedAt;
		this.startsAt = acceptedAt + time * QUEUED_PART;
		this.finishesAt = acceptedAt + time;
		this.neverEnds = fates.some((fate) => fate.kind === 'neverEnds');
		this.failure = fates.find((fate) => fate.kind === 'fails')?.reason;
		const noVideos = fates.some((fate) => fate.kind === 'noVideos');
		this.needsRendering = !noVideos && !this.neverEnds && this.failure === undefined;
		if (!this.needsRendering) this.rendering = { state: 'done', files: [], at: acceptedAt };
	}

	/** @param now milliseconds since 1970 */
	state(now: number): TaskState {
		if (now < this.startsAt) {
			const etaSeconds = this.secondsToGo(now);
			return { status: 'TASK_STATUS_QUEUED', reason: '', etaSeconds, progressPercent: 0 };
		}
		const { rendering } = this;
		if (this.neverEnds || now < this.finishesAt || rendering.state === 'running') {
			const etaSeconds = this.secondsToGo(now);
			const progressPercent = this.progress(now);
			return { status: 'TASK_STATUS_PROCESSING', reason: '', etaSeconds, progressPercent };
		}
		const completedAt = Math.max(this.finishesAt, rendering.at);
		const over = { etaSeconds: 0, progressPercent: 100, completedAt };
		const reason = rendering.state === 'broken' ? rendering.reason : this.failure;
		return reason === undefined
			? { status: 'TASK_STATUS_SUCCEED', reason: '', ...over }
			: { status: 'TASK_STATUS_FAILED', reason, ...over };
	}

	/** The files that it made, once there are any to be had. */
	get files(): readonly string[] {
		return this.rendering.state === 'done' ? this.rendering.files : [];
	}

	private secondsToGo(now: number): number {
		return this.neverEnds ? 0 : Math.max(0, Math.ceil((this.finishesAt - now) / 1000));
	}

	private progress(now: number): number {
		const part = (now - this.startsAt) / (this.finishesAt - this.startsAt);
		return Number.isFinite(part) ? Math.min(99, Math.floor(part * 100)) : 99;
	}
}
