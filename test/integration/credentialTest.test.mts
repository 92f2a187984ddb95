import type { RequestListener } from 'node:http';
import { CredentialTestContext } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	INodeCredentialTestResult,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { published } from './support/published.mts';
import { closesServers, httpServer } from './support/servers.mts';
import { useSandbox } from './support/useSandbox.mts';

const sandbox = useSandbox();
closesServers();
const node = new published.WaitForTask();

/** What the button in the editor says, with n8n's own context for such tests. */
async function test(data: ICredentialDataDecryptedObject): Promise<INodeCredentialTestResult> {
	const context = new CredentialTestContext({} as IWorkflowExecuteAdditionalData);
	const credential = { id: '1', name: 'Highway', type: 'highwayApi', data };
	return await node.methods.credentialTest.highwayApiTest.call(context, credential);
}

/** Tests a base URL at which something else answers, and returns what n8n sent there. */
async function testAgainst(answer: RequestListener) {
	const authorizations: Array<string | undefined> = [];
	const baseUrl = await httpServer((request, response) => {
		authorizations.push(request.headers.authorization);
		answer(request, response);
	});
	return { ...(await test({ apiKey: 'sk-secret-key', baseUrl })), authorizations };
}

describe('the test of the credential', () => {
	it('is green with the right key, with spaces around it and slashes behind the URL', async () => {
		const { key, url } = sandbox;
		const { status } = await test({ apiKey: ` ${key}\n`, baseUrl: `${url}// ` });
		expect(status).toBe('OK');
		// A made-up task, which costs nothing.
		expect(sandbox.requests.map(({ method }) => method)).toEqual(['GET']);
	});

	it.each([
		[404, '{"reason":"TASK_NOT_FOUND"}'],
		[400, '{"code":400}'],
		[500, '{}'],
		[200, '{"task":{"status":"TASK_STATUS_UNKNOWN"}}'],
	])('takes JSON with %i as proof of the key, whatever it says', async (status, body) => {
		const result = await testAgainst((_request, response) => response.writeHead(status).end(body));
		expect(result.status).toBe('OK');
		expect(result.authorizations).toEqual(['Bearer sk-secret-key']);
	});

	it.each([401, 403])('is red with %i, and says what to do', async (status) => {
		const result = await testAgainst((_request, response) => response.writeHead(status).end('{}'));
		expect(result.status).toBe('Error');
		expect(result.message).toMatch(/not accept the API key\. Enter it again/);
	});

	it.each([
		['a page', 200, '<!doctype html><title>Welcome</title>'],
		['a page that is not there', 404, 'Not Found'],
		['a gateway without its service', 502, '<html>Bad Gateway</html>'],
		['nothing at all', 204, ''],
		['text that is JSON by chance', 200, '"ok"'],
	])('is red where another site answers with %s, and names Base URL', async (_, status, body) => {
		const result = await testAgainst((_request, response) => response.writeHead(status).end(body));
		expect(result.status).toBe('Error');
		expect(result.message).toMatch(/^'Base URL' does not answer as the Highway API does\. /);
	});

	it('is red at a redirect, and takes the key no further', async () => {
		const elsewhere = `${sandbox.url}/v3/async/task-result`;
		const { status, message } = await testAgainst((_request, response) =>
			response.writeHead(302, { location: elsewhere }).end(),
		);
		expect(status).toBe('Error');
		expect(message).toContain("'Base URL'");
		expect(sandbox.requests).toEqual([]);
	});

	it('is red where nothing answers, and names Base URL', async () => {
		const { status, message } = await test({ apiKey: 'sk-key', baseUrl: 'http://127.0.0.1:9' });
		expect(status).toBe('Error');
		expect(message).toMatch(/^No server was reached at 'Base URL' /);
	});

	it.each([
		[{ apiKey: ' ' }, /^'API Key' .* is empty/],
		[{ apiKey: undefined }, /^'API Key' .* is empty/],
		[{ apiKey: 'kéy…' }, /^'API Key' .* can't be sent/],
		[{ baseUrl: 'http://highway.example' }, /^'Base URL' .* unencrypted/],
		[{ baseUrl: 'highway' }, /^'Base URL' .* not a web URL/],
		[{ submissionsPerMinute: 0 }, /^'Max Submissions per Minute' /],
	])('sends nothing with what the nodes refuse, too: %j', async (data, message) => {
		const result = await test({ ...sandbox.credential, ...data } as never);
		expect(result).toMatchObject({ status: 'Error', message: expect.stringMatching(message) });
		expect(sandbox.requests).toEqual([]);
	});

	it('shows the key to nobody', async () => {
		const { message } = await testAgainst((_request, response) => response.destroy());
		expect(message).not.toContain('sk-secret-key');
	});

	it('is the same for all nodes, and the one that n8n finds', () => {
		// n8n takes a test of the credential's own first.
		expect(new published.HighwayApi()).not.toHaveProperty('test');
		const { HighwayApi: _credential, ...nodes } = published;
		for (const Node of Object.values(nodes)) {
			const { description, methods } = new Node();
			expect(description.credentials).toEqual([
				{ name: 'highwayApi', required: true, testedBy: 'highwayApiTest' },
			]);
			expect(methods).toEqual(node.methods);
		}
	});
});
