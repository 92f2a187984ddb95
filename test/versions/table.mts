import { z } from 'zod';
import { checks, isOlder, type Check } from './versions.mts';

/** What the tests found, by version of n8n and check. */
export const Outcomes = z.record(
	z.object({
		/** Major version of the Node.js that ran n8n. */
		node: z.number(),
		works: z.record(z.boolean()),
	}),
);
export type Outcomes = z.infer<typeof Outcomes>;

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
