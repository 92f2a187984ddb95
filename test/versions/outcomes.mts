import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';
import { root } from '../../scripts/start/project.mts';
import { checks, isOlder, type Check } from './versions.mts';

/** What the tests found, by version of n8n and check. */
const Outcomes = z.record(
	z.object({
		/** Major version of the Node.js that ran n8n. */
		node: z.number(),
		works: z.record(z.boolean()),
	}),
);
export type Outcomes = z.infer<typeof Outcomes>;

const file = join(root, 'docs', 'versions.json');

export const readOutcomes = (): Outcomes => Outcomes.parse(JSON.parse(readFileSync(file, 'utf8')));

/** Notes whether a check works in a version of n8n. */
export async function noteOutcome(
	version: string,
	{ node, check, works }: { node: number; check: Check; works: boolean },
): Promise<void> {
	const outcomes = readOutcomes();
	const outcome = (outcomes[version] ??= { node, works: {} });
	Object.assign(outcome, { node, works: { ...outcome.works, [check]: works } });
	await writeFormatted(file, JSON.stringify(outcomes));
}

/** The table of versions in Markdown, oldest first. */
export function table(outcomes: Outcomes): string {
	const names = Object.keys(checks) as Check[];
	const head = ['n8n', 'Node.js', ...names.map((name) => checks[name].title)];
	const versions = Object.keys(outcomes).sort((one, other) => (isOlder(one, other) ? -1 : 1));
	const rows = versions.map((version) => {
		const { node, works = {} } = outcomes[version] ?? {};
		return [version, String(node), ...names.map((name) => (works[name] ? 'yes' : '**no**'))];
	});
	const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** As `npm run lint` wants it. */
export async function writeFormatted(path: string, content: string): Promise<void> {
	const options = { ...(await resolveConfig(path)), filepath: path };
	writeFileSync(path, await format(content, options));
}
