import { sanitizeText } from '../../shared/api/sanitizeText';
import type { Task } from '../../shared/api/task';
import type { ProgressLine } from '../../shared/n8n/progressLine';

/** Tells how many tasks of a wait have finished, and how far the others are. */
export class PollProgress {
	private finished = 0;

	constructor(
		private readonly line: ProgressLine,
		private readonly total: number,
	) {}

	polled(task: Task): void {
		const { state, progressPercent } = task;
		const isOver = state !== 'running';
		if (isOver) this.finished++;
		const percent = progressPercent === undefined || isOver ? '' : `, ${progressPercent} % done`;
		this.line.send(
			`${this.finished} of ${this.total} tasks have finished. Task ${task.taskId}: ${sanitizeText(task.status)}${percent}`,
			{ atOnce: isOver },
		);
	}
}
