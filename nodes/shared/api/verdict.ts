/** What a fault means, for whoever sent the request. */
export type Verdict =
	/** One request too many (429); the service did not take it. */
	| 'tooMany'
	/** The service says that it is not available, or no server was reached. Nothing was taken. */
	| 'unavailable'
	/** This request is refused, now and the next time, or can't be sent at all. */
	| 'refused'
	/** Any other request of the account would fare the same: key, balance, quota. */
	| 'accountRefused'
	/** There is no such task, or not yet: a service may know a task only a while after it took it. */
	| 'unknownTask'
	/** Whether the service took it is not known: time-out, reset, a gateway's answer, a riddle. */
	| 'inDoubt';

/** What follows from each verdict, for a submission and for a poll. */
export const CONSEQUENCES = {
	tooMany: { submission: 'again', poll: 'again' },
	unavailable: { submission: 'again', poll: 'again' },
	refused: { submission: 'fails', poll: 'fails' },
	accountRefused: { submission: 'endsBatch', poll: 'fails' },
	unknownTask: { submission: 'fails', poll: 'againAtFirst' },
	inDoubt: { submission: 'inDoubt', poll: 'again' },
} as const satisfies Record<Verdict, { submission: string; poll: string }>;

/** How long a task may be unknown to the service that has just accepted it, in milliseconds. */
const UNKNOWN_TASK_MS = 15_000;

/**
 * Whether polling the task again may help after a fault.
 *
 * @param waitedMs since the wait for the task began, in milliseconds
 */
export function isPolledAgain({ verdict }: { verdict: Verdict }, waitedMs: number): boolean {
	const { poll } = CONSEQUENCES[verdict];
	return poll === 'again' || (poll === 'againAtFirst' && waitedMs < UNKNOWN_TASK_MS);
}
