import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, rename, rm, statfs } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { z } from 'zod';
import { Failure } from './failure.mts';
import { runNpm, type Work } from './program.mts';
import { packageName, root } from './project.mts';
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

/** The optional packages of a definition bring Node.js, one for each kind of machine. */
const Definition = z.object({
	dependencies: z.object({ n8n: z.string() }),
	optionalDependencies: z.record(z.string()),
});
type Definition = z.infer<typeof Definition>;

/** Installs the n8n that a definition describes, unless the cache has it already. */
export async function installRuntime(options: InstallRuntime): Promise<Runtime> {
	const { definition, cache, progress } = options;
	const contents = filesIn(definition).map((file) => readFileSync(join(definition, file), 'utf8'));
	const wanted = Definition.parse(JSON.parse(contents[0] ?? ''));
	const version = wanted.dependencies.n8n;
	const hash = createHash('sha256').update(contents.join('\0')).digest('hex').slice(0, 10);
	// Another name wherever the install would be another one.
	const target = join(cache, `n8n-${version}-${process.platform}-${process.arch}-${hash}`);

	if (!existsSync(target)) {
		await ensureSpace(cache);
		const step = progress.step(`Installing n8n ${version}`, 'about 5 minutes, once');
		await installOnce(target, wanted, step, options);
		step.done(`n8n ${version} installed in ${target}`);
	}
	return { version, folder: target, n8n: join(target, script), node: findNode(target, wanted) };
}

const LOCKFILE = 'package-lock.json';
const filesIn = (definition: string) =>
	['package.json', LOCKFILE].filter((file) => existsSync(join(definition, file)));
const script = join('node_modules', 'n8n', 'bin', 'n8n');

/** The Node.js of the major version that n8n needs: the present one, else the one installed with n8n. */
function findNode(folder: string, { optionalDependencies }: Definition): string {
	const major = Object.values(optionalDependencies)[0]?.split('.')[0];
	if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
	const executable = join('bin', process.platform === 'win32' ? 'node.exe' : 'node');
	const installed = Object.keys(optionalDependencies)
		.map((name) => join(folder, 'node_modules', name, executable))
		.find(existsSync);
	if (installed) return installed;
	throw new Failure(
		`npm has no Node.js ${major} for ${process.platform}-${process.arch}, or did not get it.`,
		`Install Node.js ${major} from nodejs.org and run the command with it.`,
	);
}

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

/**
 * Installs beside the place and moves it there when complete, so nobody ever sees half of an install;
 * and of two that want the same at the same time, one makes it. What a killed one left behind, the next
 * one removes.
 */
async function installOnce(
	target: string,
	wanted: Definition,
	step: Step,
	options: InstallRuntime,
): Promise<void> {
	const { signal } = options;
	const release = await lockWhenFree(target, step, signal);
	const staging = `${target}.partial`;
	try {
		if (existsSync(target)) return;
		await rm(staging, { recursive: true, force: true });
		await mkdir(staging);
		await install(staging, wanted, step, options);
		await rename(staging, target);
	} finally {
		// Removing gigabytes takes a while: after Ctrl-C the next install does it.
		if (!signal.aborted) await rm(staging, { recursive: true, force: true });
		await release();
	}
}

async function lockWhenFree(target: string, step: Step, signal: AbortSignal) {
	for (;;) {
		try {
			return await lock(target, { realpath: false, stale: 15_000, onCompromised: () => undefined });
		} catch (error) {
			if (!(error instanceof Error && 'code' in error && error.code === 'ELOCKED')) throw error;
		}
		step.update('another start is at it');
		await delay(1000, undefined, { signal });
	}
}

/** Its paths must not depend on the name of the folder, which changes afterwards. */
async function install(
	cwd: string,
	wanted: Definition,
	step: Step,
	{ definition, logs, signal }: InstallRuntime,
): Promise<void> {
	const present = filesIn(definition);
	// npm is to behave as in this project: without install scripts, and with few retries.
	for (const file of [join(root, '.npmrc'), ...present.map((name) => join(definition, name))])
		await copyFile(file, join(cwd, basename(file)));
	const command = present.includes(LOCKFILE) ? 'ci' : 'install';
	const log = join(logs, 'install-n8n.log');
	await runNpm([command], 'install n8n', { cwd, log, signal });
	// The one dependency that is of no use without its install script: it fetches or compiles the
	// database.
	step.update('preparing its database (about a minute)');
	const nodeFolder = join(dirname(findNode(cwd, wanted)), '..');
	const hasHeaders = existsSync(join(nodeFolder, 'include', 'node', 'node_api.h'));
	await runNpm(
		['rebuild', 'sqlite3', '--ignore-scripts=false', '--foreground-scripts'],
		'prepare n8n’s database (the package sqlite3)',
		{
			cwd,
			signal,
			log: join(logs, 'install-sqlite3.log'),
			// Headers at hand spare node-gyp a download.
			env: { JOBS: 'max', ...(hasHeaders ? { npm_config_nodedir: nodeFolder } : {}) },
		},
	);
}
