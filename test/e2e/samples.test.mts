import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { keepCredential } from '../../scripts/start/credential.mts';
import { exampleNodes, prepareExample, runExample } from '../../scripts/start/example.mts';
import { root } from '../../scripts/start/project.mts';
import { checkVideo } from '../../scripts/start/video-check.mts';
import { WorkflowDraft } from '../../scripts/start/workflow.mts';
import { startRealN8n, type RealN8n } from '../support/realN8n.mts';

describe('the example workflow in a real n8n', () => {
	let n8n: RealN8n;
	before(async () => {
		n8n = await startRealN8n();
	});
	after(async () => await n8n.close());

	it('makes four samples, each of the length, shape, size and sound that was asked for', async () => {
		const { client, sandbox, frames, videos, logs } = n8n;
		const { signal } = new AbortController();
		const credential = await keepCredential(client, {
			name: 'Sandbox',
			apiKey: sandbox.key,
			baseUrl: sandbox.url,
		});
		const file = join(root, 'examples', 'files-on-disk', 'workflow.json');
		const example = prepareExample(WorkflowDraft.parse(JSON.parse(readFileSync(file, 'utf8'))), {
			frames,
			videos,
			credential,
		});
		const generate = example.nodes.find(({ name }) => name === exampleNodes.generate);
		Object.assign(generate?.parameters ?? {}, {
			duration: 4,
			aspectRatio: '9:16',
			resolution: '1080p',
			generateAudio: true,
			options: { sampleCount: 4 },
		});
		const workflow = await client.createWorkflow(example);
		await runExample(client, workflow, { log: join(logs, 'n8n.log'), signal });

		const files = readdirSync(videos).map((name) => join(videos, name));
		assert.equal(files.length, 4);
		for (const video of files) {
			const { width, height } = await checkVideo(video, 4, signal);
			assert.deepEqual([width, height], [1080, 1920]);
			assert.deepEqual(await codecs(video), ['avc', 'aac']);
		}
		const digests = files.map((video) =>
			createHash('sha256').update(readFileSync(video)).digest('hex'),
		);
		assert.equal(new Set(digests).size, 4);
	});
});

async function codecs(file: string): Promise<unknown[]> {
	const input = new Input({ source: new FilePathSource(file), formats: ALL_FORMATS });
	const tracks = await input.getTracks();
	input.dispose();
	return tracks.map(({ codec }) => codec);
}
