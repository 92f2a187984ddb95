import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { execute, type WorkflowJson } from './support/execute.mts';
import { useSandbox } from './support/useSandbox.mts';
import { contentOf } from './support/waiting.mts';

const sandbox = useSandbox();

/** The two nodes of examples/text-to-video that do the work, between the ends of a test. */
function textToVideo(): WorkflowJson {
	const file = join(import.meta.dirname, '../../examples/text-to-video/workflow.json');
	const text = readFileSync(file, 'utf8').replaceAll(
		'https://api.highwayapi.ai',
		sandbox.current.url,
	);
	const { nodes, connections } = JSON.parse(text) as WorkflowJson;
	const types: Record<string, string> = {
		'Start Here': 'test.start',
		'Your Next Step': 'test.pass',
	};
	return {
		nodes: nodes
			.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote' && type !== 'n8n-nodes-base.set')
			.map((node) => ({ ...node, type: types[node.name] ?? node.type })),
		connections: {
			...connections,
			'Start Here': { main: [[{ node: 'Generate Video', type: 'main', index: 0 }]] },
		},
	};
}

const run = async (json: IDataObject) =>
	await execute({
		workflow: textToVideo(),
		items: [{ json }],
		credential: sandbox.current.credential,
	});

describe('a model that has no node of its own', () => {
	it('is reached with the credential, and waited for', async () => {
		const { error, output } = await run({ prompt: 'A lighthouse', duration: 4 });
		expect(error).toBeUndefined();
		const [item] = output('Your Next Step');
		expect(item?.json).toMatchObject({ status: 'TASK_STATUS_SUCCEED', video_type: 'mp4' });
		expect(await contentOf(item?.binary?.data)).toBe(`video 0 of ${String(item?.json.task_id)}`);
		expect(sandbox.current.submitted()).toEqual([
			{ prompt: 'A lighthouse', duration: 4, resolution: '720p', aspect_ratio: '16:9' },
		]);
		const [submission] = sandbox.current.requests;
		expect(submission?.path).toBe('/v3/async/veo-3.1-lite-t2v');
		expect(submission?.headers.authorization).toBe(`Bearer ${sandbox.current.key}`);
	});

	it('refuses what it would refuse', async () => {
		const { error } = await run({ prompt: 'x'.repeat(2049), duration: 4 });
		expect(error).toBeDefined();
		expect(sandbox.current.tasks).toEqual([]);
	});
});
