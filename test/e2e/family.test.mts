import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { WorkflowDraft } from '../../scripts/start/workflow.mts';
import { checkVideo } from '../../scripts/start/video-check.mts';
import { photograph } from '../support/browser.mts';
import { Chains, items } from '../support/chains.mts';
import { until } from '../support/crowd.mts';
import { Editor } from '../support/editor.mts';

/** The words that come to a builder's mind, by the node that they are to lead to. */
const WORDS: Record<string, string[]> = {
	'Veo Lite First/Last Frame': ['veo', 'highway', 'first frame', 'start frame', 'end frame'],
	'Veo Lite Text to Video': ['veo', 'highway', 'text to video', 'generate video', 'reels'],
	'Veo Lite Image to Video': ['veo', 'highway', 'image to video', 'animate', 'start frame'],
	'Veo Lite Extend Video': ['veo', 'highway', 'extend', 'longer video', 'extend video'],
	'Wait for Task': ['veo', 'highway', 'get video'],
};

/** The steps of examples/longer-video. */
const [SECOND, ENDING] = ['Second Scene', 'Ending'];
const LAST = 'Wait for 22 Seconds';

describe('the family of models', () => {
	let chains: Chains;
	let editor: Editor;
	before(async () => {
		chains = await Chains.start();
		editor = new Editor(chains.page);
	});
	after(async () => await chains.close());

	let paidBefore = 0;
	beforeEach(() => {
		chains.n8n.sandbox.behave();
		paidBefore = chains.n8n.sandbox.tasks.length;
	});
	const paid = () => chains.n8n.sandbox.tasks.slice(paidBefore);
	const longer = (): WorkflowDraft => chains.shipped('longer-video');
	/** @returns the execution, however it has ended */
	const ended = async (id: string) => await chains.n8n.client.ended(id);
	const idsOf = (execution: Awaited<ReturnType<typeof ended>>, ...nodes: string[]) =>
		nodes.flatMap((node) => items(execution, node).map(({ json }) => json.task_id));

	it('makes a video from a text', async () => {
		const workflow = await chains.create(chains.shipped('text-to-video'));
		await chains.look(workflow, 'example-text-to-video');
		const execution = await chains.run(workflow, 'Start Here');
		assert.equal(items(execution, 'Wait for Video')[0]?.json.video_type, 'mp4');
		assert.deepEqual(
			paid().map(({ model }) => model.name),
			['veo-3.1-lite-t2v'],
		);
	});

	it('makes one file of 22 seconds from a text and two extensions', async () => {
		const workflow = await chains.create(longer());
		await chains.look(workflow, 'example-longer-video');
		const execution = await chains.run(workflow, 'Start Here');
		assert.deepEqual(
			paid().map(({ model }) => model.name),
			['veo-3.1-lite-t2v', 'veo-3.1-lite-extend', 'veo-3.1-lite-extend'],
		);
		const [file = ''] = paid().at(-1)?.files ?? [];
		await checkVideo(file, 22, new AbortController().signal);
		const [last] = items(execution, LAST);
		assert.ok(last && 'binary' in last, 'the file is in the item');
		const fetched = chains.n8n.sandbox.requests.filter(
			({ host, headers }) => host === 'videos' && /axios|n8n/.test(headers['user-agent'] ?? ''),
		);
		assert.ok(fetched.length >= 1);
	});

	it('keeps the ids when a step fails, and a retry goes on from there', async () => {
		const workflow = await chains.create(longer());
		const refusal = { kind: 'error', reason: 'NOT_ENOUGH_BALANCE' } as const;
		chains.n8n.sandbox.misbehave({ on: 'submit', matching: 'passes', do: refusal });
		const failedId = await chains.n8n.client.run(workflow, 'Start Here');
		const failed = await ended(failedId);
		assert.equal(failed.status, 'error');
		assert.equal(failed.result?.lastNodeExecuted, ENDING);
		assert.deepEqual(
			idsOf(failed, 'Opening', SECOND),
			paid().map(({ id }) => id),
		);

		chains.n8n.sandbox.behave();
		const retried = await ended(await chains.n8n.client.retry(failedId));
		assert.equal(retried.status, 'success', retried.result?.error?.message);
		assert.equal(paid().length, 3);
		const [file = ''] = paid().at(-1)?.files ?? [];
		await checkVideo(file, 22, new AbortController().signal);
	});

	it('lets a builder correct one scene, and pay for it alone', async () => {
		const workflow = await chains.create(longer());
		const fails = { kind: 'fails', reason: 'The prompt was refused.' } as const;
		chains.n8n.sandbox.misbehave({ on: 'submit', matching: 'sailing', do: fails });
		await editor.open(workflow.id);
		const executions = async () => await chains.n8n.client.executions(workflow.id);
		const executing = async (click: () => Promise<void>): Promise<string> => {
			const [last] = await executions();
			await click();
			const newest = async () => (await executions())[0];
			await until('an execution has begun', async () => (await newest()) !== last, 30_000);
			const { status } = await ended((await newest()) ?? '');
			await chains.page.getByTestId('stop-execution-button').waitFor({ state: 'hidden' });
			await chains.page.waitForTimeout(1000);
			return status;
		};
		const step = async (name: string): Promise<string> => {
			await editor.openNode(name);
			const execute = chains.page.getByTestId('node-execute-button');
			const status = await executing(async () => await execute.click());
			await editor.closeNode();
			return status;
		};
		assert.equal(await executing(async () => await editor.execute()), 'error');
		assert.equal(paid().length, 2);

		chains.n8n.sandbox.behave();
		await editor.openNode(SECOND);
		await editor.fill('prompt', 'The camera turns to the sea, gulls come into view');
		await chains.page.waitForTimeout(500);
		await photograph(chains.page, 'family-extend-node');
		await editor.closeNode();
		assert.equal(await step(SECOND), 'success');
		assert.equal(paid().length, 3);
		assert.equal(await step(LAST), 'success');
		assert.equal(paid().length, 4);
	});

	it('is found in the panel by the words that come to mind', async () => {
		await editor.open((await chains.create(chains.shipped('first-video'))).id);
		for (const [node, words] of Object.entries(WORDS)) {
			for (const word of words) {
				const found = await editor.search(word);
				assert.ok(found.includes(node), `${word}: ${found.join(', ')}`);
			}
		}
		for (const word of ['veo', 'text to video', 'image to video', 'extend', 'longer video']) {
			await editor.search(word);
			await photograph(chains.page, `family-panel-${word.replaceAll(' ', '-')}`);
		}
		await chains.page.emulateMedia({ colorScheme: 'dark' });
		await editor.search('veo');
		await photograph(chains.page, 'family-panel-dark');
		await chains.page.emulateMedia({ colorScheme: 'light' });
	});
});
