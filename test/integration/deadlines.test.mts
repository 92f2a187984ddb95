import type { ServerResponse } from 'node:http';
import { closesServers, httpServer, until } from './support/servers.mts';
import { submit } from './support/submitting.mts';
import { useSandbox } from './support/useSandbox.mts';
import { wait } from './support/waiting.mts';

closesServers();
useSandbox();

/** White space before an answer that never comes, as gateways send to keep a connection open. */
function drip(response: ServerResponse): void {
	response.writeHead(200, { 'Content-Type': 'application/json' });
	const timer = setInterval(() => response.write(' '), 10_000);
	response.on('close', () => clearInterval(timer));
}

const slow: Array<[string, (response: ServerResponse) => void]> = [
	['never comes', () => {}],
	['drips without an end', drip],
];

describe.each(slow)('an answer that %s', (_what, answer) => {
	const watched = async () => {
		const seen = { requests: 0, open: 0 };
		const baseUrl = await httpServer((_request, response) => {
			seen.requests++;
			seen.open++;
			response.on('close', () => seen.open--);
			answer(response);
		});
		return { baseUrl, seen };
	};

	it('ends a submission as one that may have been accepted, and is not sent again', async () => {
		const { baseUrl, seen } = await watched();
		const { error } = await submit({}, { credential: { apiKey: 'some key', baseUrl } });
		expect(error?.message).toBe(
			'The connection to the Highway API broke, or was too slow [item 0]',
		);
		expect(error?.description).toContain('video may have been started');
		expect(seen.requests).toBe(1);
		await until(() => seen.open === 0);
	});

	it('keeps a wait no longer than its time, and is cut off', async () => {
		const { baseUrl, seen } = await watched();
		const { error } = await wait(['some-task'], {
			parameters: { timeoutMinutes: 1 },
			credential: { apiKey: 'some key', baseUrl },
		});
		expect(error?.message).toContain('has not finished within 1 minute');
		expect(error?.description).toContain(
			'The connection to the Highway API broke, or was too slow',
		);
		await until(() => seen.open === 0);
	});
});
