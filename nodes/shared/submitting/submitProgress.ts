import type { ProgressLine } from '../n8n/runContext';
import type { SubmitProgress } from './submitAll';

/** Tells that items wait to be submitted, and how many have been. */
export class SubmitProgressReporter {
	private hasWaited = false;

	constructor(private readonly line: ProgressLine) {}

	report({ accepted, total, waits }: SubmitProgress): void {
		if (waits) this.hasWaited = true;
		// A batch that never waits is over before anyone reads about it.
		if (!this.hasWaited) return;
		const what = waits ? 'The next ones wait for the limits of the account.' : '';
		const message = `${accepted} of ${total} items were submitted. ${what}`.trim();
		this.line.send(message, { atOnce: false });
	}
}
