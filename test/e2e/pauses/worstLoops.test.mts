import assert from 'node:assert/strict';
import axios from 'axios';
import { setTimeout as delay } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { keepCredential } from '../../../scripts/start/credential.mts';
import type { Credential } from '../../../scripts/start/n8n-client.mts';
import type { Workflow, WorkflowDraft } from '../../../scripts/start/workflow.mts';
import { call, pauseNode, publish, until, webhook } from '../../support/crowd.mts';
import { startRealN8n, type RealN8n } from '../../support/realN8n.mts';
import { workflowNode as node } from '../../support/workflowNode.mts';

/** How long the loops may run before they are stopped, in seconds. */
const WATCHED = 20;

/** Runs of a node in that time: one a second, and a small burst at the start. */
const MOST_RUNS = WATCHED + 8;

/** Videos that each of the loops may make. */
const LIMIT = 3;

/** A connection from an output of a node, written `Node.output`, to a node. */
type Wire = [from: string, to: string];

interface Loop {
	what: string;
	/** Settings and parameters of the two nodes, on top of the usual ones. */
	veo?: object;
	wait?: object;
	parameters?: object;
	credential?: 'refused';
	/** Whether its tasks never end. */
	endless?: true;
	wires: Wire[];
}

const MEANT: Wire[] = [
	['Webhook.0', 'Veo'],
	['Veo.0', 'Task'],
	['Task.0', 'Next'],
	['Task.1', 'Pause'],
	['Pause.0', 'Task'],
];
const without = (...gone: string[]) => MEANT.filter(([from]) => !gone.includes(from));

const goesOn = { onError: 'continueRegularOutput' };
const goesOnAside = { onError: 'continueErrorOutput' };

const loops: Loop[] = [
	{
		what: 'Still Running leads back through the node that submits',
		endless: true,
		veo: goesOn,
		wait: goesOn,
		wires: [...without('Task.1', 'Pause.0'), ['Task.1', 'Veo']],
	},
	{
		what: 'both outputs lead back through the node that submits',
		endless: true,
		veo: goesOn,
		wait: goesOn,
		wires: [...without('Task.0', 'Task.1', 'Pause.0'), ['Task.0', 'Veo'], ['Task.1', 'Veo']],
	},
	{
		what: 'Done leads back to its node',
		wait: goesOn,
		wires: [...without('Task.0'), ['Task.0', 'Task']],
	},
	{
		what: 'Done leads back, and a time-out evaluates to nothing',
		wait: goesOn,
		parameters: { timeoutMinutes: '={{ $json.nothing }}' },
		wires: [...without('Task.0'), ['Task.0', 'Task']],
	},
	{
		what: 'a time-out that evaluates to nothing, with an error output that leads back',
		wait: goesOnAside,
		parameters: { timeoutMinutes: '={{ $json.nothing }}' },
		wires: [...MEANT, ['Task.2', 'Task']],
	},
	{
		what: 'a base URL that is refused, and all outputs lead back',
		veo: goesOn,
		wait: goesOn,
		credential: 'refused',
		wires: [...MEANT, ['Veo.0', 'Veo'], ['Task.0', 'Veo']],
	},
	{
		what: 'a deactivated node in its loop',
		wait: { disabled: true },
		wires: MEANT,
	},
	{
		what: 'Always Output Data, and Done leads back',
		wait: { ...goesOn, alwaysOutputData: true },
		wires: [...MEANT, ['Task.0', 'Task']],
	},
	{
		what: 'no node in the loop',
		endless: true,
		wires: [...without('Task.1', 'Pause.0'), ['Task.1', 'Task']],
	},
	{
		what: 'finished tasks that are waited for again and again',
		parameters: { operation: 'wait' },
		wires: [
			['Webhook.0', 'Veo'],
			['Veo.0', 'Task'],
			['Task.0', 'Task'],
		],
	},
	{
		what: 'a node that submits what it has made',
		veo: goesOn,
		wires: [
			['Webhook.0', 'Veo'],
			['Veo.0', 'Veo'],
		],
	},
];

interface Watch {
	/** @returns how long each answer took, in seconds */
	stop(): Promise<number[]>;
}

/** Asks n8n five times a second whether it is well. */
function watchHealth(url: string): Watch {
	const answers: number[] = [];
	const stopped = new AbortController();
	const watching = (async () => {
		while (!stopped.signal.aborted) {
			const asked = Date.now();
			await axios.get(`${url}/healthz`, { proxy: false }).catch(() => undefined);
			answers.push((Date.now() - asked) / 1000);
			await delay(200);
		}
	})();
	return {
		stop: async () => {
			stopped.abort();
			await watching;
			return answers;
		},
	};
}

