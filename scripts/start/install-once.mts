import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { Failure } from './failure.mts';

export interface InstallOnce {
	/** The folder that is to hold the install. */
	target: string;
	isComplete: (folder: string) => boolean;
	/** Fills an empty folder; paths inside must not depend on its name, which changes afterwards. */
	install: (folder: string) => Promise<void>;
	/** Another process is installing the same: this one waits for it. */
	onWait: () => void;
	signal: AbortSignal;
}

/**
 * Makes sure of an install in a folder shared between processes. It is made beside its place and
 * moved there when complete, so nobody ever sees half of one; and of two that want the same at the
 * same time, one makes it. What a killed one left behind, the next one removes.
 */
export async function installOnce(options: InstallOnce): Promise<void> {
	const { target, isComplete, install } = options;
	if (isComplete(target)) return;
	await mkdir(dirname(target), { recursive: true });
	const release = await lockWhenFree(options);
	const staging = `${target}.partial`;
	try {
		if (isComplete(target)) return;
		for (const folder of [staging, target]) await rm(folder, { recursive: true, force: true });
		await mkdir(staging);
		await install(staging);
		if (!isComplete(staging))
			throw new Failure(`The install in ${staging} is not complete.`, 'Run the command again.');
		await rename(staging, target);
	} finally {
		// Removing gigabytes takes a while: after Ctrl-C the next install does it.
		if (!options.signal.aborted) await rm(staging, { recursive: true, force: true });
		await release();
	}
}

async function lockWhenFree({ target, onWait, signal }: InstallOnce): Promise<() => Promise<void>> {
	for (;;) {
		try {
			return await lock(target, { realpath: false, stale: 15_000, onCompromised: () => undefined });
		} catch (error) {
			if (!(error instanceof Error && 'code' in error && error.code === 'ELOCKED')) throw error;
		}
		onWait();
		await delay(1000, undefined, { signal });
	}
}
