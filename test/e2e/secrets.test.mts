import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Rule } from '../../sandbox/sandbox.mts';
import type { Workflow } from '../../scripts/start/workflow.mts';
import { draw, node, ours } from '../support/drafts.mts';
import { atOnce, Workshop } from '../support/workshop.mts';

const CANARY = 'canary-7c3e91d0-never-to-be-seen';
const HTML = '<img src="x" onerror="window.wasExecuted = true"><b>bold</b>';

describe('what n8n writes down and shows, with its log at debug', () => {
	let shop: Workshop;
	before(async () => {
		const sandbox = { key: CANARY, ...atOnce };
		shop = await Workshop.start({ env: { N8N_LOG_LEVEL: 'debug' }, sandbox });
	});
	after(async () => await shop?.close());

	const makeAndWait = async (prompt: string): Promise<Workflow> => {
		const { frame, highway } = shop;
		const order = { firstFrameUrl: frame, lastFrameUrl: frame, prompt };
		const patience = { timeoutMinutes: 0.05, options: { pollInterval: 1 } };
		const nodes = [
			node('Start', 'manualTrigger', 1),
			ours('Veo', 'veoLiteFirstLastFrame', highway, order),
			ours('Wait', 'waitForTask', highway, patience),
		];
		return await shop.create(draw('Make and wait', nodes, ['Start > Veo > Wait']));
	};

	it('has neither the key nor a signed link in its logs, and the key not in its database', async () => {
		const elsewhere = { kind: 'redirect', location: `${shop.sandbox.videoUrl}/elsewhere` } as const;
		const rules: Rule[] = [
			{ on: 'submit', do: { kind: 'error', reason: 'FAILED_TO_AUTH' } },
			{ on: 'submit', do: elsewhere },
			{ on: 'submit', do: { kind: 'resetAfter' } },
			{ on: 'submit', do: { kind: 'html', status: 502 } },
			{ on: 'poll', do: elsewhere },
			{ on: 'poll', do: { kind: 'reset' } },
			{ on: 'poll', do: { kind: 'truncate' } },
			{ on: 'download', times: 2, do: { kind: 'answer', status: 403 } },
			{ on: 'download', times: 2, do: { kind: 'reset' } },
			{ on: 'download', times: 2, do: elsewhere },
		];
		const { client } = shop.n8n;
		const ids = [await client.run(await makeAndWait('nothing goes wrong'), 'Start')];
		for (const [index, rule] of rules.entries()) {
			const matching = `fault ${index};`;
			shop.sandbox.misbehave({ ...rule, matching });
			ids.push(await client.run(await makeAndWait(matching), 'Start'));
		}
		await Promise.all(ids.map(async (id) => await client.ended(id)));

		const seen = shop.sandbox.requests.filter(({ host }) => host === 'videos');
		assert.ok(seen.length > 0);
		assert.ok(seen.every(({ headers }) => !('authorization' in headers)));
		assert.ok(!JSON.stringify(seen).includes(CANARY));
		const logs = shop.log();
		assert.match(logs, /debug/);
		assert.ok(!logs.includes(CANARY), 'the key is in a log');
		assert.ok(!logs.includes('signature='), 'a signed link is in a log');
		const folder = join(shop.prepared.folder, 'user', '.n8n');
		const files = readdirSync(folder).filter((name) => name.startsWith('database'));
		const database = files.map((name) => readFileSync(join(folder, name), 'latin1')).join('\n');
		assert.match(database, /TASK_STATUS_SUCCEED/);
		assert.ok(!database.includes(CANARY), 'the key is in the database');
	});

	it('shows text of the service as text, whatever is in it', async () => {
		const reason = `${HTML} ${'long '.repeat(200)}`;
		shop.sandbox.behave();
		shop.sandbox.misbehave({ on: 'submit', do: { kind: 'fails', reason } });
		const editor = await shop.editor();
		const { page } = editor;
		await editor.open((await makeAndWait('x')).id);
		await editor.execute();
		await page.getByText('ended without a file').first().waitFor();
		await editor.openNode('Wait');
		const description = page.getByTestId('node-error-description');
		await description.or(page.getByText('Correct what it names')).first().waitFor();
		for (const part of page.frames()) {
			assert.equal(await part.evaluate('window.wasExecuted'), undefined);
			assert.equal(await part.locator('img[src="x"]').count(), 0);
		}
	});
});
