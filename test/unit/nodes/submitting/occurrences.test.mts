import fc from 'fast-check';
import {
	nextOccurrence,
	NONE_DELIVERED,
	withDelivered,
} from '../../../../nodes/shared/submitting/occurrences.ts';

describe('the occurrences of a request', () => {
	it('come one after another, and fill the gaps first', () => {
		const second = withDelivered(NONE_DELIVERED, 1);
		expect(nextOccurrence(second)).toBe(0);
		expect(nextOccurrence(second, new Set([0]))).toBe(2);
		expect(nextOccurrence(withDelivered(second, 0))).toBe(2);
	});

	it('are the first that is neither delivered nor taken, however they were delivered', () => {
		const few = fc.array(fc.nat(12), { maxLength: 12 });
		fc.assert(
			fc.property(few, few, (delivered, taken) => {
				const next = nextOccurrence(
					delivered.reduce(withDelivered, NONE_DELIVERED),
					new Set(taken),
				);
				const used = new Set([...delivered, ...taken]);
				expect(used.has(next)).toBe(false);
				expect(Array.from({ length: next }, (_none, n) => used.has(n))).not.toContain(false);
			}),
		);
	});

	it('take no more room however many are delivered in a row', () => {
		const many = Array.from({ length: 1000 }, (_none, n) => n);
		expect(many.reduce(withDelivered, NONE_DELIVERED)).toEqual({ upTo: 1000, beyond: [] });
	});
});
