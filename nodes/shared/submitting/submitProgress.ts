import type { IExecuteFunctions } from 'n8n-workflow';
import { n8nClock } from '../n8n/n8nClock';
import type { SubmitProgress } from './submitAll';

/** How often something is said at the most. */
const EVERY_MS = 5000;

/**
 * Tells whoever executes the workflow in the editor that items wait to be submitted, and how many have
 * been. n8n shows such messages in the console of the browser, and drops them in all other executions.
 */
export class SubmitProgressTeller {
	private hasWaited = false;
	private saidAt = -Infinity;

	constructor(private readonly context: IExecuteFunctions) {}

	tell({ accepted, total, waits }: SubmitProgress): void {
		if (waits) this.hasWaited = true;
		// A batch that never waits is over before anybody reads of it.
		if (!this.hasWaited || n8nClock.now() - this.saidAt < EVERY_MS) return;
		this.saidAt = n8nClock.now();
		const what = waits ? 'The next ones wait for the limits of the account.' : '';
		this.context.sendMessageToUI(`${accepted} of ${total} items were submitted. ${what}`.trim());
	}
}
