/**
 * Brings the packages that package-lock.json names into node_modules, where they are not there yet.
 * Every npm command of this project begins with it, so it needs nothing but Node.js and npm itself,
 * and where nothing is to do, it says nothing.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname ?? '', '..');

/** @param {string} message what happened @param {string} advice how to get on */
function end(message, advice) {
	console.error(`\n${message}\n${advice}`);
	process.exit(1);
}

/**
 * @param {string} file a lockfile
 * @returns {Record<string, { version?: string, integrity?: string, optional?: boolean }>}
 */
function packagesIn(file) {
	try {
		return JSON.parse(fs.readFileSync(join(root, file), 'utf8')).packages;
	} catch {
		return {};
	}
}

/** @returns {boolean} whether node_modules holds what the lockfile says */
function isInstalled() {
	// npm writes this one as the last thing of an install, so a cut one leaves none.
	const present = packagesIn('node_modules/.package-lock.json');
	const wanted = Object.entries(packagesIn('package-lock.json'));
	return wanted.every(([folder, { version, integrity, optional }]) => {
		if (folder === '') return true;
		const found = present[folder];
		// Optional packages are for other platforms as a rule.
		if (!found) return optional === true;
		const isSame = found.version === version && found.integrity === integrity;
		return isSame && fs.existsSync(join(root, folder, 'package.json'));
	});
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19))
	end(
		`Node.js ${process.versions.node} is too old: this project needs 20.19 or newer.`,
		'Install a current Node.js from nodejs.org (or with nvm: “nvm install 24”) and run the command again.',
	);

if (!isInstalled()) {
	// On a full disk npm continues for minutes, fetching the same packages again and again.
	const { bavail, bsize } = fs.statfsSync(root);
	if (bavail * bsize < 1.5e9)
		end(
			`This project needs about 1500 MB, and the disk of ${root} has ${Math.floor((bavail * bsize) / 1e6)} MB free.`,
			'Free some space and run the command again.',
		);
	console.error('Installing this project’s packages (about a minute)');
	// Few retries: without a network people should know soon.
	const retries = ['retries=3', 'retry-mintimeout=1000', 'retry-maxtimeout=8000'];
	const args = [
		'ci',
		'--ignore-scripts',
		'--loglevel=error',
		...retries.map((it) => `--fetch-${it}`),
	];
	const cli = process.env.npm_execpath ?? '';
	const isNpm = /npm-cli\.c?js$/.test(cli);
	const npm = isNpm
		? spawn(process.execPath, [cli, ...args], { cwd: root, stdio: 'inherit' })
		: spawn(`npm ${args.join(' ')}`, { cwd: root, stdio: 'inherit', shell: true });
	// Ctrl-C reaches npm as well, which then ends, too.
	/** @type {NodeJS.Signals[]} */
	const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
	for (const signal of signals) process.on(signal, () => npm.kill(signal));
	npm.on('close', (code, signal) => {
		if (signal !== null || (code ?? 0) >= 128) process.exit(130);
		if (code !== 0)
			end(
				'npm did not install this project’s packages. Its own words are above.',
				'As a rule the network, npm’s registry (“npm config get registry”) or a full disk is the cause. Put that right and run the command again.',
			);
	});
}
