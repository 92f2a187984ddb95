import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
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

interface PackageJson {
	version?: string;
	dependencies?: Record<string, string>;
	[key: string]: unknown;
}

/**
 * Puts a packed package where n8n puts those that people install from its settings, and in the same
 * form: unpacked into its nodes folder, without the dependencies that n8n itself brings, and noted in
 * that folder's package.json. Other packages installed there are left alone.
 */
export async function installPackage(
	options: Work & { tarball: string; userFolder: string },
): Promise<void> {
	const { tarball, userFolder, signal } = options;
	const nodes = join(userFolder, '.n8n', 'nodes');
	const target = join(nodes, 'node_modules', packageName);
	await rm(target, { recursive: true, force: true });
	await unpack(tarball, target, signal);
	const { devDependencies, peerDependencies, ...published } = readPackage(target);
	await writePackage(target, published);

	const installed = existsSync(join(nodes, 'package.json')) ? readPackage(nodes) : {};
	const dependencies = { ...installed.dependencies, [packageName]: published.version ?? '' };
	const named = { name: 'installed-nodes', private: true, ...installed, dependencies };
	await writePackage(nodes, named);
}

const readPackage = (folder: string): PackageJson =>
	JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

const writePackage = async (folder: string, content: PackageJson) =>
	await writeFile(join(folder, 'package.json'), JSON.stringify(content, undefined, 2));
