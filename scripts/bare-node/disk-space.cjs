const { existsSync } = require('node:fs');
const { statfs } = require('node:fs/promises');
const { dirname } = require('node:path');
const { Failure } = require('./failure.cjs');

/**
 * Makes sure of enough space before a large install: npm itself goes on for minutes on a full disk,
 * fetching the same packages again and again.
 *
 * @param {string} folder where it is to go; need not exist yet
 * @param {number} megabytes
 * @param {string} what needs them, as in “A real n8n”
 * @param {string} advice
 * @returns {Promise<void>}
 */
async function ensureSpace(folder, megabytes, what, advice) {
	let present = folder;
	while (!existsSync(present) && dirname(present) !== present) present = dirname(present);
	const { bavail, bsize } = await statfs(present);
	const free = Math.floor((bavail * bsize) / 1024 / 1024);
	if (free >= megabytes) return;
	throw new Failure(
		`${what} needs about ${megabytes} MB, and the disk of ${folder} has ${free} MB free.`,
		advice,
	);
}

exports.ensureSpace = ensureSpace;
