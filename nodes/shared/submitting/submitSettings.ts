import type { ItemParameters } from '../n8n/itemParameters';

/** How a batch is submitted: one for all of its items. */
export interface SubmitSettings {
	/** How many items are submitted at the same time. */
	maxConcurrent: number;
	/** The user's own limit for the account, in submissions a minute. */
	maxPerMinute?: number;
	/** How long to retry while the service asks to wait, in milliseconds. */
	keepTryingMs: number;
}

/**
 * @param firstItem whose values hold for the batch
 * @throws NodeOperationError that names the field
 */
export function readSubmitSettings(firstItem: ItemParameters): SubmitSettings {
	return {
		maxConcurrent: firstItem.wholeNumber('maxConcurrentRequests'),
		...(firstItem.hasOption('maxSubmissionsPerMinute')
			? { maxPerMinute: firstItem.wholeNumber('maxSubmissionsPerMinute') }
			: {}),
		keepTryingMs: firstItem.number('keepTryingMinutes') * 60_000,
	};
}
