const { mkdtemp, rm } = require('node:fs/promises');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** One folder for everything that a test run writes, which goes with it. */
exports.make = async () => {
	process.env.TEST_FOLDER = await mkdtemp(join(tmpdir(), 'n8n-nodes-highwayapi-test-'));
};

exports.remove = async () => {
	await rm(process.env.TEST_FOLDER, { recursive: true, force: true });
};
