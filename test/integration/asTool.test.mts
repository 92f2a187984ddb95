import { submit, TOOL } from './support/submitting.mts';
import { useSandbox } from './support/useSandbox.mts';
import { wait } from './support/waiting.mts';

const sandbox = useSandbox();

describe('what a model is told', () => {
	it('holds the advice too, of which n8n hands on nothing else', async () => {
		const { error } = await submit({ prompt: ' ' }, { settings: { type: TOOL } });
		expect(error?.message).toBe(
			"'Prompt' is empty [item 0]. Fill it in. If an expression does, check the names in it. Nothing was submitted; to correct: item 0.",
		);
	});

	it('says why a task brought nothing', async () => {
		sandbox.misbehave({ on: 'poll', do: { kind: 'error', reason: 'FAILED_TO_AUTH' } });
		const settings = { type: 'n8n-nodes-highwayapi.waitForTaskTool' };
		const { error } = await wait(['any'], { settings });
		expect(error?.message).toMatch(
			/did not accept the API key \[item 0\]\..* Enter it again in the Highway API credential/,
		);
	});
});
