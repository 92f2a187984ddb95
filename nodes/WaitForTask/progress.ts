import type { IExecuteFunctions } from 'n8n-workflow';
import { foreignText } from '../shared/api/foreignText';
import type { Task } from '../shared/api/task';
import { n8nClock } from '../shared/n8n/n8nClock';

/** How often something is said at the most: a hundred tasks are looked at ten times a second. */
const EVERY_MS = 5000;

/**
 * Tells whoever executes the workflow in the editor how far a wait is. n8n shows such messages in the
 * console of the browser, and drops them in all other executions.
 */
export class Progress {
	private finished = 0;
	private saidAt = -Infinity;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly total: number,
	) {}

	seen(task: Task): void {
		const { state, progressPercent } = task;
		const isOver = state !== 'running';
		if (isOver) this.finished++;
		if (!isOver && n8nClock.now() - this.saidAt < EVERY_MS) return;
		this.saidAt = n8nClock.now();
		const percent = progressPercent === undefined || isOver ? '' : `, ${progressPercent} % done`;
		this.context.sendMessageToUI(
			`${this.finished} of ${this.total} tasks have finished. Task ${task.taskId}: ${foreignText(task.status)}${percent}`,
		);
	}
}
