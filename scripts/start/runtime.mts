import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, statfs } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { Failure } from './failure.mts';
import { installOnce } from './install-once.mts';
import { findNode, type NodeBinary, type NodeMajor } from './node-binary.mts';
import { installFlags, runNpm, type Work } from './program.mts';
import { packageName } from './project.mts';
import type { Progress, Step } from './progress.mts';

/** An installed n8n, ready to be started. */
export interface Runtime {
	version: string;
	folder: string;
	/** The script that is n8n's command line. */
	n8n: string;
	/** The Node.js that runs it. */
	node: string;
}

export interface InstallRuntime extends Work {
	/**
	 * Folder with the package.json of the n8n wanted. Where it has a package-lock.json, too, each install
	 * is the same; else it gets the dependencies that the registry has that day.
	 */
	definition: string;
	/** Folder shared by everything on the machine that wants an n8n. */
	cache: string;
	progress: Progress;
}

/** Where installs are kept that all clones of this project on the machine share. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
	if (env.HIGHWAY_CACHE_DIR) return resolve(env.HIGHWAY_CACHE_DIR);
	return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), packageName);
}

const Definition = z.object({ dependencies: z.object({ n8n: z.string() }) });
const Lock = z.object({ packages: z.record(z.unknown()) });

/** n8n before 1.100 refuses Node.js 24, and n8n from 2.36 on refuses Node.js 22. */
export function nodeFor(n8nVersion: string): NodeMajor {
	const [major = 0, minor = 0] = n8nVersion.split('.').map(Number);
	return major > 2 || (major === 2 && minor >= 36) ? 24 : 22;
}

/** Installs the n8n that a definition describes, unless the cache has it already. */
export async function installRuntime(options: InstallRuntime): Promise<Runtime> {
	const { definition, cache, progress, signal } = options;
	const present = filesIn(definition);
	const contents = present.map((file) => readFileSync(join(definition, file), 'utf8'));
	const version = Definition.parse(JSON.parse(contents[0] ?? '')).dependencies.n8n;
	const major = nodeFor(version);
	const node = await findNode({ ...options, major });
	const hash = createHash('sha256').update(contents.join('\0')).digest('hex').slice(0, 10);
	// Another name wherever the install would be another one.
	const name = `n8n-${version}-node${major}-${process.platform}-${process.arch}-${hash}`;
	const target = join(cache, name);

	if (!isComplete(target)) {
		await ensureSpace(cache);
		const step = progress.step(`Installing n8n ${version}`, 'about 5 minutes, once');
		await installOnce({
			target,
			isComplete,
			signal,
			onWait: () => step.update('another start is at it'),
			install: async (folder) => await install(folder, node, step, options),
		});
		step.done(`n8n ${version} installed in ${target}`);
	}
	return { version, folder: target, n8n: join(target, script), node: node.path };
}

const LOCKFILE = 'package-lock.json';
const filesIn = (definition: string) =>
	['package.json', LOCKFILE].filter((file) => existsSync(join(definition, file)));
const script = join('node_modules', 'n8n', 'bin', 'n8n');

/** npm writes its own lockfile last, and the database is made after that. */
const lastFiles = [
	script,
	join('node_modules', '.package-lock.json'),
	join('node_modules', 'sqlite3', 'build', 'Release', 'node_sqlite3.node'),
];
const isComplete = (folder: string) => lastFiles.every((file) => existsSync(join(folder, file)));

/** npm itself goes on for minutes on a full disk, fetching the same packages again and again. */
async function ensureSpace(cache: string): Promise<void> {
	await mkdir(cache, { recursive: true });
	const { bavail, bsize } = await statfs(cache);
	if (bavail * bsize >= 3e9) return;
	throw new Failure(
		`A real n8n needs about 3 GB, and the disk of ${cache} has ${Math.floor((bavail * bsize) / 1e6)} MB free.`,
		'Free some space, or set HIGHWAY_CACHE_DIR to a folder on a larger disk, and run the command again.',
	);
}

async function install(
	cwd: string,
	node: NodeBinary,
	step: Step,
	{ definition, logs, signal }: InstallRuntime,
): Promise<void> {
	const present = filesIn(definition);
	for (const file of present) await copyFile(join(definition, file), join(cwd, file));
	const isLocked = present.includes(LOCKFILE);
	const stopCounting = isLocked ? countPackages(cwd, step) : () => undefined;
	const work = { cwd, signal };
	try {
		await runNpm([isLocked ? 'ci' : 'install', ...installFlags], 'install n8n', {
			...work,
			log: join(logs, 'install-n8n.log'),
		});
	} finally {
		stopCounting();
	}
	// The one dependency that is of no use without its install script: it fetches or compiles the
	// database.
	step.update('preparing its database (about a minute)');
	await runNpm(
		['rebuild', 'sqlite3', '--ignore-scripts=false', '--foreground-scripts'],
		'prepare n8n’s database (the package sqlite3)',
		{
			...work,
			log: join(logs, 'install-sqlite3.log'),
			env: {
				JOBS: 'max',
				PATH: [dirname(node.path), process.env.PATH].join(delimiter),
				// Headers at hand spare node-gyp a download.
				...(existsSync(join(node.folder, 'include', 'node', 'node_api.h'))
					? { npm_config_nodedir: process.env.npm_config_nodedir ?? node.folder }
					: {}),
			},
		},
	);
}

/** Shows how many packages of the lockfile are there, until the function that it returns is called. */
function countPackages(cwd: string, step: Step): () => void {
	const lock = Lock.parse(JSON.parse(readFileSync(join(cwd, LOCKFILE), 'utf8')));
	const wanted = Object.keys(lock.packages).filter(Boolean);
	const count = setInterval(() => {
		const present = wanted.filter((folder) => existsSync(join(cwd, folder, 'package.json')));
		step.update(`${present.length} of ${wanted.length} packages`);
	}, 1000);
	return () => clearInterval(count);
}
