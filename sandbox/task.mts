import { randomInt, randomUUID } from 'node:crypto';
import type { Fault } from './faults/rule.mts';
import type { Generation, Model } from './models.mts';

/** A task at one moment. */
export interface TaskState {
	status: `TASK_STATUS_${'QUEUED' | 'PROCESSING' | 'SUCCEED' | 'FAILED'}`;
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
	readonly seed: number;
	/** Milliseconds since 1970, as all times; what the clock says, if it ever ends. */
	readonly startsAt: number;
	readonly finishesAt: number;
	readonly neverEnds: boolean;
	rendering: Rendering = { state: 'running' };

	/**
	 * @param inputs what is to be known of the images or the video that it was given
	 * @param milliseconds what the clock allows it
	 */
	constructor(
		readonly model: Model,
		readonly generation: Generation,
		readonly inputs: readonly string[],
		readonly acceptedAt: number,
		milliseconds: number,
		private readonly faults: readonly Fault[],
	) {
		this.seed = generation.seed ?? randomInt(2 ** 32);
		const slow = faults.find((fault) => fault.kind === 'takes');
		const time = slow ? slow.seconds * 1000 : milliseconds;
		this.startsAt = acceptedAt + time * QUEUED_PART;
		this.finishesAt = acceptedAt + time;
		this.neverEnds = faults.some(({ kind }) => kind === 'neverEnds');
		const failure = faults.find((fault) => fault.kind === 'fails');
		const makesNone = this.neverEnds || faults.some(({ kind }) => kind === 'noVideos');
		if (makesNone) this.rendering = { state: 'done', files: [], at: acceptedAt };
		if (failure) this.rendering = { state: 'broken', reason: failure.reason, at: acceptedAt };
	}

	/** @param now milliseconds since 1970 */
	state(now: number): TaskState {
		const { rendering, startsAt, finishesAt, neverEnds } = this;
		if (!neverEnds && now >= finishesAt && rendering.state !== 'running') {
			const completedAt = Math.max(finishesAt, rendering.at);
			const ended = { etaSeconds: 0, progressPercent: 100, completedAt };
			return rendering.state === 'done'
				? { status: 'TASK_STATUS_SUCCEED', reason: '', ...ended }
				: { status: 'TASK_STATUS_FAILED', reason: rendering.reason, ...ended };
		}
		const etaSeconds = neverEnds ? 0 : Math.max(0, Math.ceil((finishesAt - now) / 1000));
		if (now < startsAt)
			return { status: 'TASK_STATUS_QUEUED', reason: '', etaSeconds, progressPercent: 0 };
		const percent = Math.floor((100 * (now - startsAt)) / (finishesAt - startsAt || 1));
		const progressPercent = Math.min(99, percent);
		return { status: 'TASK_STATUS_PROCESSING', reason: '', etaSeconds, progressPercent };
	}

	/** Whether it was told to be late with its links or files, and is so still. */
	isLate(kind: 'lateLinks' | 'lateFiles', now: number): boolean {
		const { completedAt = now } = this.state(now);
		return this.faults.some((fault) => {
			return fault.kind === kind && now < completedAt + fault.seconds * 1000;
		});
	}

	/** The files that it made, as soon as there are some. */
	get files(): readonly string[] {
		return this.rendering.state === 'done' ? this.rendering.files : [];
	}
}
