import type { ServerResponse } from 'node:http';
import { closesServers, httpServer, until } from './support/servers.mts';
import { submit } from './support/submitting.mts';
import { useSandbox } from './support/useSandbox.mts';
import { wait } from './support/waiting.mts';

closesServers();
useSandbox();

const BROKE = 'The connection to the Highway API broke, or was too slow';

/** White space before an answer that never comes, as gateways send to keep a connection open. */
function drip(response: ServerResponse): void {
	response.writeHead(200, { 'Content-Type': 'application/json' });
	const timer = setInterval(() => response.write(' '), 10_000);
	response.on('close', () => clearInterval(timer));
}

it.each([
	['never comes', () => {}],
	['drips without an end', drip],
])('an answer that %s is cut off, and a submission is not sent again', async (_what, answer) => {
	const seen = { requests: 0, open: 0 };
	const baseUrl = await httpServer((_request, response) => {
		seen.requests++;
		seen.open++;
		response.on('close', () => seen.open--);
		answer(response);
	});
	const credential = { apiKey: 'some key', baseUrl };
	const submitted = await submit({}, { credential });
	expect(submitted.error?.message).toBe(`${BROKE} [item 0]`);
	expect(submitted.error?.description).toContain('video may have been started');
	expect(seen.requests).toBe(1);
	await until(() => seen.open === 0);

	const { error } = await wait(['some-task'], { parameters: { timeoutMinutes: 1 }, credential });
	expect(error?.message).toContain('has not finished within 1 minute');
	expect(error?.description).toContain(BROKE);
	await until(() => seen.open === 0);
});
