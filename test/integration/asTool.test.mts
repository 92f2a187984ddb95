import type { INode } from 'n8n-workflow';
import { execute, withNode, type Execution, type WorkflowJson } from './support/execute.mts';
import { CHANGE_TYPE } from './support/nodeTypes.mts';
import { useSandbox } from './support/useSandbox.mts';
import { workflow } from './support/workflows.mts';

const sandbox = useSandbox();

const PROMPT = 'The sun goes down';

/**
 * A workflow that runs the submitting node twice, as a model repeats a tool call.
 *
 * @param between a node that the item of the second call goes through; by default it stays as it is
 */
function twoCalls(
	type: string,
	settings: Partial<INode>,
	between: Partial<INode> = {},
): WorkflowJson {
	const { url } = sandbox.current;
	const frames = {
		firstFrameUrl: `${url}/frames/dawn.png`,
		lastFrameUrl: `${url}/frames/night.png`,
	};
	const { nodes, connections } = withNode(workflow('submit'), 'Veo', frames, { ...settings, type });
	const next = nodes.find(({ name }) => name === 'Next') as INode;
	const to = (node: string) => ({ node, type: 'main', index: 0 }) as const;
	return {
		nodes: [...nodes, { ...next, ...between, id: '9', name: 'Once More', position: [220, 200] }],
		connections: {
			...connections,
			Start: { main: [[to('Veo'), to('Once More')]] },
			'Once More': { main: [[to('Veo')]] },
		},
	};
}

async function callTwice(type: string): Promise<Execution> {
	const { credential } = sandbox.current;
	sandbox.current.misbehave({ on: 'submit', times: 1, do: { kind: 'resetAfter' } });
	return await execute({
		workflow: twoCalls(type, { onError: 'continueRegularOutput' }),
		credential,
	});
}

describe('a call that a model repeats', () => {
	it('is not submitted again where the first may have been accepted', async () => {
		const { output } = await callTwice('n8n-nodes-highwayapi.veoLiteFirstLastFrameTool');
		expect(sandbox.current.submitted()).toHaveLength(1);
		for (const run of [0, 1]) {
			expect(output('Veo', 0, run)[0]?.json.message).toContain('may have accepted this request');
		}
	});

	it('is submitted where it asks for another video than the one that may have been accepted', async () => {
		sandbox.current.misbehave({ on: 'submit', times: 1, do: { kind: 'resetAfter' } });
		const calls = twoCalls(
			'n8n-nodes-highwayapi.veoLiteFirstLastFrameTool',
			{ onError: 'continueRegularOutput' },
			{ type: CHANGE_TYPE },
		);
		const { output } = await execute({
			workflow: withNode(calls, 'Veo', { prompt: '={{ $json.changed ? "other" : "one" }}' }),
			credential: sandbox.current.credential,
		});
		expect(sandbox.current.submitted()).toHaveLength(2);
		expect(output('Veo', 0, 1)[0]?.json).toEqual({ task_id: sandbox.current.tasks[1]?.id });
	});

	it('is another video where the first was accepted for sure', async () => {
		await execute({
			workflow: twoCalls('n8n-nodes-highwayapi.veoLiteFirstLastFrameTool', {}),
			credential: sandbox.current.credential,
		});
		expect(sandbox.current.submitted().map(({ prompt }) => prompt)).toEqual([PROMPT, PROMPT]);
	});

	it('is not submitted again in a loop that a person drew either', async () => {
		await callTwice('n8n-nodes-highwayapi.veoLiteFirstLastFrame');
		expect(sandbox.current.submitted()).toHaveLength(1);
	});
});

describe('what a model is told', () => {
	const submitOnce = async (type: string) =>
		await execute({
			workflow: withNode(workflow('submit'), 'Veo', { prompt: ' ' }, { type }),
			credential: sandbox.current.credential,
		});

	it('holds the advice too, of which n8n hands on nothing else', async () => {
		const { error } = await submitOnce('n8n-nodes-highwayapi.veoLiteFirstLastFrameTool');
		expect(error?.message).toBe(
			`'Prompt' is empty [item 0]. Describe what happens between the two frames. Nothing was submitted in this run.`,
		);
	});

	it('is for a model alone', async () => {
		const { error } = await submitOnce('n8n-nodes-highwayapi.veoLiteFirstLastFrame');
		expect(error?.message).toBe("'Prompt' is empty [item 0]");
	});

	it('says why a task brought nothing', async () => {
		const type = 'n8n-nodes-highwayapi.waitForTaskTool';
		sandbox.current.misbehave({ on: 'poll', do: { kind: 'error', reason: 'FAILED_TO_AUTH' } });
		const { error } = await execute({
			workflow: withNode(workflow('wait'), 'Wait', {}, { type }),
			items: [{ json: { task_id: 'any' } }],
			credential: sandbox.current.credential,
		});
		expect(error?.message).toMatch(
			/does not recognize the API key \[item 0\]\..* Open the Highway API credential/,
		);
	});
});
