import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { copyFile, cp, mkdir, rename, rm, statfs } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
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
	progress: Progress;
}

/** Where installs are kept that all clones of this project on the machine share. */
function cacheFolder(): string {
	const { HIGHWAY_CACHE_DIR, XDG_CACHE_HOME } = process.env;
	if (HIGHWAY_CACHE_DIR) return resolve(HIGHWAY_CACHE_DIR);
	return join(XDG_CACHE_HOME || join(homedir(), '.cache'), packageName);
}

/** Installs the n8n that a definition describes, unless the cache has it already. */
export async function installRuntime(options: InstallRuntime): Promise<Runtime> {
	const { definition, progress } = options;
	const version = readDefinition(definition).dependencies.n8n;
	const hash = createHash('sha256');
	for (const file of readdirSync(definition).sort())
		hash.update(readFileSync(join(definition, file)));
	// Another name wherever the install would be another one.
	const name = ['n8n', version, process.platform, process.arch, hash.digest('hex').slice(0, 10)];
	const cache = cacheFolder();
	const folder = join(cache, name.join('-'));
	if (!existsSync(folder)) {
		await ensureSpace(cache);
		const step = progress.step(`Installing n8n ${version}`, 'about 5 minutes, once');
		await installOnce(folder, step, options);
		step.done(`n8n ${version} installed in ${folder}`);
	}
	const n8n = join(folder, 'node_modules', 'n8n', 'bin', 'n8n');
	return { version, folder, n8n, node: findNode(folder) };
}

interface Definition {
	dependencies: { n8n: string };
	/** They bring Node.js, one for each kind of machine. */
	optionalDependencies: Record<string, string>;
}

const readDefinition = (folder: string): Definition =>
	JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** The Node.js of the major version that n8n needs: the present one, else the one installed with n8n. */
function findNode(folder: string): string {
	const packages = Object.entries(readDefinition(folder).optionalDependencies);
	const major = packages[0]?.[1].split('.')[0];
	if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
	const executable = process.platform === 'win32' ? 'node.exe' : 'node';
	const installed = packages
		.map(([name]) => join(folder, 'node_modules', name, 'bin', executable))
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
async function installOnce(target: string, step: Step, options: InstallRuntime): Promise<void> {
	const { signal } = options;
	const release = await lockWhenFree(target, step, signal);
	const staging = `${target}.partial`;
	try {
		if (existsSync(target)) return;
		await rm(staging, { recursive: true, force: true });
		await install(staging, step, options);
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
	step: Step,
	{ definition, logs, signal }: InstallRuntime,
): Promise<void> {
	await cp(definition, cwd, { recursive: true });
	// npm is to behave as in this project: without install scripts, and with few retries.
	await copyFile(join(root, '.npmrc'), join(cwd, '.npmrc'));
	const command = existsSync(join(cwd, 'package-lock.json')) ? 'ci' : 'install';
	await runNpm([command], 'install n8n', { cwd, log: join(logs, 'install-n8n.log'), signal });
	// The one dependency that is of no use without its install script: it fetches or compiles the
	// database.
	step.update('preparing its database (about a minute)');
	const nodeFolder = join(dirname(findNode(cwd)), '..');
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
