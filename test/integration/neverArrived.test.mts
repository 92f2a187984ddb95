import { Container } from '@n8n/di';
import { createRequire } from 'node:module';
import { execute, withNode, type Execution } from './support/execute.mts';
import { CANARY, expectNoSecrets, useLog } from './support/evidence.mts';
import {
	closesServers,
	httpServer,
	proxy,
	selfSignedServer,
	tcpServer,
} from './support/servers.mts';
import { useSandbox } from './support/useSandbox.mts';
import { workflow } from './support/workflows.mts';

const sandbox = useSandbox({ key: CANARY });
useLog();
closesServers();

const PROXIES = ['HTTPS_PROXY', 'HTTP_PROXY'];
afterEach(() => {
	for (const name of PROXIES) delete process.env[name];
	protection().enabled = false;
});

function useProxy(url: string): void {
	for (const name of PROXIES) process.env[name] = url;
}

/** n8n's own setting, of the copy that its engine uses. */
function protection(): { enabled: boolean } {
	const { SsrfProtectionConfig } = createRequire(require.resolve('n8n-core'))('@n8n/config') as {
		SsrfProtectionConfig: new () => { enabled: boolean };
	};
	return Container.get(SsrfProtectionConfig);
}

const credentialOf = (baseUrl: string, apiKey = CANARY) => ({ apiKey, baseUrl });

async function submit(credential: { apiKey: string; baseUrl: string }): Promise<Execution> {
	const { url } = sandbox.current;
	// A frame on this machine is refused beside a public base URL; there nobody fetches any.
	const frame = `${credential.baseUrl === url ? url : 'https://frames.example'}/frames/dawn.png`;
	return await execute({
		workflow: withNode(workflow('submit'), 'Veo', { firstFrameUrl: frame, lastFrameUrl: frame }),
		credential,
	});
}

async function poll(credential: { apiKey: string; baseUrl: string }): Promise<Execution> {
	return await execute({
		workflow: workflow('wait'),
		items: [{ json: { task_id: 'some-task' } }],
		credential,
	});
}

let requests = 0;
const count = () => void requests++;

/** What keeps every byte from the service, what is said of it, and what has to be set up for it. */
const causes: Array<[what: string, said: string, setUp: () => Promise<string>]> = [
	[
		'a certificate that nobody has signed',
		'n8n could not make a secure connection to the Highway API (DEPTH_ZERO_SELF_SIGNED_CERT), so nothing was sent',
		async () => await selfSignedServer(count),
	],
	[
		'https where http answers',
		'n8n could not make a secure connection to the Highway API (EPROTO), so nothing was sent',
		async () => (await httpServer(count)).replace('http:', 'https:'),
	],
	[
		'a server that does not speak TLS',
		'n8n could not make a secure connection to the Highway API (EPROTO), so nothing was sent',
		async () => (await tcpServer((socket) => socket.end('SSH-2.0\r\n'))).replace('http:', 'https:'),
	],
	[
		'a dead proxy',
		"The proxy that n8n is set to use can't be reached or wants a login, so nothing was sent",
		async () => {
			useProxy('http://127.0.0.1:9');
			return 'https://api.highwayapi.test';
		},
	],
	[
		'a proxy whose name is not known',
		"The proxy that n8n is set to use can't be reached or wants a login, so nothing was sent",
		async () => {
			useProxy('http://proxy.invalid:3128');
			return 'https://api.highwayapi.test';
		},
	],
	[
		'a proxy that closes the connection',
		"The proxy that n8n is set to use can't be reached or wants a login, so nothing was sent",
		async () => {
			useProxy(await proxy(''));
			return 'https://api.highwayapi.test';
		},
	],
	[
		'a proxy that wants a login',
		"The proxy that n8n is set to use can't be reached or wants a login, so nothing was sent",
		async () => {
			useProxy(await proxy('HTTP/1.1 407 Login\r\nContent-Length: 4\r\n\r\nauth'));
			return 'https://api.highwayapi.test';
		},
	],
	[
		'n8n’s protection against requests to internal addresses',
		"n8n's protection against requests to internal addresses (SSRF) blocked 'Base URL'",
		async () => {
			protection().enabled = true;
			return await httpServer(count);
		},
	],
];

describe.each(causes)('%s', (_what, said, setUp) => {
	it('ends submitting at once, and leaves no doubt that nothing was sent', async () => {
		requests = 0;
		const execution = await submit(credentialOf(await setUp()));
		expect(execution.error?.message).toBe(`${said} [item 0]`);
		expect(execution.error?.description).not.toContain('may have accepted');
		expect(requests).toBe(0);
		expectNoSecrets(execution, sandbox.current);
	});

	it('ends the wait for a task at once', async () => {
		const execution = await poll(credentialOf(await setUp()));
		expect(execution.error?.message).toBe(`${said} [item 0]`);
		expectNoSecrets(execution, sandbox.current);
	});
});

describe('an API key', () => {
	it.each(['\n', '\r\n', ' ', '\t', '\ufeff'])('may have %j around it', async (around) => {
		const credential = credentialOf(sandbox.current.url, `${around}${CANARY}${around}`);
		expect((await submit(credential)).error).toBeUndefined();
		expect(sandbox.current.requests.at(-1)?.headers.authorization).toBe(`Bearer ${CANARY}`);
	});

	it.each(['\n', '\r', '\u200b', '\u0000', '日'])(
		'that holds %j is told of at once, and not shown',
		async (inside) => {
			const credential = credentialOf(sandbox.current.url, `${CANARY}${inside}${CANARY}`);
			for (const execution of [await submit(credential), await poll(credential)]) {
				expect(execution.error?.message).toBe(
					"'API Key' of the Highway API credential is empty, or contains a character that can't be sent",
				);
				expectNoSecrets(execution, sandbox.current);
			}
			expect(sandbox.current.requests).toEqual([]);
		},
	);

	it('that an answer repeats does not get into a message', async () => {
		sandbox.current.misbehave({
			on: 'submit',
			do: { kind: 'answer', status: 200, body: { said: `Bearer ${CANARY}` } },
		});
		const execution = await submit(sandbox.current.credential);
		expect(execution.error?.description).toContain('it answered “{"said":"Bearer [API key]"}”');
		expectNoSecrets(execution, sandbox.current);
	});
});
