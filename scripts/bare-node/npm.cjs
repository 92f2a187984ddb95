const { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { basename, dirname, join } = require('node:path');
const { endChild, startChild } = require('./children.cjs');
const { Failure, Interrupted, explainNpm } = require('./failure.cjs');

/** Enough of npm's output to know its last words by. */
const TAIL = 64 * 1024;

/**
 * The npm that runs this script, if one does, else the one on the PATH.
 *
 * @returns {{ command: string, args: string[], shell: boolean }}
 */
function findNpm() {
	const cli = process.env.npm_execpath;
	if (cli && /^npm-cli\.c?js$/.test(basename(cli)) && existsSync(cli))
		return { command: process.execPath, args: [cli], shell: false };
	const isWindows = process.platform === 'win32';
	return { command: isWindows ? 'npm.cmd' : 'npm', args: [], shell: isWindows };
}

/**
 * Runs npm to its end; what it prints goes to the log.
 *
 * @param {string[]} args
 * @param {{
 *   doing: string,
 *   cwd: string,
 *   log: string,
 *   env?: NodeJS.ProcessEnv,
 *   signal?: AbortSignal,
 * }} options `doing` is what npm is to do, as in “install n8n”
 * @returns {Promise<void>}
 */
async function runNpm(args, { doing, cwd, log, env, signal }) {
	if (signal?.aborted) throw new Interrupted();
	mkdirSync(dirname(log), { recursive: true });
	writeFileSync(log, `npm ${args.join(' ')}\nin ${cwd}\n\n`);
	const npm = findNpm();
	const child = startChild(npm.command, [...npm.args, ...args], {
		cwd,
		env: { ...process.env, npm_config_update_notifier: 'false', ...env },
		shell: npm.shell,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let tail = '';
	const keep = (/** @type {Buffer} */ chunk) => {
		tail = (tail + chunk.toString()).slice(-TAIL);
		try {
			appendFileSync(log, chunk);
		} catch {
			// A full disk must not hide what npm says about it.
		}
	};
	child.stdout?.on('data', keep);
	child.stderr?.on('data', keep);
	const interrupt = () => void endChild(child);
	signal?.addEventListener('abort', interrupt, { once: true });
	try {
		const code = await new Promise((resolve, reject) => {
			child.once('error', reject);
			child.once('close', resolve);
		});
		if (signal?.aborted) throw new Interrupted();
		if (code !== 0) throw explainNpm(tail, doing, log);
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT' && existsSync(cwd))
			throw new Failure(
				`npm was not found, so it did not ${doing}.`,
				'Install Node.js together with npm from nodejs.org and run the command again.',
			);
		throw error;
	} finally {
		signal?.removeEventListener('abort', interrupt);
	}
}

/**
 * Installs exactly what a lockfile says. Few retries: without a network people should know soon.
 *
 * @param {{
 *   doing: string,
 *   cwd: string,
 *   log: string,
 *   signal?: AbortSignal,
 *   onProgress?: (present: number, total: number) => void,
 * }} options
 * @returns {Promise<void>}
 */
async function npmCi({ onProgress, ...options }) {
	const expected = lockedFolders(join(options.cwd, 'package-lock.json'));
	const count = () => {
		const present = expected.filter((folder) =>
			existsSync(join(options.cwd, folder, 'package.json')),
		);
		onProgress?.(present.length, expected.length);
	};
	const timer = setInterval(count, 1000);
	timer.unref();
	try {
		const retries = ['--fetch-retries=3', '--fetch-retry-mintimeout=1000'];
		await runNpm(
			[
				'ci',
				'--ignore-scripts',
				'--no-audit',
				'--no-fund',
				...retries,
				'--fetch-retry-maxtimeout=8000',
			],
			options,
		);
	} finally {
		clearInterval(timer);
	}
}

/**
 * The folders that an install will make, as far as this can be known beforehand: packages for other
 * platforms are left out by npm.
 *
 * @param {string} lockFile
 * @returns {string[]}
 */
function lockedFolders(lockFile) {
	/** @type {{ packages: Record<string, { optional?: boolean }> }} */
	const lock = JSON.parse(readFileSync(lockFile, 'utf8'));
	return Object.entries(lock.packages)
		.filter(([folder, { optional }]) => folder !== '' && !optional)
		.map(([folder]) => folder);
}

exports.runNpm = runNpm;
exports.npmCi = npmCi;
