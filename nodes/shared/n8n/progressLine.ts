import type { IExecuteFunctions } from 'n8n-workflow';
import type { Clock } from '../waiting/clock';

/** How often something is said at most: a hundred tasks are polled ten times a second. */
const INTERVAL_MS = 5000;

/**
 * Tells whoever executes the workflow in the editor how far a node is. n8n shows such messages in the
 * console of the browser, and drops them in all other executions.
 */
export class ProgressLine {
	private sentAt = -Infinity;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly clock: Clock,
	) {}

	/** @param atOnce says it however short ago the last message was */
	send(message: string, { atOnce }: { atOnce: boolean }): void {
		const now = this.clock.now();
		if (!atOnce && now - this.sentAt < INTERVAL_MS) return;
		this.sentAt = now;
		// Not every context of n8n has it, and a message is worth no task id.
		const { sendMessageToUI } = this.context as Partial<IExecuteFunctions>;
		sendMessageToUI?.call(this.context, message);
	}
}
