import { existsSync, readFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { z } from 'zod';
import { ensureSpace } from '../bare-node/disk-space.cjs';
import { npmCi, runNpm } from '../bare-node/npm.cjs';
import type { Progress, Step } from '../bare-node/progress.cjs';
import { installName } from './cache.mts';
import { installOnce } from './install-once.mts';
import { findNode, type NodeBinary } from './node-binary.mts';

/** An installed n8n, ready to be started. */
export interface Runtime {
	version: string;
	folder: string;
	/** The script that is n8n's command line. */
	n8n: string;
	/** The Node.js that runs it. */
	node: string;
}

export interface InstallRuntime {
	/** Folder with the package.json and the package-lock.json of the n8n wanted. */
	definition: string;
	/** Folder shared by everything on the machine that wants an n8n. */
	cache: string;
	/** Folder for npm's logs. */
	logs: string;
	progress: Progress;
	signal: AbortSignal;
}

const Definition = z.object({ dependencies: z.object({ n8n: z.string() }) });
const Lock = z.object({ packages: z.record(z.unknown()) });

/** Installs the n8n that a lockfile describes, unless the cache has it already. */
export async function installRuntime(options: InstallRuntime): Promise<Runtime> {
	const { definition, cache, logs, progress, signal } = options;
	const node = await findNode({ cache, logs, progress, signal });
	const packageJson = readFileSync(join(definition, 'package.json'), 'utf8');
	const lock = readFileSync(join(definition, 'package-lock.json'), 'utf8');
	const version = Definition.parse(JSON.parse(packageJson)).dependencies.n8n;
	const { platform, arch } = process;
	const target = join(
		cache,
		installName({
			n8nVersion: version,
			packageJson,
			lock,
			nodeVersion: node.version,
			platform,
			arch,
		}),
	);

	if (!isComplete(target)) {
		await ensureSpace(
			cache,
			MEGABYTES,
			'A real n8n',
			'Free some space, or set HIGHWAY_CACHE_DIR to a folder on a larger disk, and run the command again.',
		);
		const step = progress.step(`Installing n8n ${version}`, 'about 5 minutes, once');
		await installOnce({
			target,
			isComplete,
			signal,
			onWait: () => step.update('another start is at it'),
			install: (folder) => install(folder, node, step, options),
		});
		step.done(`n8n ${version} installed in ${target}`);
	}
	return { version, folder: target, n8n: join(target, n8nScript), node: node.path };
}

/** What an installed n8n takes, and what its install needs beside it for a while. */
const MEGABYTES = 3000;

const n8nScript = join('node_modules', 'n8n', 'bin', 'n8n');

async function install(
	folder: string,
	node: NodeBinary,
	step: Step,
	{ definition, logs, signal }: InstallRuntime,
): Promise<void> {
	for (const file of ['package.json', 'package-lock.json'])
		await copyFile(join(definition, file), join(folder, file));
	await npmCi({
		doing: 'install n8n',
		cwd: folder,
		log: join(logs, 'install-n8n.log'),
		signal,
		onProgress: (present, total) => step.update(`${present} of ${total} packages`),
	});
	// The one dependency that is of no use without its install script: it fetches or compiles the
	// database.
	step.update('preparing its database (about a minute)');
	await runNpm(['rebuild', 'sqlite3', '--ignore-scripts=false', '--foreground-scripts'], {
		doing: 'prepare n8n’s database (the package sqlite3)',
		cwd: folder,
		log: join(logs, 'install-sqlite3.log'),
		env: {
			JOBS: 'max',
			PATH: [dirname(node.path), process.env.PATH].join(delimiter),
			// Headers at hand spare node-gyp a download.
			...(node.headers && !process.env.npm_config_nodedir
				? { npm_config_nodedir: node.headers }
				: {}),
		},
		signal,
	});
}

/** Whether a folder holds a whole install; a damaged one is made anew. */
function isComplete(folder: string): boolean {
	// npm writes this lockfile last, with the packages that belong on this platform.
	const lockFile = join(folder, 'node_modules', '.package-lock.json');
	const needed = packageFolders(lockFile).map((path) => join(path, 'package.json'));
	const database = join('node_modules', 'sqlite3', 'build', 'Release', 'node_sqlite3.node');
	return (
		needed.length > 0 &&
		[...needed, n8nScript, database].every((file) => existsSync(join(folder, file)))
	);
}

function packageFolders(lockFile: string): string[] {
	try {
		return Object.keys(Lock.parse(JSON.parse(readFileSync(lockFile, 'utf8'))).packages);
	} catch {
		return [];
	}
}
