import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { Failure, describe } from '../bare-node/failure.cjs';
import { report } from '../report.mts';
import { root } from '../start/project.mts';
import { checkRelease, notesOf } from './changelog.mts';

const Versioned = z.object({ version: z.string() });
const help = 'Name the tag, as in “npm run check:release -- v0.1.0 --notes notes.md”.';

function readArguments() {
	try {
		const { values, positionals } = parseArgs({
			allowPositionals: true,
			options: { notes: { type: 'string' } },
		});
		const [tag, ...others] = positionals;
		if (tag && others.length === 0) return { tag, notesFile: values.notes };
	} catch {
		// An option that it does not have: the sentence below says which it has.
	}
	throw new Failure('It is not clear which release is to be checked.', help);
}

try {
	const { tag, notesFile } = readArguments();
	const read = (name: string) => readFileSync(join(root, name), 'utf8');
	const versionIn = (name: string) => Versioned.parse(JSON.parse(read(name))).version;
	const version = versionIn('package.json');
	const changelog = read('CHANGELOG.md');
	const check = checkRelease({
		tag,
		version,
		lockedVersion: versionIn('package-lock.json'),
		changelog,
	});
	report(check);
	if (check.findings.length === 0 && notesFile)
		writeFileSync(notesFile, `${notesOf(changelog, version)}\n`);
} catch (error) {
	console.error(describe(error));
	process.exitCode = 1;
}
