import assert from 'node:assert/strict';
import axios from 'axios';
import { setTimeout as delay } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import type { Credential } from '../../scripts/start/n8n-client.mts';
import type { Workflow, WorkflowDraft } from '../../scripts/start/workflow.mts';
import { call, makeVideo, startReceiver, until } from '../support/crowd.mts';
import { draw, node, ours, pauseNode, webhook } from '../support/drafts.mts';
import { atOnce, items, Workshop } from '../support/workshop.mts';

/** How long the loops may run before they are stopped, in seconds. */
const WATCHED = 20;

/** Videos that each of the loops may make. */
const LIMIT = 3;

interface Loop {
	what: string;
	/** Settings and parameters of the two nodes, on top of the usual ones. */
	veo?: object;
	wait?: object;
	parameters?: object;
	refused?: true;
	/** Whether its tasks never end. */
	endless?: true;
	chains: string[];
}

const [DONE, RUNNING] = ['Webhook > Veo > Task > Next', 'Task.1 > Pause > Task'];
const NO_NEXT = 'Webhook > Veo > Task';

const goesOn = { onError: 'continueRegularOutput' };
const goesOnAside = { onError: 'continueErrorOutput' };
const noTimeOut = { timeoutMinutes: '={{ $json.nothing }}' };

const loops: Loop[] = [
	{
		what: 'Still Running leads back through the node that submits',
		endless: true,
		veo: goesOn,
		wait: goesOn,
		chains: [DONE, 'Task.1 > Veo'],
	},
	{
		what: 'both outputs lead back through the node that submits',
		endless: true,
		veo: goesOn,
		wait: goesOn,
		chains: [NO_NEXT, 'Task > Veo', 'Task.1 > Veo'],
	},
	{
		what: 'Done leads back to its node',
		wait: goesOn,
		chains: [NO_NEXT, RUNNING, 'Task > Task'],
	},
	{
		what: 'Done leads back, and a time-out evaluates to nothing',
		wait: goesOn,
		parameters: noTimeOut,
		chains: [NO_NEXT, RUNNING, 'Task > Task'],
	},
	{
		what: 'a time-out that evaluates to nothing, with an error output that leads back',
		wait: goesOnAside,
		parameters: noTimeOut,
		chains: [DONE, RUNNING, 'Task.2 > Task'],
	},
	{
		what: 'a base URL that is refused, and all outputs lead back',
		veo: goesOn,
		wait: goesOn,
		refused: true,
		chains: [DONE, RUNNING, 'Veo > Veo', 'Task > Veo'],
	},
	{ what: 'a deactivated node in its loop', wait: { disabled: true }, chains: [DONE, RUNNING] },
	{
		what: 'Always Output Data, and Done leads back',
		wait: { ...goesOn, alwaysOutputData: true },
		chains: [DONE, RUNNING, 'Task > Task'],
	},
	{ what: 'no node in the loop', endless: true, chains: [DONE, 'Task.1 > Task'] },
	{
		what: 'finished tasks that are waited for again and again',
		parameters: { operation: 'wait' },
		chains: [NO_NEXT, 'Task > Task'],
	},
	{ what: 'a node that submits what it has made', veo: goesOn, chains: ['Webhook > Veo > Veo'] },
];

