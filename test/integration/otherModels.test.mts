import type { IDataObject } from 'n8n-workflow';
import { execute } from './support/execute.mts';
import { HTTP_TYPE } from './support/nodeTypes.mts';
import { useSandbox } from './support/useSandbox.mts';
import { contentOf } from './support/waiting.mts';
import { addNode, lead, workflow } from './support/workflows.mts';

const sandbox = useSandbox();

/** What docs/nodes.md says of other models: n8n's HTTP Request node, and Wait for Task after it. */
async function run(json: IDataObject) {
	const otherModel = workflow('wait');
	addNode(otherModel, 'Order', HTTP_TYPE, {
		typeVersion: 4.2,
		parameters: {
			method: 'POST',
			url: `${sandbox.url}/v3/async/sandbox-image`,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'highwayApi',
			sendBody: true,
			specifyBody: 'json',
			jsonBody: '={{ JSON.stringify({ prompt: $json.prompt }) }}',
		},
	});
	lead(otherModel, 'Start', ['Order']);
	lead(otherModel, 'Order', ['Wait']);
	return await execute({ workflow: otherModel, items: [{ json }] });
}

describe('a model that has no node of its own', () => {
	it('is reached with the credential, and waited for', async () => {
		const { error, output } = await run({ prompt: 'A lighthouse' });
		expect(error).toBeUndefined();
		const [item] = output('Wait');
		expect(item?.json).toMatchObject({ status: 'TASK_STATUS_SUCCEED', image_type: 'png' });
		expect(await contentOf(item?.binary?.data)).toBe(`video 0 of ${String(item?.json.task_id)}`);
		const [order] = sandbox.requests;
		expect(order?.body).toEqual({ prompt: 'A lighthouse' });
		expect(order?.headers.authorization).toBe(`Bearer ${sandbox.key}`);
	});

	it('refuses what it would refuse', async () => {
		const { error } = await run({ prompt: ' ' });
		expect(error).toBeDefined();
		expect(sandbox.tasks).toEqual([]);
	});
});
