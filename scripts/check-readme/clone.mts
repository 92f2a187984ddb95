import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../start/project.mts';

/** A clone of the current commit: nothing but what is committed is in it. */
export interface Clone {
	folder: string;
	commit: string;
	/** All files that are committed. */
	files: string[];
	/** How many files of the checkout are not as they are committed. */
	uncommitted: number;
	remove(): void;
}

export function makeClone(): Clone {
	const commit = git(root, 'rev-parse', 'HEAD').trim();
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-highwayapi-readme-'));
	git(root, 'clone', '--quiet', '--no-checkout', root, folder);
	git(folder, 'checkout', '--quiet', '--detach', commit);
	const lines = (text: string) => text.split('\n').filter(Boolean);
	return {
		folder,
		commit: commit.slice(0, 7),
		files: lines(git(folder, 'ls-files')),
		uncommitted: lines(git(root, 'status', '--porcelain', '--untracked-files=no')).length,
		remove: () => rmSync(folder, { recursive: true, force: true }),
	};
}

/** The environment of a person who has just opened a terminal. */
export function freshEnvironment(): NodeJS.ProcessEnv {
	// What npm tells the scripts that it runs, and a key, with which an example would be billed.
	const ours =
		/^(?:npm_(?:lifecycle|package|command|execpath|node_execpath|config_local_prefix)|INIT_CWD$|CI$|NODE_ENV$|HIGHWAY_API_)/;
	const env = Object.entries(process.env).filter(([name]) => !ours.test(name));
	const path = (process.env.PATH ?? '').split(delimiter);
	return {
		...Object.fromEntries(env),
		PATH: path.filter((part) => !/node_modules|node-gyp-bin/.test(part)).join(delimiter),
		CURL_HOME: fileURLToPath(new URL('curl', import.meta.url)),
	};
}

function git(cwd: string, ...args: string[]): string {
	return execFileSync('git', args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}
