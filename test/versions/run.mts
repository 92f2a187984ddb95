/**
 * `npm run test:versions`: tests the packed package in many versions of n8n, or in those that are named
 * (`npm run test:versions -- 1.104.2 2.20.0`), and writes the table in docs/versions.md.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/start/project.mts';
import { readOutcomes, writeFormatted } from './outcomes.mts';
import { table } from './table.mts';
import { allVersions } from './versions.mts';

const named = process.argv.slice(2);
const versions = named.length > 0 ? named : allVersions;

const tests = join(root, 'test', 'e2e', 'versions.test.mts');
const child = spawn(process.execPath, ['--import', 'tsx', '--test', tests], {
	cwd: root,
	stdio: 'inherit',
	env: { ...process.env, HIGHWAY_N8N_VERSIONS: versions.join(' ') },
});
const [code] = (await once(child, 'exit')) as [number | null];

const START = '<!-- table: written by npm run test:versions -->';
const END = '<!-- /table -->';
const page = join(root, 'docs', 'versions.md');
const text = readFileSync(page, 'utf8');
const [before, after] = [text.indexOf(START), text.indexOf(END)];
if (before < 0 || after < before) throw new Error(`${page} has no place for the table`);
const written = `${START}\n\n${table(readOutcomes())}\n\n`;
await writeFormatted(page, text.slice(0, before) + written + text.slice(after));
process.exitCode = code ?? 1;
