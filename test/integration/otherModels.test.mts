import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { execute, type WorkflowJson } from './support/execute.mts';
import { useSandbox } from './support/useSandbox.mts';
import { contentOf } from './support/waiting.mts';

const sandbox = useSandbox();

/** What docs/nodes.md says of other models: n8n's HTTP Request node, and Wait for Task after it. */
function otherModel(): WorkflowJson {
	const node = (name: string, type: string, typeVersion: number, parameters: INodeParameters) => ({
		...{ id: name, name, type, typeVersion, parameters, position: [0, 0] as [number, number] },
		credentials: { highwayApi: { id: 'any', name: 'any' } },
	});
	const to = (name: string) => ({ main: [[{ node: name, type: 'main' as const, index: 0 }]] });
	return {
		nodes: [
			node('Start', 'test.start', 1, {}),
			node('Order', 'n8n-nodes-base.httpRequest', 4.2, {
				method: 'POST',
				url: `${sandbox.current.url}/v3/async/sandbox-image`,
				authentication: 'predefinedCredentialType',
				nodeCredentialType: 'highwayApi',
				sendBody: true,
				specifyBody: 'json',
				jsonBody: '={{ JSON.stringify({ prompt: $json.prompt }) }}',
			}),
			node('Wait', 'n8n-nodes-highwayapi.waitForTask', 1, {}),
		],
		connections: { Start: to('Order'), Order: to('Wait') },
	};
}

const run = async (json: IDataObject) =>
	await execute({
		workflow: otherModel(),
		items: [{ json }],
		credential: sandbox.current.credential,
	});

describe('a model that has no node of its own', () => {
	it('is reached with the credential, and waited for', async () => {
		const { error, output } = await run({ prompt: 'A lighthouse' });
		expect(error).toBeUndefined();
		const [item] = output('Wait');
		expect(item?.json).toMatchObject({ status: 'TASK_STATUS_SUCCEED', image_type: 'png' });
		expect(await contentOf(item?.binary?.data)).toBe(`video 0 of ${String(item?.json.task_id)}`);
		const [order] = sandbox.current.requests;
		expect(order?.body).toEqual({ prompt: 'A lighthouse' });
		expect(order?.headers.authorization).toBe(`Bearer ${sandbox.current.key}`);
	});

	it('refuses what it would refuse', async () => {
		const { error } = await run({ prompt: ' ' });
		expect(error).toBeDefined();
		expect(sandbox.current.tasks).toEqual([]);
	});
});
