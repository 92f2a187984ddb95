import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from './failure.mts';
import { runNpm, runProgram, unpack, type Work } from './program.mts';
import { packageName, root } from './project.mts';

/** Compiles this project into dist/. */
export async function buildProject({ logs, signal }: Work): Promise<void> {
	const gulp = join(root, 'node_modules', 'gulp', 'bin', 'gulp.js');
	const program = { cwd: root, log: join(logs, 'build.log'), signal };
	const { code, output } = await runProgram(process.execPath, [gulp, 'build'], program);
	if (code === 0) return;
	const first = output.split('\n').find((line) => /error TS\d+/.test(line));
	throw new Failure(
		`The project does not build${first ? `: ${first.trim()}` : '.'}`,
		'Put that right (“npm run build” shows all of it) and run the command again.',
		program.log,
	);
}

/**
 * Packs this project as npm would publish it.
 *
 * @returns the path of the tarball
 */
export async function packProject({
	folder,
	logs,
	signal,
}: Work & { folder: string }): Promise<string> {
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	const args = ['pack', '--pack-destination', folder];
	await runNpm(args, 'pack this project', { cwd: root, log: join(logs, 'pack.log'), signal });
	const [tarball = ''] = await readdir(folder);
	return join(folder, tarball);
}

const Installed = z.object({
	name: z.string().default('installed-nodes'),
	private: z.boolean().default(true),
	dependencies: z.record(z.string()).default({}),
});
const Published = z.object({ version: z.string() }).passthrough();

/**
 * Puts a packed package where n8n puts those that people install from its settings, and in the same
 * form: unpacked into its nodes folder, without the dependencies that n8n itself brings, and noted in
 * that folder's package.json. Other packages installed there are left alone.
 */
export async function installPackage(
	options: Work & { tarball: string; userFolder: string },
): Promise<void> {
	const { tarball, userFolder, ...work } = options;
	const nodes = join(userFolder, '.n8n', 'nodes');
	const target = join(nodes, 'node_modules', packageName);
	await rm(target, { recursive: true, force: true });
	await unpack(tarball, target, work);
	const { devDependencies, peerDependencies, ...published } = Published.parse(
		readJson(join(target, 'package.json')),
	);
	await writeFile(join(target, 'package.json'), JSON.stringify(published, undefined, 2));

	const ledger = join(nodes, 'package.json');
	const installed = Installed.parse(existsSync(ledger) ? readJson(ledger) : {});
	installed.dependencies[packageName] = published.version;
	await writeFile(ledger, JSON.stringify(installed, undefined, 2));
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
