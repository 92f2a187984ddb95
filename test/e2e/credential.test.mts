import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { N8nClient } from '../../scripts/start/n8n-client.mts';
import { startRealN8n, type RealN8n } from '../support/realN8n.mts';

describe('the test of a Highway API credential in n8n', () => {
	let n8n: RealN8n;
	before(async () => {
		n8n = await startRealN8n();
	});
	after(async () => await n8n.close());

	const test = async (data: Record<string, string>): ReturnType<N8nClient['testCredential']> => {
		const draft = { name: `Test ${Math.random()}`, type: 'highwayApi', data };
		const { id, name, type } = await n8n.client.createCredential(draft);
		return await n8n.client.testCredential({ id, name, type, data });
	};

	it('is green with the right key, also with a slash too many', async () => {
		const { key, url } = n8n.sandbox;
		assert.equal((await test({ apiKey: key, baseUrl: url })).status, 'OK');
		assert.equal((await test({ apiKey: key, baseUrl: `${url}//` })).status, 'OK');
	});

	it('is red with a wrong key, and says what to do', async () => {
		const { status, message } = await test({ apiKey: 'wrong', baseUrl: n8n.sandbox.url });
		assert.equal(status, 'Error');
		assert.match(message, /did not accept the API key.*Enter it again/);
	});

	it('is red without a key, where another site answers, and where nothing does', async () => {
		const { key, url, videoUrl } = n8n.sandbox;
		const expected = [
			[{ apiKey: '', baseUrl: url }, /^'API Key' .* is empty/],
			[{ apiKey: key, baseUrl: videoUrl }, /'Base URL' does not answer as the Highway API does/],
			[{ apiKey: key, baseUrl: 'http://127.0.0.1:9' }, /No server was reached at 'Base URL'/],
		] as const;
		for (const [data, sentence] of expected) {
			const { status, message } = await test(data);
			assert.equal(status, 'Error');
			assert.match(message, sentence);
		}
	});

	it('takes any other answer of the service as proof of the key', async () => {
		n8n.sandbox.misbehave({ on: 'poll', do: { kind: 'answer', status: 500, body: {} } });
		const { key, url } = n8n.sandbox;
		assert.equal((await test({ apiKey: key, baseUrl: url })).status, 'OK');
		n8n.sandbox.behave();
	});

	it('takes the key nowhere else when the service redirects', async () => {
		n8n.sandbox.misbehave({
			on: 'poll',
			do: { kind: 'redirect', location: `${n8n.sandbox.videoUrl}/elsewhere` },
		});
		await test({ apiKey: n8n.sandbox.key, baseUrl: n8n.sandbox.url });
		n8n.sandbox.behave();
		assert.equal(n8n.sandbox.requests.filter(({ path }) => path.endsWith('/elsewhere')).length, 0);
	});
});
