import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { z } from 'zod';
import { createProgress } from '../../scripts/start/progress.mts';
import { runExample } from '../../scripts/start/example-run.mts';
import { askedDuration, prepareExample } from '../../scripts/start/example.mts';
import type { Credential } from '../../scripts/start/n8n-client.mts';
import {
	n8nDefinition,
	oldestN8nDefinition,
	packageName,
	root,
} from '../../scripts/start/project.mts';
import { checkVideo } from '../../scripts/start/video-check.mts';
import { WorkflowDraft } from '../../scripts/start/workflow.mts';
import { call, makeVideo, publish, startReceiver, until } from '../support/crowd.mts';
import { startRealN8n, type RealN8n } from '../support/realN8n.mts';

const definitions = { oldest: oldestN8nDefinition, newest: n8nDefinition };

for (const [which, definition] of Object.entries(definitions)) {
	const wanted = versionIn(definition);

	describe(`the packed package in the ${which} n8n, ${wanted}`, () => {
		let n8n: RealN8n;
		let credential: Credential;
		before(async () => {
			n8n = await startRealN8n({ definition });
			credential = await n8n.client.createCredential({
				name: 'Sandbox',
				type: 'highwayApi',
				data: access(n8n),
			});
		});
		after(async () => await n8n.close());

		it('runs in that n8n and no other', async (context) => {
			const version = await n8n.client.version();
			context.diagnostic(`this n8n says that it is ${version}`);
			assert.equal(version, wanted);
		});

		it('brings both of its nodes', async () => {
			const loaded = await n8n.client.nodeTypes();
			assert.ok(loaded.includes(`${packageName}.veoLiteFirstLastFrame`));
			assert.ok(loaded.includes(`${packageName}.waitForTask`));
		});

		it('has its credential tested green', async () => {
			const { id, name, type } = credential;
			const tested = await n8n.client.testCredential({ id, name, type, data: access(n8n) });
			assert.equal(tested.status, 'OK', tested.message);
		});

		it('makes the video of the example “Files on disk”', async () => {
			const { client, frames, videos, logs } = n8n;
			const { signal } = new AbortController();
			const file = join(root, 'examples', 'files-on-disk', 'workflow.json');
			const shipped = WorkflowDraft.parse(JSON.parse(readFileSync(file, 'utf8')));
			const example = prepareExample(shipped, { frames, videos, credential });
			const workflow = await client.createWorkflow(example);
			const step = createProgress(process.stdout).step('Running the example');
			const video = await runExample(client, workflow, {
				step,
				log: join(logs, 'n8n.log'),
				signal,
			});
			const log = join(logs, 'video.log');
			await checkVideo(video, { seconds: askedDuration(example), log, signal });
			step.done();
		});

		it('parks an execution and delivers its video once, when that is there', async (context) => {
			const { client, sandbox } = n8n;
			const receiver = await startReceiver();
			context.after(async () => await receiver.close());
			const frame = `${sandbox.url}/frames/dawn.png`;
			const workflow = await publish(
				client,
				makeVideo({ mode: 'suspend', frame, credential, receiver, path: 'make' }),
			);
			const before = sandbox.tasks.length;
			const called = Date.now();
			await call(n8n.url, 'make', { prompt: '[sandbox: slow 20]' });

			const status = async () => {
				const [id] = await client.executions(workflow.id);
				return id === undefined ? 'absent' : (await client.execution(id)).status;
			};
			await until('it is parked', async () => (await status()) === 'waiting', 60_000);
			assert.deepEqual(receiver.deliveries, []);

			await until('it has succeeded', async () => (await status()) === 'success', 180_000);
			context.diagnostic(
				`delivered within ${Math.ceil((Date.now() - called) / 1000)} s of the call`,
			);
			const submitted = sandbox.tasks.slice(before).map(({ id }) => id);
			assert.equal(submitted.length, 1);
			assert.deepEqual(
				receiver.deliveries.map(({ taskId }) => taskId),
				submitted,
			);
			assert.ok(receiver.deliveries.every(({ bytes }) => bytes > 10_000));
		});
	});
}

/** What the credential holds. */
const access = ({ sandbox: { key, url } }: RealN8n) => ({ apiKey: key, baseUrl: url });

/** The release that a definition asks for. */
function versionIn(definition: string): string {
	const Definition = z.object({ dependencies: z.object({ n8n: z.string() }) });
	const file = join(definition, 'package.json');
	return Definition.parse(JSON.parse(readFileSync(file, 'utf8'))).dependencies.n8n;
}
