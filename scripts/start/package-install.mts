import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runNpm, type Work } from './program.mts';
import { packageName, root } from './project.mts';

/** Packs this project, which is built, as npm would publish it, and unpacks that into a folder. */
export async function packInto(folder: string, { logs, signal }: Work): Promise<void> {
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	const temporary = await mkdtemp(join(tmpdir(), `${packageName}-`));
	try {
		const args = ['pack', '--pack-destination', temporary];
		await runNpm(args, 'pack this project', { cwd: root, log: join(logs, 'pack.log'), signal });
		const [tarball = ''] = await readdir(temporary);
		const unpack = ['-xzf', join(temporary, tarball), '-C', folder, '--strip-components=1'];
		await promisify(execFile)('tar', unpack, { signal });
	} finally {
		await rm(temporary, { recursive: true });
	}
}

/**
 * Puts this project where n8n puts the packages that people install from its settings. Others that are
 * installed there are left alone.
 */
export const installPackage = async (userFolder: string, work: Work) =>
	await packInto(join(userFolder, '.n8n', 'nodes', 'node_modules', packageName), work);
