import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = join(import.meta.dirname, '../../../docs/faults.md');
const UPDATE = process.env.UPDATE_DOCS === '1';

/** How often a fault hits. */
export const frequencies = [
	['once', 1],
	['every time', undefined],
] as const;
export type Frequency = (typeof frequencies)[number][0];

type Row = Partial<Record<Frequency, string>>;

/**
 * How executions went, in a few words each, held against the table of a section of the documentation.
 * With UPDATE_DOCS=1 it is written there instead. A count that may vary a little begins with "about".
 */
export class FaultTable {
	private readonly rows = new Map<string, Row>();
	private readonly documented: Map<string, Row>;

	/** @param section name of the marks around the table */
	constructor(private readonly section: string) {
		this.documented = rowsOf(this.read().table);
	}

	/** What happened in a test: the test fails unless the documentation says the same. */
	add(fault: string, frequency: Frequency, whatHappened: string): void {
		this.rows.set(fault, { ...this.rows.get(fault), [frequency]: whatHappened });
		if (UPDATE) return;
		const documented = this.documented.get(cell(fault))?.[frequency];
		expect(documented && withoutAbout(documented)).toBe(withoutAbout(cell(whatHappened)));
	}

	/** For the last test of a section: the documentation has these rows and no others. */
	expectComplete(): void {
		const { before, after } = this.read();
		if (UPDATE) writeFileSync(FILE, `${before}\n\n${this.lines().join('\n')}\n\n${after}`);
		else expect([...this.documented.keys()]).toEqual([...this.rows.keys()].map(cell));
	}

	private read(): { before: string; table: string; after: string } {
		const start = `<!-- ${this.section}: written by the tests -->`;
		const document = readFileSync(FILE, 'utf8');
		const from = document.indexOf(start) + start.length;
		const to = document.indexOf(`<!-- /${this.section} -->`);
		return {
			before: document.slice(0, from),
			table: document.slice(from, to),
			after: document.slice(to),
		};
	}

	private lines(): string[] {
		return [
			'| What happens | Once | Every time |',
			'| --- | --- | --- |',
			...[...this.rows].map(
				([fault, { once, 'every time': always }]) =>
					`| ${[fault, once, always].map((text) => cell(text)).join(' | ')} |`,
			),
		];
	}
}

function rowsOf(table: string): Map<string, Row> {
	const [, , ...lines] = table.trim().split('\n');
	return new Map(
		lines.map((line) => {
			const [fault = '', once = '', always = ''] = line.replace(/^\| | \|$/g, '').split(' | ');
			return [fault, { once, 'every time': always }];
		}),
	);
}

function cell(text = ''): string {
	// Each submission has a code of its own for "Submit Again".
	return text
		.replace(/\benter [0-9a-f]{8} in\b/g, 'enter … in')
		.replaceAll('|', '\\|')
		.replaceAll('\n', ' ');
}

const withoutAbout = (text: string) => text.replace(/about \d+/g, 'about');
