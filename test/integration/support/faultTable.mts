import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = join(import.meta.dirname, '../../../docs/faults.md');

/** How often a fault hits. */
export const frequencies = [
	['once', 1],
	['every time', undefined],
] as const;
export type Frequency = (typeof frequencies)[number][0];

/** How executions went, in a few words each. A count that may vary a little begins with "about". */
export class FaultTable {
	private readonly rows = new Map<string, Partial<Record<Frequency, string>>>();

	add(fault: string, frequency: Frequency, whatHappened: string): void {
		this.rows.set(fault, { ...this.rows.get(fault), [frequency]: whatHappened });
	}

	lines(): string[] {
		const cell = (text = '') => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
		return [
			'| What happens | Once | Every time |',
			'| --- | --- | --- |',
			...[...this.rows].map(
				([fault, { once, 'every time': always }]) =>
					`| ${[fault, once, always].map(cell).join(' | ')} |`,
			),
		];
	}
}

/**
 * Holds a table against the one in the documentation, or with UPDATE_DOCS=1 writes it there.
 *
 * @param section name of the marks around the table
 */
export function expectDocumented(section: string, faults: FaultTable): void {
	const [start, end] = [`<!-- ${section}: written by the tests -->`, `<!-- /${section} -->`];
	const document = readFileSync(FILE, 'utf8');
	const [from, to] = [document.indexOf(start) + start.length, document.indexOf(end)];
	const table = faults.lines().join('\n');
	const updated = `${document.slice(0, from)}\n\n${table}\n\n${document.slice(to)}`;
	if (process.env.UPDATE_DOCS === '1') writeFileSync(FILE, updated);
	else expect(withoutAbout(document)).toEqual(withoutAbout(updated));
}

const withoutAbout = (text: string) => text.replace(/about \d+/g, 'about');
