/** What a fault means, and what follows: for a submission, for a poll, for the limits of the account. */
export const CONSEQUENCES = {
	/** One request too many (429); the service did not take it. */
	tooMany: { submission: 'again', poll: 'again', limits: 'tooMany' },
	/** The service says that it is not available, or no server was reached. Nothing was taken. */
	unavailable: { submission: 'again', poll: 'again', limits: 'unavailable' },
	/** This request is refused, now and the next time, or can't be sent at all. */
	refused: { submission: 'fails', poll: 'fails', limits: 'other' },
	/** Every request of the account would be refused: key, balance, quota. */
	accountRefused: { submission: 'endsBatch', poll: 'fails', limits: 'other' },
	/** There is no such task, or not yet: a service may know a task only a while after accepting it. */
	unknownTask: { submission: 'fails', poll: 'againAtFirst', limits: 'other' },
	/** It is not known whether the service took it: time-out, reset, a gateway's answer, a success without an id. */
	inDoubt: { submission: 'inDoubt', poll: 'again', limits: 'other' },
} as const;

export type Verdict = keyof typeof CONSEQUENCES;

/** How long a task may be unknown to the service that has just accepted it, in milliseconds. */
const UNKNOWN_TASK_MS = 15_000;

/** Whether to poll a task again after a fault. @param waitedMs since its wait began */
export function isPolledAgain({ verdict }: { verdict: Verdict }, waitedMs: number): boolean {
	const { poll } = CONSEQUENCES[verdict];
	return poll === 'again' || (poll === 'againAtFirst' && waitedMs < UNKNOWN_TASK_MS);
}
