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

/** @param {string} file a lockfile */
const packagesIn = (file) => JSON.parse(fs.readFileSync(join(root, file), 'utf8')).packages;

/** @returns {boolean} whether node_modules holds what the lockfile says */
function isInstalled() {
	try {
		const { '': _project, ...wanted } = packagesIn('package-lock.json');
		// npm writes this one as the last thing of an install, so a cut one leaves none.
		const present = packagesIn('node_modules/.package-lock.json');
		return Object.entries(wanted).every(([folder, { integrity, optional }]) => {
			// Optional packages are for other platforms as a rule.
			if (!present[folder]) return optional === true;
			return present[folder].integrity === integrity && fs.existsSync(join(root, folder));
		});
	} catch {
		return false;
	}
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
	const npm = spawn('npm ci --loglevel=error', { cwd: root, stdio: 'inherit', shell: true });
	// Ctrl-C reaches npm as well, which then ends, too.
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => npm.kill(signal));
	npm.on('close', (code, signal) => {
		if (signal !== null || (code ?? 0) >= 128) process.exit(130);
		if (code !== 0)
			end(
				'npm did not install this project’s packages. Its own words are above.',
				'As a rule the network, npm’s registry (“npm config get registry”) or a full disk is the cause. Put that right and run the command again.',
			);
	});
}
