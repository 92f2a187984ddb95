/**
 * Brings the packages that package-lock.json names into node_modules, where they are not there yet.
 * Every npm command of this project begins with it, so it needs nothing but Node.js and npm itself,
 * and where nothing is to do, it says nothing.
 */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureSpace } from './bare-node/disk-space.cjs';
import { Failure, Interrupted, describe } from './bare-node/failure.cjs';
import { npmCi } from './bare-node/npm.cjs';
import { createProgress } from './bare-node/progress.cjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const oldestNode = [20, 19];

/** @typedef {{ version?: string, integrity?: string, optional?: boolean }} LockedPackage */

/**
 * @param {string} file
 * @returns {Record<string, LockedPackage> | undefined} undefined where there is no such lockfile
 */
function readLock(file) {
	try {
		return JSON.parse(readFileSync(file, 'utf8')).packages;
	} catch {
		return undefined;
	}
}

/** @returns {boolean} whether node_modules holds what the lockfile says */
function isInstalled() {
	const wanted = readLock(join(root, 'package-lock.json'));
	// npm writes this one as the last thing of an install, so a cut one leaves none.
	const present = readLock(join(root, 'node_modules', '.package-lock.json'));
	if (!wanted || !present) return false;
	return Object.entries(wanted).every(([folder, { version, integrity, optional }]) => {
		if (folder === '') return true;
		const found = present[folder];
		// Optional packages are for other platforms as a rule.
		if (!found) return optional === true;
		if (found.version !== version || found.integrity !== integrity) return false;
		return existsSync(join(root, folder, 'package.json'));
	});
}

function checkNode() {
	const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
	const [oldestMajor = 0, oldestMinor = 0] = oldestNode;
	if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
	throw new Failure(
		`Node.js ${process.versions.node} is too old: this project needs ${oldestNode.join('.')} or newer.`,
		'Install a current Node.js from nodejs.org (or with nvm: “nvm install 24”) and run the command again.',
	);
}

/**
 * @param {AbortSignal} [signal] ends the install
 * @returns {Promise<void>}
 */
export async function setUp(signal) {
	checkNode();
	if (isInstalled()) return;
	await ensureSpace(root, 1500, 'This project', 'Free some space and run the command again.');
	const progress = createProgress(process.stderr);
	const step = progress.step('Installing this project’s packages', 'about 1 minute');
	try {
		await npmCi({
			doing: 'install this project’s packages',
			cwd: root,
			log: join(root, '.local', 'logs', 'npm-ci.log'),
			signal,
			onProgress: (present, total) => step.update(`${present} of ${total} packages`),
		});
	} catch (error) {
		progress.stop();
		throw error;
	}
	step.done('Packages of this project installed');
}

async function setUpAlone() {
	const interrupt = new AbortController();
	/** @type {NodeJS.Signals[]} */
	const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
	for (const signal of signals) process.on(signal, () => interrupt.abort());
	try {
		await setUp(interrupt.signal);
	} catch (error) {
		if (!(error instanceof Interrupted)) console.error(describe(error));
		process.exitCode = error instanceof Interrupted ? 130 : 1;
	}
}

const started = process.argv[1] && pathToFileURL(realpathSync(process.argv[1])).href;
if (started === import.meta.url) await setUpAlone();
