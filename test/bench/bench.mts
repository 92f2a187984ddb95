import { appendFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.mts';
import { prepareN8n, type PreparedN8n, type RunningN8n } from '../support/realN8n.mts';
import { startPeers, type Peers } from './peers.mts';
import type { Credentials } from './workflows.mts';

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A freshly started n8n with all that a measurement in it needs. */
export interface FreshN8n {
	n8n: RunningN8n;
	sandbox: Sandbox;
	/** URL of a frame. */
	frame: string;
	credentials: Credentials;
}

/** What the measurements share: an installed n8n, and stand-ins for the services of all nodes in it. */
export class Bench {
	private constructor(
		private readonly prepared: PreparedN8n,
		readonly peers: Peers,
	) {}

	static async open(): Promise<Bench> {
		const prepared = await prepareN8n();
		return new Bench(prepared, await startPeers(fileIn(prepared.videos, 'video.mp4', 100)));
	}

	/** A file that n8n may read; it begins and ends like a PNG, and the rest of it takes no place on the disk. */
	file(name: string, megabytes: number): string {
		return fileIn(this.prepared.videos, name, megabytes);
	}

	/** Runs something in a freshly started n8n, beside a sandbox whose videos have 100 MB. */
	async inFreshN8n<T>(
		options: SandboxOptions,
		run: (fresh: FreshN8n) => Promise<T>,
		env?: NodeJS.ProcessEnv,
	): Promise<T> {
		const { peers } = this;
		const render = async () => peers.video;
		const sandbox = await startSandbox({ render, longRunning: true, ...options });
		const n8n = await this.prepared.start(env);
		const credential = async (type: string, data: object) =>
			await n8n.client.createCredential({ name: `${type} ${Date.now()}`, type, data });
		const { key: apiKey, url: baseUrl } = sandbox;
		const minimax = { apiKey, region: 'international', url: peers.minimaxUrl };
		try {
			const credentials = {
				highwayApi: await credential('highwayApi', {
					apiKey,
					baseUrl,
					submissionsPerMinute: 10_000,
				}),
				minimaxApi: await credential('minimaxApi', minimax),
				googlePalmApi: await credential('googlePalmApi', { apiKey, host: peers.geminiUrl }),
			};
			return await run({ n8n, sandbox, frame: `${baseUrl}/frames/dawn.png`, credentials });
		} finally {
			await n8n.close();
			await sandbox.close();
		}
	}

	async close(): Promise<void> {
		await this.peers.close();
		await this.prepared.remove();
	}
}

/** The last chunk of a PNG: without it the file counts as cut. */
const PNG_END = Buffer.from('0000000049454e44ae426082', 'hex');

function fileIn(folder: string, name: string, megabytes: number): string {
	const file = join(folder, name);
	writeFileSync(file, PNG_SIGNATURE);
	truncateSync(file, megabytes * 1024 * 1024 - PNG_END.length);
	appendFileSync(file, PNG_END);
	return file;
}
