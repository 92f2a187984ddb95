import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runNpm, unpack, type Work } from './program.mts';
import { packageName, root } from './project.mts';

/**
 * Packs this project, which is built, as npm would publish it.
 *
 * @returns the path of the tarball
 */
export async function packProject(options: Work & { folder: string }): Promise<string> {
	const { folder, logs, signal } = options;
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	const args = ['pack', '--pack-destination', folder];
	await runNpm(args, 'pack this project', { cwd: root, log: join(logs, 'pack.log'), signal });
	const [tarball = ''] = await readdir(folder);
	return join(folder, tarball);
}

/**
 * Unpacks a packed package where n8n puts those that people install from its settings. Other packages
 * installed there are left alone.
 */
export async function installPackage(
	tarball: string,
	userFolder: string,
	signal: AbortSignal,
): Promise<void> {
	const target = join(userFolder, '.n8n', 'nodes', 'node_modules', packageName);
	await rm(target, { recursive: true, force: true });
	await unpack(tarball, target, signal);
}
