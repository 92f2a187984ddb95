import { execute } from './support/execute.mts';
import { HTTP_TYPE } from './support/nodeTypes.mts';
import { useSandbox } from './support/useSandbox.mts';
import { contentOf } from './support/waiting.mts';
import { addNode, lead, workflow } from './support/workflows.mts';

const sandbox = useSandbox();

/** What docs/nodes.md says of other models: n8n's HTTP Request node, and Wait for Task after it. */
it('a model that has no node of its own is reached with the credential, and waited for', async () => {
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
	const items = [{ json: { prompt: 'A lighthouse' } }];
	const { error, output } = await execute({ workflow: otherModel, items });
	expect(error).toBeUndefined();
	const [item] = output('Wait');
	expect(item?.json).toMatchObject({ status: 'TASK_STATUS_SUCCEED', image_type: 'png' });
	expect(await contentOf(item?.binary?.data)).toBe(`video 0 of ${String(item?.json.task_id)}`);
	const [order] = sandbox.requests;
	expect(order?.body).toEqual({ prompt: 'A lighthouse' });
	expect(order?.headers.authorization).toBe(`Bearer ${sandbox.key}`);
});
