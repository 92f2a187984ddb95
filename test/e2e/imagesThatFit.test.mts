import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { keepCredential } from '../../scripts/start/credential.mts';
import { until } from '../support/crowd.mts';
import { example } from '../support/examples.mts';
import { startRealN8n, type RealN8n } from '../support/realN8n.mts';

/** Images that no video has the shape of: an upright WebP, and a JPEG that a phone has stored turned. */
async function pictures(): Promise<Record<string, Buffer>> {
	const plain = (width: number, height: number, background: string) =>
		sharp({ create: { width, height, channels: 3, background } });
	return {
		'/frames/dawn.png': await plain(900, 1600, '#e84').webp().toBuffer(),
		'/frames/night.png': await plain(1500, 2000, '#246')
			.jpeg()
			.withMetadata({ orientation: 6 })
			.toBuffer(),
	};
}

const hasGraphicsMagick = spawnSync('gm', ['version']).status === 0;

describe(
	'the example “Images that fit”',
	{
		skip: hasGraphicsMagick
			? false
			: 'GraphicsMagick (gm), which Edit Image runs, is not installed',
	},
	() => {
		let n8n: RealN8n;
		before(async () => (n8n = await startRealN8n()));
		after(async () => await n8n?.close());

		it('makes frames of the shape of the video out of a WebP and a turned JPEG', async (context) => {
			const files = await pictures();
			const host = createServer((request, response) => response.end(files[request.url ?? '']));
			await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
			context.after(() => host.close());
			const { port } = host.address() as AddressInfo;

			const { key, url } = n8n.sandbox;
			const service = { name: 'Highway API', apiKey: key, baseUrl: url };
			const credential = await keepCredential(n8n.client, service);
			const sandbox = { url: `http://127.0.0.1:${port}` };
			const draft = example('images-that-fit', { sandbox, credential });
			const workflow = await n8n.client.createWorkflow(draft);
			const id = await n8n.client.run(workflow, 'Start Here');
			const now = async () => await n8n.client.execution(id);
			const hasEnded = async () => ['success', 'error'].includes((await now()).status);
			await until('the execution has ended', hasEnded, 120_000);
			const { status, result } = await now();

			assert.equal(status, 'success', result?.error?.message);
			assert.deepEqual(
				n8n.sandbox.tasks.map(({ inputs }) => inputs),
				[['JPEG 1280 × 720', 'JPEG 1280 × 720']],
			);
		});
	},
);
