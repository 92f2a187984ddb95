import { mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox.mts';
import { createProgress } from '../../../scripts/bare-node/progress.cjs';
import { cacheFolder } from '../../../scripts/start/cache.mts';
import { N8nClient } from '../../../scripts/start/n8n-client.mts';
import { startN8n } from '../../../scripts/start/n8n-process.mts';
import { installPackage, packProject } from '../../../scripts/start/package-install.mts';
import { anyPort } from '../../../scripts/start/ports.mts';
import { n8nDefinition, root } from '../../../scripts/start/project.mts';
import { installRuntime } from '../../../scripts/start/runtime.mts';
import { logIn } from '../../../scripts/start/state.mts';

export interface RealN8n {
	client: N8nClient;
	sandbox: Sandbox;
	/** Folders that n8n may read and write. */
	frames: string;
	videos: string;
	logs: string;
	/** Ends everything and deletes what it wrote. */
	close(): Promise<void>;
}

/**
 * A new, empty n8n with the packed package installed as a user would, logged in, beside a sandbox
 * whose tasks take a few seconds.
 */
export async function startRealN8n(): Promise<RealN8n> {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-highwayapi-e2e-'));
	const [logs, videos, userFolder] = ['logs', 'videos', 'user'].map((name) => join(folder, name));
	mkdirSync(videos as string);
	const { signal } = new AbortController();
	const work = { logs: logs as string, signal };

	const tarball = await packProject({ folder: join(folder, 'package'), ...work });
	const runtime = await installRuntime({
		definition: n8nDefinition,
		cache: cacheFolder(process.env),
		progress: createProgress(process.stdout),
		...work,
	});
	await installPackage({ tarball, userFolder: userFolder as string, ...work });

	const sandbox = await startSandbox({ speed: 20 });
	const frames = join(root, 'examples', 'frames');
	const n8n = await startN8n({
		runtime,
		userFolder: userFolder as string,
		port: await anyPort(),
		brokerPort: await anyPort(),
		env: { N8N_RESTRICT_FILE_ACCESS_TO: [frames, videos].join(';') },
		logFile: join(logs as string, 'n8n.log'),
		signal,
	});
	const client = new N8nClient(n8n.url);
	await logIn(client, folder);
	return {
		client,
		sandbox,
		frames,
		videos: videos as string,
		logs: logs as string,
		close: async () => {
			await n8n.close();
			await sandbox.close();
			await rm(folder, { recursive: true, force: true });
		},
	};
}
