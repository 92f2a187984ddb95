import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

export interface Row {
	task: string;
	ours: number;
	unit: string;
	/** Whom it is compared with, and what they needed; the first is what the ratio is with. */
	peers?: Array<{ name: string; value: number }>;
	/** What is held against the goal instead: ours by the ideal. */
	toIdeal?: number;
	goal: string;
	met: boolean;
}

const rounded = (value: number) => Number(value.toPrecision(3));

/** The machine, in a sentence. */
function machine(): string {
	const [cpu] = cpus();
	const memory = Math.round(totalmem() / 1024 ** 3);
	return `${cpus().length} × ${cpu?.model ?? 'unknown CPU'}, ${memory} GB, Node.js ${process.version}, ${process.platform}`;
}

function markdown(rows: Row[]): string {
	const lines = rows.map(({ task, ours, unit, peers = [], toIdeal, goal, met }) => {
		const [first] = peers;
		const ratio = toIdeal ?? (first === undefined ? undefined : ours / first.value);
		return [
			task,
			`${rounded(ours)} ${unit}`,
			peers.map(({ name, value }) => `${name} ${rounded(value)} ${unit}`).join(', '),
			ratio === undefined ? '' : rounded(ratio).toString(),
			goal,
			met ? 'yes' : 'no',
		].join(' | ');
	});
	return [
		'| Task | Ours | Peers | Ratio | Goal | Met |',
		'| --- | --- | --- | --- | --- | --- |',
		...lines.map((line) => `| ${line} |`),
	].join('\n');
}

const RESULTS = join(import.meta.dirname, 'RESULTS.md');

/** Prints a table and puts it into the results, between the marks of the command that measured it. */
export async function writeResults(command: 'bench' | 'bench:queue', rows: Row[]): Promise<void> {
	console.log(`\n${machine()}\n\n${markdown(rows)}`);
	process.exitCode = rows.every(({ met }) => met) ? 0 : 1;
	const document = readFileSync(RESULTS, 'utf8');
	const start = `<!-- npm run ${command} writes this -->`;
	const [before, after] = [
		document.indexOf(start),
		document.indexOf(`<!-- /npm run ${command} -->`),
	];
	if (before < 0 || after < before) throw new Error(`${RESULTS} has no place for ${command}`);
	const table = `${start}\n\nMeasured on ${machine()}.\n\n${markdown(rows)}\n\n`;
	const content = document.slice(0, before) + table + document.slice(after);
	const options = { ...(await resolveConfig(RESULTS)), filepath: RESULTS };
	writeFileSync(RESULTS, await format(content, options));
}
