import {
	allowedGeneration,
	resubmitCode,
	parseCodes,
	hashKey,
	generationKey,
} from '../../../../nodes/shared/submitting/claimKeys.ts';

const code = (generation: number) => resubmitCode(generationKey('key', generation));

describe('a key', () => {
	it('is the same for the same parts alone', () => {
		expect(hashKey('a', 1)).toBe(hashKey('a', 1));
		expect(
			new Set([hashKey('a', 1), hashKey('a1'), hashKey('a', '1'), hashKey('', 'a', 1)]).size,
		).toBe(4);
	});
});

describe('a code that a person enters', () => {
	it('is found among whatever stands round it, in either case', () => {
		expect(parseCodes(`item 3: ${code(0).toUpperCase()}, and ${code(1)}.`)).toEqual(
			new Set([code(0), code(1)]),
		);
		expect(parseCodes('no code, 1234567, 123456789abcdef')).toEqual(new Set());
	});

	it('lets go out once more what it was made for, and takes the place of the one before', () => {
		expect(allowedGeneration('key', new Set())).toBe(0);
		expect(allowedGeneration('key', new Set([resubmitCode('other')]))).toBe(0);
		expect(allowedGeneration('key', new Set([code(0)]))).toBe(1);
		expect(allowedGeneration('key', new Set([code(1)]))).toBe(2);
		expect(allowedGeneration('key', new Set([code(0), code(1)]))).toBe(2);
	});
});
