import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { local, n8nDefinition, oldestN8nDefinition } from '../../scripts/start/project.mts';

const Definition = z.object({
	dependencies: z.object({ n8n: z.string() }),
	optionalDependencies: z.record(z.string()),
	overrides: z.record(z.string()),
});

const read = (definition: string) =>
	Definition.parse(JSON.parse(readFileSync(join(definition, 'package.json'), 'utf8')));

/** The ends of the range that the README names: they have lockfiles, and CI tests them. */
export const oldest = read(oldestN8nDefinition).dependencies.n8n;
export const newest = read(n8nDefinition).dependencies.n8n;

/** All that `npm run test:versions` tests: about one in ten minors, the last 1.x and the first 2.x. */
export const allVersions = [
	oldest,
	'1.94.1',
	'1.99.1',
	'1.104.2',
	'1.113.3',
	'1.123.81',
	'2.0.3',
	'2.11.4',
	'2.20.0',
	'2.30.8',
	newest,
];

/** The versions that a variable of the environment names, or the oldest: other tests are in the newest. */
export function wantedVersions({ HIGHWAY_N8N_VERSIONS: named }: NodeJS.ProcessEnv): string[] {
	return named ? named.split(' ') : [oldest];
}

/** The major version of the Node.js that runs an n8n: before 1.100 it refuses 24, from 2.36 on 22. */
export const nodeFor = (version: string): 22 | 24 => (isOlder(version, '2.36.0') ? 22 : 24);

/** The definition of an n8n, as `installRuntime` takes it. Only the ends have a lockfile. */
export function definitionOf(version: string): string {
	if (version === oldest) return oldestN8nDefinition;
	if (version === newest) return n8nDefinition;
	const folder = join(local, 'versions', version);
	mkdirSync(folder, { recursive: true });
	const overrides = { ...read(oldestN8nDefinition).overrides, ...read(n8nDefinition).overrides };
	const { optionalDependencies } = read(
		nodeFor(version) === 22 ? oldestN8nDefinition : n8nDefinition,
	);
	const dependencies = { n8n: version };
	const definition = { private: true, dependencies, optionalDependencies, overrides };
	writeFileSync(join(folder, 'package.json'), JSON.stringify(definition, undefined, 2));
	return folder;
}

/**
 * What is tested in each version, as the table names it, and the first version that has what it needs
 * from n8n. The package works without it in older ones.
 */
const CHECKS = {
	loads: { title: 'Loads' },
	firstVideo: { title: 'First video' },
	errorOutput: { title: 'Failed item' },
	suspended: { title: 'Suspended wait' },
	retry: { title: 'Retry' },
	payOnceKey: { title: 'Pay Once Key' },
	tool: { title: 'Agent tool' },
	customData: { title: 'Task ids in the list', since: '2.16.0' },
};

export type Check = keyof typeof CHECKS;

export const checks: Record<Check, { title: string; since?: string }> = CHECKS;

/** Whether a version of n8n is older than another one. */
export function isOlder(version: string, than: string): boolean {
	const [one, other] = [version, than].map((text) => text.split('.').map(Number));
	const index = one?.findIndex((part, at) => part !== other?.[at]) ?? -1;
	return index >= 0 && (one?.[index] ?? 0) < (other?.[index] ?? 0);
}
