/**
 * `npm run check:readme`: runs every command that the documents show, in a fresh clone of the current
 * commit, as a person would who has just opened a terminal.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure, describe } from './start/failure.mts';
import { interruptedByUser } from './start/interrupt.mts';
import { runProgram } from './start/program.mts';
import { logs, root } from './start/project.mts';

/** What is not run here, and why; neither is what `.ci/run` runs. */
const elsewhere: Array<[command: RegExp, reason: string]> = [
	[/^npm run check:readme$/, 'it is this very check'],
	[/^npm run (?:bench|bench:queue|test:mutation)$/, 'it takes long, and wants a quiet machine'],
	[/^npx tsx --test test\/e2e\//, '“npm run test:e2e” runs this file'],
];

/** What serves until it is stopped, and what that prints once it is ready. */
const servers: Array<[command: RegExp, ready: RegExp]> = [
	[/^npm run sandbox\b/, /^Start page: /m],
	[/^npm start -- --inspect$/, /^debugger: /m],
	[/^npm run dev$/, /Watching for file changes/],
];

/** What wants a running sandbox. */
const BESIDE_SANDBOX = /127\.0\.0\.1:4100|^HIGHWAY_API_KEY=/;

/** A real key is wanted, and billed: the sandbox stands in for the service. */
const withSandbox = (command: string) =>
	command.replace(
		/^HIGHWAY_API_KEY=\S+/,
		'HIGHWAY_API_KEY=sandbox-key HIGHWAY_API_BASE_URL=http://127.0.0.1:4100 CI=true',
	);

/** Milliseconds that a command may take, or a server until it is ready. */
const LIMIT = 10 * 60_000;

/** The commands of a document: those in blocks for the shell, and those within its sentences. */
function commandsIn(markdown: string): string[] {
	const blocks = [...markdown.matchAll(/^ *```sh\n([^]*?)^ *```$/gm)].flatMap(([, block = '']) =>
		block.replace(/\\\n\s*/g, '').split('\n'),
	);
	const inline = markdown.matchAll(/`((?:[A-Z_]+=\S* )*(?:npm|npx) [^`\n]+)`/g);
	return [...blocks, ...[...inline].map(([, command = '']) => command)]
		.map((line) => line.replace(/(?:^|\s+)#\s.*$/, '').trim())
		.filter(Boolean);
}

async function check(folder: string, signal: AbortSignal): Promise<void> {
	execFileSync('git', ['clone', '--quiet', root, folder]);
	const read = (file: string) => readFileSync(join(folder, file), 'utf8');
	const tracked = execFileSync('git', ['ls-files', '*.md'], { cwd: folder, encoding: 'utf8' });
	const documents = tracked.split('\n').filter((file) => file !== '' && !/CHANGELOG/.test(file));
	const all = [...new Set(documents.flatMap((file) => commandsIn(read(file))))];
	const inCi = commandsIn(`\`\`\`sh\n${read('.ci/run')}\`\`\``).map((line) =>
		line.replace(/^CI=true /, ''),
	);
	// curl ends unhappily where a server refuses a request: by itself it would be content.
	writeFileSync(join(folder, '.curlrc'), 'fail-with-body\n');
	// Not what npm tells the scripts that it runs, nor a key, with which an example would be billed.
	const ours = /^(?:npm_|INIT_CWD$|CI$|NODE_ENV$|HIGHWAY_API_)/;
	const names = Object.keys(process.env).filter((name) => ours.test(name));
	const clean = {
		...Object.fromEntries(names.map((name) => [name, undefined])),
		CURL_HOME: folder,
	};
	const terminal = { cwd: folder, env: { ...process.env, ...clean } };

	const run = async (command: string): Promise<void> => {
		const ready = servers.find(([pattern]) => pattern.test(command))?.[1];
		const start = Date.now();
		if (ready) await serve(command, ready, terminal);
		else {
			const log = join(logs, 'check-readme.log');
			const limited = AbortSignal.any([signal, AbortSignal.timeout(LIMIT)]);
			const args = ['-c', withSandbox(command)];
			const { code } = await runProgram('bash', args, { ...terminal, log, signal: limited });
			if (code !== 0) throw new Failure(`“${command}” ended with ${code}.`, 'See its log.', log);
		}
		console.log(`✓ ${command} (${Math.round((Date.now() - start) / 1000)} s)`);
	};

	const here = all.filter((command) => {
		const reason = elsewhere.find(([pattern]) => pattern.test(command))?.[1];
		const why = inCi.includes(command) ? '.ci/run runs it' : reason;
		if (why !== undefined) console.log(`– ${command}: ${why}`);
		return why === undefined;
	});
	await run('npm run build');
	for (const command of here.filter((line) => !BESIDE_SANDBOX.test(line))) await run(command);
	await serve('npm run sandbox', /^Start page: /m, terminal, async () => {
		for (const command of here.filter((line) => BESIDE_SANDBOX.test(line))) await run(command);
	});
}

/** Starts a server, waits until it is ready, and ends it as Ctrl-C in its terminal does. */
async function serve(
	command: string,
	ready: RegExp,
	terminal: { cwd: string; env: NodeJS.ProcessEnv },
	meanwhile = async () => {},
): Promise<void> {
	const child = spawn('bash', ['-c', command], {
		...terminal,
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', (chunk: Buffer) => void (output += chunk.toString()));
	/** @returns whether anybody of its group got the signal */
	const signalGroup = (signal: NodeJS.Signals | 0) => {
		try {
			return process.kill(-(child.pid ?? NaN), signal);
		} catch {
			return false;
		}
	};
	const until = async (holds: () => boolean, limit: number) => {
		for (const end = Date.now() + limit; !holds() && Date.now() < end; ) await delay(100);
		return holds();
	};
	process.once('exit', () => signalGroup('SIGKILL'));
	const hasEnded = () => !signalGroup(0);
	await until(() => ready.test(output) || hasEnded(), LIMIT);
	if (!ready.test(output))
		throw new Failure(`“${command}” did not get ready:`, output.slice(-2000));
	await meanwhile();
	signalGroup('SIGINT');
	if (!(await until(hasEnded, 15_000)))
		throw new Failure(`“${command}” did not end on Ctrl-C, or left something behind.`, output);
}

const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-highwayapi-readme-'));
try {
	await check(folder, interruptedByUser().signal);
} catch (error) {
	console.error(`✗ ${describe(error)}`);
	process.exitCode = 1;
} finally {
	rmSync(folder, { recursive: true, force: true });
}
process.exit();
