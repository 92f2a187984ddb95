import { CANARY, expectNoSecrets, useLog } from './support/evidence.mts';
import {
	closesServers,
	httpServer,
	protection,
	proxy,
	selfSignedServer,
} from './support/servers.mts';
import { submit } from './support/submitting.mts';
import { useSandbox } from './support/useSandbox.mts';
import { wait } from './support/waiting.mts';

const sandbox = useSandbox({ key: CANARY });
useLog();
closesServers();

const PROXIES = ['HTTPS_PROXY', 'HTTP_PROXY'];
afterEach(() => {
	for (const name of PROXIES) delete process.env[name];
	protection().enabled = false;
});

const at = (baseUrl: string, apiKey = CANARY) => ({ credential: { apiKey, baseUrl } });
const check = async (of: ReturnType<typeof at>) =>
	await wait(['some-task'], { parameters: { operation: 'check' }, ...of });

let requests = 0;
const count = () => void requests++;

const insecure = (code: string) =>
	`n8n could not make a secure connection to the Highway API (${code}), so nothing was sent`;
const NOBODY = "No server was reached at 'Base URL' of the Highway API credential";

/** A base URL behind a proxy that answers so, or is not there. */
const behind = (url: string): string => {
	for (const name of PROXIES) process.env[name] = url;
	return 'https://api.highwayapi.test';
};

/** What keeps every byte from the service, what is said of it, and what has to be set up for it. */
const causes: Array<[what: string, said: string, setUp: () => Promise<string>]> = [
	[
		'a certificate that nobody has signed',
		insecure('DEPTH_ZERO_SELF_SIGNED_CERT'),
		async () => await selfSignedServer(count),
	],
	[
		'https where http answers',
		insecure('EPROTO'),
		async () => (await httpServer(count)).replace('http:', 'https:'),
	],
	['a dead proxy', NOBODY, async () => behind('http://127.0.0.1:9')],
	['a proxy whose name is not known', NOBODY, async () => behind('http://proxy.invalid:3128')],
	['a proxy that closes the connection', NOBODY, async () => behind(await proxy(''))],
	[
		'a proxy that wants a login',
		'The Highway API or a gateway answered with HTTP 407',
		async () => behind(await proxy('HTTP/1.1 407 Login\r\nContent-Length: 4\r\n\r\nauth')),
	],
	[
		'n8n’s protection against requests to internal addresses',
		"n8n refused to send anything to 'Base URL' of the Highway API credential",
		async () => {
			protection().enabled = true;
			return await httpServer(count);
		},
	],
];

it.each(causes)('%s ends all within seconds, and leaves no doubt', async (_what, said, setUp) => {
	requests = 0;
	const of = at(await setUp());
	for (const execution of [await submit({}, of), await check(of)]) {
		expect(execution.error?.message).toBe(`${said} [item 0]`);
		expect(execution.error?.description).not.toContain('may have accepted');
		expectNoSecrets(execution);
	}
	expect(requests).toBe(0);
});

describe('an API key', () => {
	it.each(['\n', '\r\n', ' ', '\t', '\ufeff'])('may have %j around it', async (around) => {
		const of = at(sandbox.url, `${around}${CANARY}${around}`);
		expect((await submit({}, of)).error).toBeUndefined();
		expect(sandbox.requests.at(-1)?.headers.authorization).toBe(`Bearer ${CANARY}`);
	});

	it.each(['\n', '\r', '\u200b', '\u0000', '日'])(
		'that holds %j is told of at once, and not shown',
		async (inside) => {
			const of = at(sandbox.url, `${CANARY}${inside}${CANARY}`);
			for (const execution of [await submit({}, of), await check(of)]) {
				expect(execution.error?.message).toBe(
					"'API Key' of the Highway API credential is empty, or contains a character that can't be sent",
				);
				expectNoSecrets(execution);
			}
			expect(sandbox.requests).toEqual([]);
		},
	);

	it('that an answer repeats does not get into a message', async () => {
		const body = { said: `Bearer ${CANARY}` };
		sandbox.misbehave({ on: 'submit', do: { kind: 'answer', status: 200, body } });
		const execution = await submit();
		expect(execution.error?.description).toContain('it answered “{"said":"Bearer [API key]"}”');
		expectNoSecrets(execution);
	});
});
