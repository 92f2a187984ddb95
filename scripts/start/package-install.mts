import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../bare-node/failure.cjs';
import { runNpm } from '../bare-node/npm.cjs';
import { runProgram } from './program.mts';
import { packageName, root } from './project.mts';

interface Work {
	logs: string;
	signal: AbortSignal;
}

/** Compiles this project into dist/. */
export async function buildProject({ logs, signal }: Work): Promise<void> {
	const log = join(logs, 'build.log');
	const gulp = join(root, 'node_modules', 'gulp', 'bin', 'gulp.js');
	const { code, output } = await runProgram(process.execPath, [gulp, 'build'], {
		cwd: root,
		log,
		signal,
	});
	if (code === 0) return;
	const first = output.split('\n').find((line) => /error TS\d+/.test(line));
	throw new Failure(
		`The project does not build${first ? `: ${first.trim()}` : '.'}`,
		'Put that right (“npm run build” shows all of it) and run the command again.',
		log,
	);
}

/**
 * Packs this project as npm would publish it.
 *
 * @returns the path of the tarball
 */
export async function packProject({ folder, logs, signal }: Work & { folder: string }) {
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	await runNpm(['pack', '--pack-destination', folder], {
		doing: 'pack this project',
		cwd: root,
		log: join(logs, 'pack.log'),
		signal,
	});
	const [tarball] = await readdir(folder);
	if (!tarball)
		throw new Failure('npm packed nothing.', 'The log may say why.', join(logs, 'pack.log'));
	return join(folder, tarball);
}

const Installed = z.object({
	name: z.string().optional(),
	private: z.boolean().optional(),
	dependencies: z.record(z.string()).default({}),
});
const Published = z.object({ version: z.string() }).passthrough();

/**
 * Puts a packed package where n8n puts those that people install from its settings, and in the same
 * form: unpacked into its nodes folder, without the dependencies that n8n itself brings, and noted in
 * that folder's package.json. Other packages installed there are left alone. Nothing happens when the
 * same content is there already.
 */
export async function installPackage(options: {
	tarball: string;
	userFolder: string;
	logs: string;
	signal: AbortSignal;
}): Promise<void> {
	const { tarball, userFolder, logs, signal } = options;
	const nodes = join(userFolder, '.n8n', 'nodes');
	const target = join(nodes, 'node_modules', packageName);
	const digest = createHash('sha256').update(readFileSync(tarball)).digest('hex');
	const digestFile = join(target, '.packed');
	const ledger = join(nodes, 'package.json');
	if (existsSync(ledger) && existsSync(digestFile) && readFileSync(digestFile, 'utf8') === digest)
		return;

	const staging = join(nodes, `.${packageName}-${process.pid}`);
	await rm(staging, { recursive: true, force: true });
	await mkdir(staging, { recursive: true });
	try {
		await writeFile(join(staging, 'package.json'), '{ "private": true }\n');
		await runNpm(
			['install', tarball, '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund'],
			{
				doing: 'install this package into n8n',
				cwd: staging,
				log: join(logs, 'install-package.log'),
				signal,
			},
		);
		const unpacked = join(staging, 'node_modules', packageName);
		const version = await keepWhatRuns(join(unpacked, 'package.json'));
		await writeFile(join(unpacked, '.packed'), digest);
		await mkdir(join(nodes, 'node_modules'), { recursive: true });
		await rm(target, { recursive: true, force: true });
		await rename(unpacked, target);
		const installed = existsSync(ledger)
			? Installed.parse(JSON.parse(readFileSync(ledger, 'utf8')))
			: Installed.parse({ name: 'installed-nodes', private: true });
		installed.dependencies[packageName] = version;
		await writeFile(ledger, JSON.stringify(installed, undefined, 2));
	} finally {
		await rm(staging, { recursive: true, force: true });
	}
}

async function keepWhatRuns(file: string): Promise<string> {
	const { devDependencies, peerDependencies, ...published } = Published.parse(
		JSON.parse(readFileSync(file, 'utf8')),
	);
	await writeFile(file, JSON.stringify(published, undefined, 2));
	return published.version;
}
