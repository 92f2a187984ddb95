import type { ItemParameters } from '../n8n/itemParameters';
import { submittingMessages } from './submittingMessages';

const MAX_KEY_LENGTH = 500;

/** The options that all nodes which submit have, as one item has them. */
export interface SubmitOptions {
	/** The most videos of one execution. */
	maxVideos: number;
	/** What names the item across executions, where the user gave it such a name. */
	payOnceKey?: string;
	/** Codes by which a person lets submissions that are in doubt go out once more. */
	codes: ReadonlySet<string>;
}

/** @throws NodeOperationError that names the field and the item */
export function readSubmitOptions(item: ItemParameters): SubmitOptions {
	return {
		maxVideos: item.wholeNumber('maxVideosPerExecution'),
		payOnceKey: item.hasOption('payOnceKey') ? payOnceKey(item) : undefined,
		codes: new Set(),
	};
}

function payOnceKey(item: ItemParameters): string {
	// An item without a key would be submitted unprotected, without any sign of it.
	const key = item.requiredText('payOnceKey', submittingMessages.keyEmpty).trim();
	if (key.length <= MAX_KEY_LENGTH) return key;
	throw item.rejection('payOnceKey', submittingMessages.keyTooLong, { limit: MAX_KEY_LENGTH });
}
