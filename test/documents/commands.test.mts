import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from '../../scripts/start/project.mts';
import { until } from '../support/crowd.mts';

/** What is not run here, and why; neither is what `.ci/run` runs before. */
const elsewhere: Array<[command: RegExp, reason: string]> = [
	[/^npm run check:readme$/, 'it is this very check'],
	[/^npm run (?:bench|bench:queue|test:mutation)$/, 'it takes long, and wants a quiet machine'],
	[/^npm run pictures$/, 'it takes minutes, and changes the images of the documents'],
	[/^npm run test:versions\b/, 'it installs an n8n for each version'],
	[/^npm run test:loops$|^FUZZ_HEADERS=/, 'it takes minutes, and “npm test” draws fewer cases'],
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

const timeout = 15 * 60_000;

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

const read = (file: string) => readFileSync(join(root, file), 'utf8');
const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' })
	.split('\n')
	.filter((file) => file !== '' && file !== 'CHANGELOG.md');
const commands = [...new Set(documents.flatMap((file) => commandsIn(read(file))))];
/** What `.ci/run` has run on a clean clone. */
const inCi = [...read('.ci/run').matchAll(/^step (?:env CI=true )?(npm .+)$/gm)].map(
	([, command = '']) => command,
);
assert.ok(inCi.includes('npm test') && inCi.includes('npm run test:e2e'), inCi.join(', '));

/** A fresh clone, and the environment of a person who has just opened a terminal in it. */
const clone = mkdtempSync(join(tmpdir(), 'n8n-nodes-highwayapi-readme-'));
// What npm tells the scripts that it runs, and a key, with which an example would be billed.
const ours =
	/^(?:npm_(?:lifecycle|package|command|execpath|node_execpath|config_local_prefix)|INIT_CWD$|CI$|NODE_ENV$|NODE_TEST|HIGHWAY_API_)/;
const path = (process.env.PATH ?? '').split(delimiter);
const env = {
	...Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name))),
	PATH: path.filter((part) => !/node_modules|node-gyp-bin/.test(part)).join(delimiter),
	CURL_HOME: clone,
};

/** Ends what a cut test has left running. */
const started = new Set<() => void>();
process.once('exit', () => started.forEach((end) => end()));

/** Starts a command; its processes are a group of their own, as those of a terminal are. */
function start(command: string) {
	const child = spawn('bash', ['-c', command], {
		cwd: clone,
		env,
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', (chunk: Buffer) => void (output += chunk.toString()));
	/** @returns whether anybody of the group was there to get it; 0 only asks */
	const signal = (name: NodeJS.Signals | 0) => {
		try {
			return process.kill(-(child.pid ?? NaN), name);
		} catch {
			return false;
		}
	};
	started.add(() => signal('SIGKILL'));
	const hasEnded = () => !signal(0);
	return {
		ready: async (said: RegExp) => {
			await until('it is ready', () => said.test(output) || hasEnded(), timeout);
			assert.match(output, said);
		},
		succeeds: async () => {
			await until('it has ended', hasEnded, timeout);
			assert.equal(child.exitCode, 0, output.slice(-3000));
		},
		endsOnCtrlC: async () => {
			signal('SIGINT');
			await until(`nothing is left; ${output.slice(-3000)}`, hasEnded, 60_000);
		},
	};
}

function tryOut(command: string): void {
	const reason = elsewhere.find(([pattern]) => pattern.test(command))?.[1];
	const isInCi = inCi.includes(command);
	const ready = servers.find(([pattern]) => pattern.test(command))?.[1];
	it(command, { timeout: 2 * timeout, skip: isInCi ? '.ci/run runs it' : reason }, async () => {
		const running = start(withSandbox(command));
		if (!ready) return await running.succeeds();
		await running.ready(ready);
		await running.endsOnCtrlC();
	});
}

describe('a documented command', () => {
	before(() => {
		execFileSync('git', ['clone', '--quiet', root, clone]);
		// By itself curl is content where a server refuses a request.
		writeFileSync(join(clone, '.curlrc'), 'fail-with-body\n');
	});
	after(() => rmSync(clone, { recursive: true, force: true }));

	// It installs what is missing, and a person has built before coming to the others.
	const build = async () => await start('npm run build').succeeds();
	it('npm run build', { timeout: 2 * timeout }, build);
	for (const command of commands.filter((line) => !BESIDE_SANDBOX.test(line))) tryOut(command);

	describe('beside the sandbox', () => {
		let sandbox: ReturnType<typeof start>;
		before(async () => {
			sandbox = start('npm run sandbox');
			await sandbox.ready(/^Start page: /m);
		});
		after(async () => await sandbox.endsOnCtrlC());
		for (const command of commands.filter((line) => BESIDE_SANDBOX.test(line))) tryOut(command);
	});
});
