import { execute, withNode } from './support/execute.mts';
import { useSandbox } from './support/useSandbox.mts';
import { workflow } from './support/workflows.mts';

const sandbox = useSandbox();

describe('what a model is told', () => {
	const submitOnce = async (type: string) =>
		await execute({
			workflow: withNode(workflow('submit'), 'Veo', { prompt: ' ' }, { type }),
			credential: sandbox.current.credential,
		});

	it('holds the advice too, of which n8n hands on nothing else', async () => {
		const { error } = await submitOnce('n8n-nodes-highwayapi.veoLiteFirstLastFrameTool');
		expect(error?.message).toBe(
			"'Prompt' is empty [item 0]. Fill it in. If an expression does, check the names in it. Nothing was submitted; to correct: item 0.",
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
			/did not accept the API key \[item 0\]\..* Enter it again in the Highway API credential/,
		);
	});
});
