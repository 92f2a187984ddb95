/** How a batch is submitted: one for all of its items. */
export interface SubmitSettings {
	/** How many items are submitted at the same time. */
	maxConcurrent: number;
	/** How long to retry while the service asks to wait, in milliseconds. */
	keepTryingMs: number;
}

/** Of every batch. */
export const SUBMIT_SETTINGS: SubmitSettings = { maxConcurrent: 5, keepTryingMs: 35 * 60_000 };