describe('the worst loops in a real n8n', () => {
	let n8n: RealN8n;
	const credentials: Record<'good' | 'refused', Credential> = {} as never;
	before(async () => {
		n8n = await startRealN8n();
		const { key: apiKey, url: baseUrl } = n8n.sandbox;
		credentials.good = await keepCredential(n8n.client, { name: 'Good', apiKey, baseUrl });
		credentials.refused = await n8n.client.createCredential({
			name: 'Refused',
			type: 'highwayApi',
			data: { apiKey, baseUrl: 'http://198.51.100.7' },
		});
	});
	after(async () => await n8n.close());

	function drawn(index: number): WorkflowDraft {
		const {
			veo = {},
			wait = {},
			parameters = {},
			credential = 'good',
			endless = false,
			wires,
		} = loops[index] as Loop;
		const uses = { credentials: { highwayApi: credentials[credential] } };
		const frame = `${n8n.sandbox.url}/frames/dawn.png`;
		const connections: Record<string, { main: object[][] }> = {};
		for (const [from, to] of wires) {
			const [name = '', output = '0'] = from.split('.');
			const { main } = (connections[name] ??= { main: [] });
			while (main.length <= Number(output)) main.push([]);
			main[Number(output)]?.push({ node: to, type: 'main', index: 0 });
		}
		return {
			name: `Loop ${index}`,
			nodes: [
				webhook(`loop-${index}`, 'onReceived'),
				node(
					'Veo',
					'n8n-nodes-highwayapi.veoLiteFirstLastFrame',
					1,
					[220, 0],
					{
						firstFrameUrl: frame,
						lastFrameUrl: frame,
						prompt: endless ? '[sandbox: endless]' : 'x',
						// Says in the sandbox whose videos they are.
						options: { maxVideosPerExecution: LIMIT, negativePrompt: `loop ${index}` },
					},
					{ ...uses, ...veo },
				),
				node(
					'Task',
					'n8n-nodes-highwayapi.waitForTask',
					1,
					[440, 0],
					{ operation: 'suspend', downloadFiles: false, ...parameters },
					{ ...uses, ...wait },
				),
				pauseNode('Pause', [660, 200]),
				node('Next', 'n8n-nodes-base.noOp', 1, [660, -200], {}),
			],
			connections,
			// So that n8n can be asked how far a running execution is.
			settings: { executionOrder: 'v1', saveExecutionProgress: true },
		};
	}

	it('n8n keeps answering, none spends more than its limit, and each ends or is paced', async (context) => {
		const { client, sandbox } = n8n;
		const workflows: Workflow[] = [];
		for (const index of loops.keys()) workflows.push(await publish(client, drawn(index)));

		const watch = watchHealth(n8n.url);
		context.after(watch.stop);
		for (const index of loops.keys()) await call(n8n.url, `loop-${index}`, {});
		await delay(WATCHED * 1000);

		for (const [index, workflow] of workflows.entries()) {
			const { what } = loops[index] as Loop;
			const [id = ''] = await client.executions(workflow.id);
			const { status, result } = await client.execution(id);
			const runs = (name: string) => result?.runData[name]?.length ?? 0;
			const videos = sandbox.tasks.filter(
				({ generation }) => generation.negative_prompt === `loop ${index}`,
			);
			context.diagnostic(
				`${what}: ${status}, ${runs('Veo')} and ${runs('Task')} runs, ${videos.length} videos`,
			);
			if (status === 'running' || status === 'waiting') await client.stop(id);
			assert.ok(videos.length <= LIMIT, `${what}: ${videos.length} videos`);
			for (const name of ['Veo', 'Task']) {
				// What brings something is as fast as tasks are polled.
				const most = what.startsWith('finished tasks') ? 10 * WATCHED : MOST_RUNS;
				assert.ok(runs(name) <= most, `${what}: ${runs(name)} runs of ${name}`);
			}
		}
		const answers = await watch.stop();
		const slowest = Math.max(...answers);
		context.diagnostic(`${answers.length} answers of n8n, the slowest after ${slowest} s`);
		// A loop that runs hot keeps n8n from answering for as long as it is left alone.
		assert.ok(slowest < 10, `n8n answered after ${slowest} s`);
		await until(
			'all have ended',
			async () => {
				const states = workflows.map(async ({ id }) => {
					const [execution = ''] = await client.executions(id);
					return (await client.execution(execution)).status;
				});
				return (await Promise.all(states)).every(
					(state) => !['running', 'waiting'].includes(state),
				);
			},
			30_000,
		);
	});
});
