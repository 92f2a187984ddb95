import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { Interrupted, describe } from '../bare-node/failure.cjs';
import { freshEnvironment, makeClone, type Clone } from './clone.mts';
import { carryOut } from './commands.mts';
import { exceptions } from './exceptions.mts';
import { importAll } from './importing.mts';
import { checkLinks, checkPictures, checkReachable, linksInSource } from './links.mts';
import { readMarkdown, type Document } from './markdown.mts';
import { commandsOf, commandsOfCi, makePlan } from './plan.mts';
import { lineOf, type Result } from './result.mts';
import { run, type Terminal } from './terminal.mts';
import { workflowIn, type ShownWorkflow } from './workflows.mts';

/** The documents that people read. */
const documents = /^(?:README|CONTRIBUTING)\.md$|^docs\/[^/]+\.md$|^examples\/.*\.md$/;

/** Files in which n8n finds links to the documentation. */
const sources = /^(?:nodes|credentials)\/.*\.(?:ts|json)$/;

const MINUTE = 60_000;

/** Checks what the documents of the current commit promise; see “npm run check:readme”. */
async function main(args: string[], signal: AbortSignal): Promise<void> {
	const { all } = parseArgs({ args, options: { all: { type: 'boolean', default: false } } }).values;
	const results: Result[] = [];
	const report = (...more: Result[]) => {
		for (const result of more) console.log(lineOf(result));
		results.push(...more);
	};
	const clone = makeClone();
	try {
		console.log(`Commit ${clone.commit}, in a fresh clone`);
		if (clone.uncommitted > 0)
			console.log(
				`! ${clone.uncommitted} files have changes that are not committed, and not checked`,
			);

		const read = await readDocuments(clone);
		console.log('\nLinks, anchors and pictures');
		report(...(await checkWays(read, clone)));

		console.log('\nCommands');
		const terminal = {
			cwd: clone.folder,
			env: freshEnvironment(),
			limit: (all ? 60 : 10) * MINUTE,
			signal,
		};
		for await (const result of runCommands(read, { clone, terminal, all })) {
			if (signal.aborted) throw new Interrupted();
			report(result);
		}

		console.log('\nWorkflows, in a real n8n');
		const { workflows, others } = findWorkflows(read, clone);
		report(...others);
		if (signal.aborted) throw new Interrupted();
		report(...(await importAll(workflows)));
		conclude(results);
	} finally {
		clone.remove();
	}
}

async function readDocuments({ folder, files }: Clone): Promise<Document[]> {
	const read = async (file: string) => await readMarkdown(file, text(folder, file));
	return await Promise.all(files.filter((file) => documents.test(file)).map(read));
}

async function checkWays(read: Document[], { folder, files }: Clone): Promise<Result[]> {
	const { homepage } = z
		.object({ homepage: z.string() })
		.parse(JSON.parse(text(folder, 'package.json')));
	const repository = homepage.replace(/#.*$/, '');
	const project = { documents: read, files, repository };
	const links = read.flatMap((document) => document.links);
	const fromSources = files
		.filter((file) => sources.test(file))
		.flatMap((file) => linksInSource(file, text(folder, file), repository));
	return [
		...checkLinks([...links, ...fromSources], project),
		...checkPictures(links, project),
		...checkReachable(links, project),
	];
}

async function* runCommands(
	read: Document[],
	{ clone, terminal, all }: { clone: Clone; terminal: Terminal; all: boolean },
): AsyncGenerator<Result> {
	const ci = commandsOfCi(text(clone.folder, join('.ci', 'run')));
	const plan = makePlan(read.flatMap(commandsOf), { ci, exceptions, all });
	for (const { command } of plan.unusedExceptions)
		yield { what: `exception for ${command}`, problem: 'no document has such a command any more' };
	// What a person has done who comes to any other command.
	const problem = await run('npm run build', terminal);
	yield { what: 'npm run build, which installs what is missing', ...(problem ? { problem } : {}) };
	for (const step of plan.steps) yield await carryOut(step, terminal);
}

function findWorkflows(read: Document[], { folder, files }: Clone) {
	const shown = read.flatMap(({ code }) => code).filter(({ language }) => language === 'json');
	const shipped = files
		.filter((file) => /^examples\/[^/]+\/[^/]+\.json$/.test(file))
		.map((file) => ({ file, line: 1, language: 'json', text: text(folder, file), heading: '' }));
	const workflows: ShownWorkflow[] = [];
	const others: Result[] = [];
	for (const block of [...shipped, ...shown]) {
		const { file, line } = block;
		const about = { at: { file, line }, what: 'JSON' };
		try {
			const draft = workflowIn(block);
			if (draft) workflows.push({ file, line, draft });
			else others.push({ ...about, note: 'can be read, and is no workflow' });
		} catch (error) {
			others.push({ ...about, problem: `${error}` });
		}
	}
	return { workflows, others };
}

function conclude(results: Result[]): void {
	const found = results.filter(({ problem }) => problem !== undefined);
	const left = results.filter(({ isLeft }) => isLeft).length;
	console.log(
		`\n${results.length - left} things checked, ${found.length} not as they should be; ${left} commands left out (–)`,
	);
	for (const result of found) console.log(lineOf(result));
	if (found.length > 0) process.exitCode = 1;
}

const text = (folder: string, file: string) => readFileSync(join(folder, file), 'utf8');

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
	process.once(signal, () => interrupt.abort());
try {
	await main(process.argv.slice(2), interrupt.signal);
} catch (error) {
	if (!(error instanceof Interrupted)) console.error(describe(error));
	process.exitCode = error instanceof Interrupted ? 130 : 1;
}
