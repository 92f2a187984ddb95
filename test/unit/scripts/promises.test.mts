import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const test = join(import.meta.dirname, '../..');
const rows = readFileSync(join(test, 'PROMISES.md'), 'utf8')
	.split('\n')
	.map((line) => /^\| (.+?) +\| `(.+?)` +\| (.+?) +\|$/.exec(line))
	.flatMap((row) => (row === null ? [] : [row.slice(1) as [string, string, string]]));

it('the list of promises names tests that there are, and each promise once', () => {
	expect(rows.length).toBeGreaterThan(60);
	expect(new Set(rows.map(([promise]) => promise)).size).toBe(rows.length);
	const lost = rows.filter(([, file, name]) => {
		const code = readFileSync(join(test, `${file}.test.mts`), 'utf8').replaceAll("\\'", "'");
		return !code.includes(name);
	});
	expect(lost).toEqual([]);
});
