/**
 * What is known of one submission:
 * - `free`: nothing was sent under its key;
 * - `claimed`: it is written down that it is about to be sent, or under way;
 * - `accepted`: the service gave a task id, so it is paid for;
 * - `refused`: the service did not process it;
 * - `unsure`: it was sent, and nobody knows what became of it.
 */
export type ClaimState = 'free' | 'claimed' | 'accepted' | 'refused' | 'unsure';

/**
 * What happens to a submission: somebody wants to send it (`claim`), its answer comes (`accept`,
 * `refuse`), no answer comes that says anything (`doubt`), or it is given up before it is sent
 * (`release`).
 */
export type ClaimEvent = 'claim' | 'accept' | 'refuse' | 'doubt' | 'release';

/**
 * The one table of what may follow what. A missing entry is a slip of this package's own code.
 *
 * A claim on something that is claimed, accepted or unsure changes nothing: a claim is never taken
 * over, however old it is, since only a person can look whether it was paid for.
 */
const NEXT: Readonly<Record<ClaimState, Readonly<Partial<Record<ClaimEvent, ClaimState>>>>> = {
	free: { claim: 'claimed' },
	claimed: {
		claim: 'claimed',
		accept: 'accepted',
		refuse: 'refused',
		doubt: 'unsure',
		release: 'free',
	},
	accepted: { claim: 'accepted' },
	refused: { claim: 'claimed' },
	unsure: { claim: 'unsure' },
};

/** @throws TypeError where the event can't happen in this state */
export function nextState(state: ClaimState, event: ClaimEvent): ClaimState {
	const next = NEXT[state][event];
	if (next === undefined) throw new TypeError(`Nothing that is ${state} can ${event}`);
	return next;
}

/** Whether the one that claims a submission now may send it. */
export function isOpen(state: ClaimState): boolean {
	return state === 'free' || state === 'refused';
}
