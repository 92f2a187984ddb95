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
async function testAgainst(status: number, body: string, headers = {}) {
	const keys: Array<string | undefined> = [];
	const baseUrl = await httpServer((request, response) => {
		keys.push(request.headers.authorization);
		response.writeHead(status, headers).end(body);
	});
	return { ...(await test({ apiKey: 'sk-secret-key', baseUrl })), keys };
}

const red = (message: RegExp) => ({ status: 'Error', message: expect.stringMatching(message) });

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
		const result = await testAgainst(status, body);
		expect(result.status).toBe('OK');
		expect(result.keys).toEqual(['Bearer sk-secret-key']);
	});

	it.each([401, 403])('is red with %i, and says what to do', async (status) => {
		const result = await testAgainst(status, '{}');
		expect(result).toMatchObject(red(/not accept the API key\. Enter it again/));
	});

	it.each([
		['a page', 200, '<!doctype html><title>Welcome</title>'],
		['a page that is not there', 404, 'Not Found'],
		['a gateway without its service', 502, '<html>Bad Gateway</html>'],
		['nothing at all', 204, ''],
		['text that is JSON by chance', 200, '"ok"'],
	])('is red where another site answers with %s, and names Base URL', async (_, status, body) => {
		const result = await testAgainst(status, body);
		expect(result).toMatchObject(red(/^'Base URL' does not answer as the Highway API does\. /));
	});

	it('is red at a redirect, and takes the key no further', async () => {
		const location = `${sandbox.url}/v3/async/task-result`;
		expect(await testAgainst(302, '', { location })).toMatchObject(red(/'Base URL'/));
		expect(sandbox.requests).toEqual([]);
	});

	it('is red where nothing answers, names Base URL, and shows the key to nobody', async () => {
		const hangsUp = await httpServer((_request, response) => response.destroy());
		const answers = [
			await test({ apiKey: 'sk-secret-key', baseUrl: 'http://127.0.0.1:9' }),
			await test({ apiKey: 'sk-secret-key', baseUrl: hangsUp }),
		];
		expect(answers).toMatchObject([red(/^No server was reached at 'Base URL' /), red(/ broke, /)]);
		expect(JSON.stringify(answers)).not.toContain('sk-secret-key');
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
		expect(result).toMatchObject(red(message));
		expect(sandbox.requests).toEqual([]);
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
