import { table } from '../../versions/table.mts';
import { allVersions, checks, isOlder, newest, nodeFor, oldest } from '../../versions/versions.mts';

describe('the versions of n8n that are tested', () => {
	it('are at least eight between the two ends, in order', () => {
		expect(allVersions[0]).toBe(oldest);
		expect(allVersions.at(-1)).toBe(newest);
		expect(allVersions.length).toBeGreaterThanOrEqual(10);
		const sorted = [...allVersions].sort((one, other) => (isOlder(one, other) ? -1 : 1));
		expect(sorted).toEqual(allVersions);
		expect(isOlder('1.99.1', '1.100.0')).toBe(true);
	});

	it('run in the Node.js that they accept', () => {
		const versions = ['1.85.4', '2.35.7', '2.36.0', '3.0.0'];
		expect(versions.map(nodeFor)).toEqual([22, 22, 24, 24]);
	});
});

describe('the table of versions', () => {
	it('has a row for each version, the oldest first, and says what does not work', () => {
		const works = Object.fromEntries(Object.keys(checks).map((check) => [check, true]));
		const lines = table({
			'1.100.1': { node: 22, works },
			'1.85.4': { node: 22, works: { ...works, customData: false } },
		}).split('\n');
		expect(lines).toHaveLength(4);
		expect(lines[2]).toContain('| 1.85.4 | 22 |');
		expect(lines[2]?.match(/\*\*no\*\*/g)).toHaveLength(1);
		expect(lines[3]).not.toContain('no');
		// Nor does what was not tested.
		expect(table({ '2.0.3': { node: 22, works: {} } })).toContain('**no**');
	});
});
