import { isRecord } from '../../../nodes/shared/api/json.ts';

describe('a JSON object', () => {
	it('is what has names and values', () => {
		expect(isRecord({})).toBe(true);
		expect(isRecord({ a: 1 })).toBe(true);
	});

	it.each([null, undefined, [], [1], 'text', '', 0, 5, true])('is not %j', (value) => {
		expect(isRecord(value)).toBe(false);
	});
});
