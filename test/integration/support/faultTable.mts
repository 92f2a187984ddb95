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

/** The columns of a table of how often. */
export const often: readonly Frequency[] = frequencies.map(([name]) => name);

type Row<Column extends string> = Partial<Record<Column, string>>;

/**
 * How executions went, in a few words each, held against the table of a section of the documentation.
 * With UPDATE_DOCS=1 it is written there instead. A count that may vary a little begins with "about".
 */
export class FaultTable<Column extends string = Frequency> {
	private readonly rows = new Map<string, Row<Column>>();
	private readonly documented: Map<string, Row<Column>>;

	/**
	 * @param section name of the marks around the table
	 * @param columns in small letters
	 */
	constructor(
		private readonly section: string,
		private readonly columns: readonly Column[],
	) {
		this.documented = rowsOf(this.read().table, columns);
	}

	/** What happened in a test: the test fails unless the documentation says the same. */
	add(fault: string, column: Column, whatHappened: string): void {
		const row: Row<Column> = { ...this.rows.get(fault) };
		row[column] = whatHappened;
		this.rows.set(fault, row);
		if (UPDATE) return;
		const documented = this.documented.get(cell(fault))?.[column];
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
			line(
				'What happens',
				...this.columns.map((name) => name.charAt(0).toUpperCase() + name.slice(1)),
			),
			line('---', ...this.columns.map(() => '---')),
			...[...this.rows].map(([fault, row]) =>
				line(fault, ...this.columns.map((column) => row[column])),
			),
		];
	}
}

function rowsOf<Column extends string>(
	table: string,
	columns: readonly Column[],
): Map<string, Row<Column>> {
	const [, , ...lines] = table.trim().split('\n');
	return new Map(
		lines.map((text) => {
			const [fault = '', ...cells] = text.replace(/^\| | \|$/g, '').split(' | ');
			const row: Row<Column> = {};
			for (const [index, column] of columns.entries()) row[column] = cells[index] ?? '';
			return [fault, row];
		}),
	);
}

function line(...cells: Array<string | undefined>): string {
	return `| ${cells.map((text) => cell(text)).join(' | ')} |`;
}

function cell(text = ''): string {
	return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

const withoutAbout = (text: string) => text.replace(/about \d+/g, 'about');
