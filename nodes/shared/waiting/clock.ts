/** Time as the waiting room sees it, so that tests can let an hour pass in a millisecond. */
export interface Clock {
	/** Milliseconds since about 1970, by a clock that is never set: for durations, not for dates. */
	now(): number;
	/** Resolves after `ms` milliseconds, or at once when `signal` is aborted. Never rejects. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
