import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** Where installs are kept that all clones of this project on the machine share. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
	if (env.HIGHWAY_CACHE_DIR) return resolve(env.HIGHWAY_CACHE_DIR);
	// The XDG specification has relative paths ignored.
	const base =
		env.XDG_CACHE_HOME && isAbsolute(env.XDG_CACHE_HOME) ? env.XDG_CACHE_HOME : undefined;
	return join(base ?? join(homedir(), '.cache'), 'n8n-nodes-highwayapi');
}

/** Everything that makes one install differ from another. */
export interface InstallFacts {
	n8nVersion: string;
	packageJson: string;
	lock: string;
	nodeVersion: string;
	platform: string;
	arch: string;
}

/** The name of an install's folder: another name wherever the install would be another one. */
export function installName(facts: InstallFacts): string {
	const hash = createHash('sha256').update(facts.packageJson).update('\0').update(facts.lock);
	const major = facts.nodeVersion.replace(/^v/, '').split('.')[0];
	return [
		`n8n-${facts.n8nVersion}`,
		`node${major}`,
		facts.platform,
		facts.arch,
		hash.digest('hex').slice(0, 10),
	].join('-');
}
