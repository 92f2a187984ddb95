// n8n-core reads its settings from the environment when it is first loaded, so they are set before: a
// user folder for this process, and the binary data mode that n8n 2 has by default.
const { mkdtempSync } = require('node:fs');
const { join } = require('node:path');

process.env.N8N_USER_FOLDER = mkdtempSync(join(process.env.TEST_FOLDER, 'n8n-'));
process.env.N8N_ENCRYPTION_KEY = 'an encryption key for tests';
process.env.N8N_DEFAULT_BINARY_DATA_MODE ??= 'filesystem';
process.env.N8N_LOG_LEVEL = 'silent';
