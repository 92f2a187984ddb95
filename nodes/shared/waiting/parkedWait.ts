/** What has to be known of a task from one look to the next. */
interface WaitingTask {
	/** When its wait began, in milliseconds since 1970. */
	since: number;
	/** When it is due for its next look, in milliseconds since 1970. */
	dueAt: number;
}

export type ParkedTasks = Record<string, WaitingTask>;

export interface ParkedWaitOptions {
	/** The time between two looks at a task. */
	pauseMs: number;
	/** Counted from the first look at a task. */
	timeoutMs: number;
}

/**
 * A wait that is carried on by passes with long pauses in between, through which only `tasks` lives on.
 *
 * A task is noted down at its first pass and taken out when its wait has ended, so what is kept is
 * bounded by the tasks that are still running.
 */
export class ParkedWait {
	/** @param tasks plain data, kept by whoever keeps the wait, and changed in place */
	constructor(
		private readonly tasks: ParkedTasks,
		private readonly options: ParkedWaitOptions,
	) {}

	/** Whether an earlier pass has noted the task down. */
	knows(taskId: string): boolean {
		return Object.hasOwn(this.tasks, taskId);
	}

	/** Whether the task is to be looked at in a pass at `now`; one that is new always is. */
	isDue(taskId: string, now: number): boolean {
		return (this.tasks[taskId]?.dueAt ?? now) <= now;
	}

	/** Whether there is no time left for a task that was just seen running. */
	isOver(taskId: string, now: number): boolean {
		return now >= this.deadlineOf(taskId, now);
	}

	/**
	 * Notes that a task goes on, and when it is due again: after the pause, or later where the service
	 * asked to be left alone for longer, but not after its time is up.
	 */
	goesOn(taskId: string, now: number, retryAfterMs = 0): void {
		const pause = Math.max(this.options.pauseMs, retryAfterMs);
		const since = this.tasks[taskId]?.since ?? now;
		this.tasks[taskId] = { since, dueAt: Math.min(now + pause, this.deadlineOf(taskId, now)) };
	}

	/** Notes that a task is to be looked at in the next pass, however soon that comes. */
	comesAgain(taskId: string, now: number): void {
		this.tasks[taskId] = { since: this.tasks[taskId]?.since ?? now, dueAt: now };
	}

	/** Notes that the wait for a task has ended. */
	ended(taskId: string): void {
		delete this.tasks[taskId];
	}

	/** When the first of these tasks is due. */
	firstDueAt(taskIds: readonly string[]): number {
		return Math.min(...taskIds.map((taskId) => this.tasks[taskId]?.dueAt ?? -Infinity));
	}

	private deadlineOf(taskId: string, now: number): number {
		return (this.tasks[taskId]?.since ?? now) + this.options.timeoutMs;
	}
}
