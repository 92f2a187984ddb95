import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. Links are resolved, because n8n opens no file whose path leads through one. */
export const root = realpathSync(fileURLToPath(new URL('../..', import.meta.url)));

/** What `npm start` makes and keeps: n8n's data, the login, logs, videos. */
export const local = join(root, '.local');

export const logs = join(local, 'logs');

/** The package.json and lockfile of the n8n that `npm start` runs. */
export const n8nDefinition = join(root, 'scripts', 'n8n');

/** The same for the oldest n8n that this package works in. */
export const oldestN8nDefinition = join(root, 'scripts', 'n8n-oldest');

export const packageName = 'n8n-nodes-highwayapi';
