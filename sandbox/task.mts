import { randomUUID } from 'node:crypto';
import type { Fault } from './faults/rule.mts';
import type { Generation, Model } from './models.mts';

export type TaskStatus =
	| 'TASK_STATUS_QUEUED'
	| 'TASK_STATUS_PROCESSING'
	| 'TASK_STATUS_SUCCEED'
	| 'TASK_STATUS_FAILED';

/** A task at one moment. */
export interface TaskState {
	status: TaskStatus;
	/** Why it failed; empty otherwise. */
	reason: string;
	/** Real seconds to go as far as the clock knows; 0 once over, or when nobody knows. */
	etaSeconds: number;
	progressPercent: number;
	/** Milliseconds since 1970; undefined while the task is running. */
	completedAt?: number;
}

export type Rendering =
	| { state: 'running' }
	| { state: 'done'; files: string[]; at: number }
	| { state: 'broken'; reason: string; at: number };

/** This part of a task's time it waits in the queue. */
const QUEUED_PART = 0.15;

/** One accepted generation. Its state follows from the clock and its rendering, so nothing ticks. */
export class Task {
	readonly id = randomUUID();
	/** Milliseconds since 1970, as all times; what the clock says, if it ever ends. */
	readonly startsAt: number;
	readonly finishesAt: number;
	readonly neverEnds: boolean;
	private readonly failure: string | undefined;
	rendering: Rendering = { state: 'running' };

	/**
	 * @param frames what is to be known of the images that it was given
	 * @param milliseconds what the clock allows it
	 */
	constructor(
		readonly model: Model,
		readonly generation: Generation,
		readonly frames: readonly string[],
		readonly seed: number,
		readonly acceptedAt: number,
		milliseconds: number,
		faults: readonly Fault[],
	) {
		const slow = faults.find((fault) => fault.kind === 'takes');
		const time = slow ? slow.seconds * 1000 : milliseconds;
		this.startsAt = acceptedAt + time * QUEUED_PART;
		this.finishesAt = acceptedAt + time;
		this.neverEnds = faults.some(({ kind }) => kind === 'neverEnds');
		this.failure = faults.find((fault) => fault.kind === 'fails')?.reason;
		const noVideos = faults.some(({ kind }) => kind === 'noVideos');
		if (noVideos || this.neverEnds || this.failure !== undefined)
			this.rendering = { state: 'done', files: [], at: acceptedAt };
	}

	/** @param now milliseconds since 1970 */
	state(now: number): TaskState {
		const { rendering, startsAt, finishesAt, neverEnds } = this;
		if (neverEnds || now < finishesAt || rendering.state === 'running') {
			const etaSeconds = neverEnds ? 0 : Math.max(0, Math.ceil((finishesAt - now) / 1000));
			if (now < startsAt)
				return { status: 'TASK_STATUS_QUEUED', reason: '', etaSeconds, progressPercent: 0 };
			const part = (now - startsAt) / (finishesAt - startsAt);
			const progressPercent = Number.isFinite(part) ? Math.min(99, Math.floor(part * 100)) : 99;
			return { status: 'TASK_STATUS_PROCESSING', reason: '', etaSeconds, progressPercent };
		}
		const reason = rendering.state === 'broken' ? rendering.reason : this.failure;
		return {
			status: reason === undefined ? 'TASK_STATUS_SUCCEED' : 'TASK_STATUS_FAILED',
			reason: reason ?? '',
			etaSeconds: 0,
			progressPercent: 100,
			completedAt: Math.max(finishesAt, rendering.at),
		};
	}

	/** The files that it made, as soon as there are some. */
	get files(): readonly string[] {
		return this.rendering.state === 'done' ? this.rendering.files : [];
	}
}