// All at the same time: they wait more than they work.
describe('loops and suspended waits in a real n8n', { concurrency: true }, () => {
	let shop: Workshop;
	let refused: Credential;
	before(async () => {
		shop = await Workshop.start({ sandbox: { ...atOnce, speed: 20 } });
		const data = { apiKey: shop.sandbox.key, baseUrl: 'http://198.51.100.7' };
		refused = await shop.credential('Refused', 'highwayApi', data);
	});
	after(async () => await shop?.close());

	function drawn(loop: Loop, index: number): WorkflowDraft {
		const credential = loop.refused ? refused : shop.highway;
		const order = {
			firstFrameUrl: shop.frame,
			lastFrameUrl: shop.frame,
			prompt: `loop ${index};${loop.endless ? ' [sandbox: endless]' : ''}`,
			options: { maxVideosPerExecution: LIMIT },
		};
		const waiting = { operation: 'suspend', downloadFiles: false, ...loop.parameters };
		const nodes = [
			webhook(`loop-${index}`),
			ours('Veo', 'veoLiteFirstLastFrame', credential, order, loop.veo),
			ours('Task', 'waitForTask', credential, waiting, loop.wait),
			pauseNode(),
			node('Next', 'noOp', 1),
		];
		// So that n8n can be asked how far a running execution is.
		return draw(`Loop ${index}`, nodes, loop.chains, { saveExecutionProgress: true });
	}

	it('n8n keeps answering, no loop spends more than its limit, and each ends or is paced', async () => {
		const workflows: Workflow[] = [];
		for (const [index, loop] of loops.entries())
			workflows.push(await shop.publish(drawn(loop, index)));
		const { client, url } = shop.n8n;
		const begun = Date.now();
		for (const index of loops.keys()) await call(url, `loop-${index}`, {});
		let slowest = 0;
		while (Date.now() < begun + WATCHED * 1000) {
			const asked = Date.now();
			await axios.get(`${url}/healthz`, { proxy: false });
			slowest = Math.max(slowest, (Date.now() - asked) / 1000);
			await delay(200);
		}
		for (const [index, { what }] of loops.entries()) {
			const id = (await shop.newest(workflows[index] as Workflow)) ?? '';
			const { status, result } = await client.execution(id);
			const seconds = (Date.now() - begun) / 1000;
			if (status === 'running' || status === 'waiting') await client.stop(id);
			const videos = shop.tasksOf(`loop ${index};`).length;
			assert.ok(videos <= LIMIT, `${what}: ${videos} videos`);
			for (const name of ['Veo', 'Task']) {
				// One a second, and a small burst at the start; what brings something is as fast as polls are.
				const most = what.startsWith('finished tasks') ? 10 * seconds : seconds + 8;
				const runs = result?.runData[name]?.length ?? 0;
				assert.ok(runs <= most, `${what}: ${runs} runs of ${name} in ${seconds} s`);
			}
			await client.ended(id);
		}
		// A loop that runs hot keeps n8n from answering for as long as it is left alone.
		assert.ok(slowest < WATCHED / 2, `n8n answered after ${slowest} s`);
	});

	it('a sub-workflow gives its parent every video, when the last is there', async (context) => {
		const receiver = await startReceiver();
		context.after(receiver.close);
		const { frame, highway: credential } = shop;
		const video = { operation: 'suspend', frame, credential, receiver, path: 'unused' } as const;
		const made = makeVideo(video);
		const { Webhook, ...connections } = made.connections;
		const child = await shop.publish({
			...made,
			name: 'Child',
			nodes: [
				...made.nodes.filter(({ name }) => name !== 'Webhook' && name !== 'Deliver'),
				node('Called', 'executeWorkflowTrigger', 1.1, { inputSource: 'passthrough' }),
				node('Deliver', 'noOp', 1),
			],
			connections: { ...connections, Called: Webhook },
		});
		// The first is there when the execution is resumed for the first time, the other one not yet.
		const prompts = ['called [sandbox: slow 20]', 'called [sandbox: slow 90]'];
		const rows = prompts.map((prompt) => ({ body: { prompt } }));
		const workflowId = { __rl: true, mode: 'id', value: child.id };
		const nodes = [
			webhook('parent'),
			node('Prompts', 'set', 3.4, { mode: 'raw', jsonOutput: JSON.stringify({ rows }) }),
			node('Each', 'splitOut', 1, { fieldToSplitOut: 'rows', options: {} }),
			node('Call', 'executeWorkflow', 1.2, { workflowId, options: {} }),
			node('Received', 'noOp', 1),
		];
		const chain = 'Webhook > Prompts > Each > Call > Received';
		const parent = await shop.publish(draw('Parent', nodes, [chain]));
		const execution = await shop.ended(await shop.call(parent, 'parent', {}));
		assert.equal(execution.result?.runData.Received?.length, 1);
		// Submissions arrive in any order; items keep theirs.
		const paid = shop.tasksOf('called');
		const promptOf = (taskId: unknown) => paid.find(({ id }) => id === taskId)?.generation.prompt;
		assert.equal(paid.length, prompts.length);
		const received = items(execution, 'Received').map(({ json }) => promptOf(json.task_id));
		assert.deepEqual(received, prompts);
	});

	it('the example “Wait without using a worker” parks its execution, and hands on both videos', async () => {
		const workflow = await shop.create(shop.shipped('suspended-wait'));
		const id = await shop.n8n.client.run(workflow, 'Start Here');
		await until('the execution is parked', async () => (await shop.status(id)) === 'waiting');
		const execution = await shop.ended(id);
		const videos = items(execution, 'Your Next Step').map(({ json }) => json.video_index);
		assert.deepEqual(videos, [0, 0]);
		assert.equal(items(execution, 'Generate Video').length, 2);
	});
});
