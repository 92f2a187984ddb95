import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure, Interrupted } from '../bare-node/failure.cjs';

const HEARTBEAT = 2000;
/** An install that has not shown a sign of life for this long was killed. */
const GIVEN_UP = 15_000;

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
 * moved there when complete, so nobody ever sees half of one; and two that want the same at the
 * same time make it once.
 */
export async function installOnce(options: InstallOnce): Promise<void> {
	const { target, isComplete, install, onWait, signal } = options;
	while (!isComplete(target)) {
		if (signal.aborted) throw new Interrupted();
		if (await isBeingInstalled(target)) {
			onWait();
			await delay(1000);
			continue;
		}
		const staging = `${target}.${randomUUID().slice(0, 8)}.partial`;
		await mkdir(staging, { recursive: true });
		const stopHeartbeat = await startHeartbeat(staging);
		try {
			await install(staging);
			if (!isComplete(staging))
				throw new Failure(
					`The install in ${dirname(target)} came out incomplete.`,
					'Run the command again.',
				);
			await moveIntoPlace(staging, options);
		} finally {
			stopHeartbeat();
			// Removing gigabytes takes a while: after Ctrl-C the next install does it.
			if (!signal.aborted) await rm(staging, { recursive: true, force: true });
		}
	}
}

const heartbeatFile = (folder: string) => join(folder, '.installing');

async function startHeartbeat(folder: string): Promise<() => void> {
	const file = heartbeatFile(folder);
	await writeFile(file, '');
	const timer = setInterval(() => {
		const now = new Date();
		// It is gone once the install is in its place.
		utimes(file, now, now).catch(() => undefined);
	}, HEARTBEAT);
	timer.unref();
	return () => clearInterval(timer);
}

/** Whether another process is at it; what killed ones left behind is removed. */
async function isBeingInstalled(target: string): Promise<boolean> {
	const parent = dirname(target);
	await mkdir(parent, { recursive: true });
	let busy = false;
	for (const name of await readdir(parent)) {
		if (!name.startsWith(`${basename(target)}.`)) continue;
		const folder = join(parent, name);
		const beat = await stat(heartbeatFile(folder)).catch(() => stat(folder).catch(() => undefined));
		if (!beat) continue;
		if (Date.now() - beat.mtimeMs < GIVEN_UP) busy = true;
		else await rm(folder, { recursive: true, force: true });
	}
	return busy;
}

async function moveIntoPlace(staging: string, { target, isComplete }: InstallOnce): Promise<void> {
	await rm(heartbeatFile(staging));
	if (existsSync(target) && !isComplete(target)) {
		const broken = `${target}.${randomUUID().slice(0, 8)}.broken`;
		await rename(target, broken);
		await rm(broken, { recursive: true, force: true });
	}
	try {
		await rename(staging, target);
	} catch (error) {
		// Somebody else came first: theirs is as good.
		if (!isComplete(target)) throw error;
	}
}
