const { execFileSync, spawn } = require('node:child_process');

const isWindows = process.platform === 'win32';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * Starts a program as the leader of a process group of its own, so that a Ctrl-C in the terminal
 * reaches this process alone, which then ends the program together with whatever that has started.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {import('node:child_process').ChildProcess}
 */
function startChild(command, args, options) {
	const child = spawn(command, args, { ...options, detached: !isWindows, windowsHide: true });
	running.add(child);
	// Grandchildren that outlive their parent are in its group still.
	child.once('exit', () => {
		signalGroup(child, 'SIGKILL');
		running.delete(child);
	});
	child.once('error', () => running.delete(child));
	return child;
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {'SIGTERM' | 'SIGKILL'} signal
 */
function signalGroup(child, signal) {
	if (child.pid === undefined) return;
	try {
		if (!isWindows) process.kill(-child.pid, signal);
		else if (child.exitCode === null)
			execFileSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
	} catch {
		// It has ended by itself.
	}
}

/**
 * Ends a program and all it has started: asks first, then insists.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {number} [patience] milliseconds between asking and insisting
 * @returns {Promise<void>} when it has ended
 */
async function endChild(child, patience = 5000) {
	if (!running.has(child)) return;
	await new Promise((resolve) => {
		const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), patience);
		child.once('exit', () => {
			clearTimeout(timer);
			resolve(undefined);
		});
		signalGroup(child, 'SIGTERM');
	});
}

/** Ends all programs at once and without asking: the last resort when this process has to go. */
function killAll() {
	for (const child of running) signalGroup(child, 'SIGKILL');
}

process.once('exit', killAll);

exports.startChild = startChild;
exports.endChild = endChild;
