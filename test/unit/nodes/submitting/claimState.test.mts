import {
	isOpen,
	nextState,
	type ClaimEvent,
	type ClaimState,
} from '../../../../nodes/shared/submitting/claimState.ts';

const states: ClaimState[] = ['free', 'claimed', 'accepted', 'refused', 'unsure'];
const events: ClaimEvent[] = ['claim', 'accept', 'refuse', 'doubt', 'release'];

/** All that may happen; whatever is not here is a slip. */
const table: Record<string, ClaimState> = {
	'free claim': 'claimed',
	'claimed claim': 'claimed',
	'claimed accept': 'accepted',
	'claimed refuse': 'refused',
	'claimed doubt': 'unsure',
	'claimed release': 'free',
	'accepted claim': 'accepted',
	'refused claim': 'claimed',
	'unsure claim': 'unsure',
};

const all = states.flatMap((state) => events.map((event) => [state, event] as const));

describe('a submission', () => {
	it.each(all)('that is %s, on %s', (state, event) => {
		const next = table[`${state} ${event}`];
		if (next === undefined) expect(() => nextState(state, event)).toThrow(TypeError);
		else expect(nextState(state, event)).toBe(next);
	});

	it('is never sent once it is accepted or unsure, whatever comes after', () => {
		for (const closed of ['accepted', 'unsure'] as const) {
			const reached = new Set<ClaimState>([closed]);
			for (const state of reached) {
				for (const event of events) {
					const next = table[`${state} ${event}`];
					if (next !== undefined) reached.add(next);
				}
			}
			expect([...reached].some(isOpen)).toBe(false);
		}
	});

	it('may be sent where nothing was, or where it was surely refused', () => {
		expect(states.filter(isOpen)).toEqual(['free', 'refused']);
	});
});
