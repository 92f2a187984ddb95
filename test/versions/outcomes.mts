import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root } from '../../scripts/start/project.mts';
import { Outcomes } from './table.mts';
import type { Check } from './versions.mts';

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

/** As `npm run lint` wants it. */
export async function writeFormatted(path: string, content: string): Promise<void> {
	const options = { ...(await resolveConfig(path)), filepath: path };
	writeFileSync(path, await format(content, options));
}
