import axios from 'axios';
import express from 'express';
import { setTimeout as delay } from 'node:timers/promises';
import { listen } from '../../sandbox/listen.mts';
import type { Credential, N8nClient } from '../../scripts/start/n8n-client.mts';
import type { Workflow, WorkflowDraft } from '../../scripts/start/workflow.mts';
import { workflowNode as node } from './workflowNode.mts';

type Node = WorkflowDraft['nodes'][number];

export interface Delivery {
	taskId: string;
	/** Id of the execution that delivered it. */
	execution: string;
	/** Size of the video, as n8n knows it. */
	bytes: number;
	/** Milliseconds since 1970. */
	at: number;
}

/** Stands for the service that a workflow hands its videos to: notes what it gets. */
export interface Receiver {
	url: string;
	deliveries: Delivery[];
	close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
	const deliveries: Delivery[] = [];
	const app = express();
	// The video comes as the body, so that n8n has to read it out of its binary store.
	app.post('/', (request, response) => {
		let bytes = 0;
		request.on('data', (chunk: Buffer) => (bytes += chunk.length));
		request.on('end', () => {
			const { task = '', execution = '' } = request.query as Record<string, string>;
			deliveries.push({ taskId: task, execution, bytes, at: Date.now() });
			response.json({ ok: true });
		});
	});
	const { port, close } = await listen(app, 0, '127.0.0.1');
	return {
		url: `http://127.0.0.1:${port}/`,
		deliveries,
		close,
	};
}

const to = (name: string) => ({ node: name, type: 'main', index: 0 });

export const webhook = (path: string, responseMode: string): Node =>
	node(
		'Webhook',
		'n8n-nodes-base.webhook',
		2,
		[0, 0],
		{ httpMethod: 'POST', path, responseMode, options: {} },
		{ webhookId: path },
	);

/** n8n's own Wait node, as the loop of a suspended wait has it. */
export const pauseNode = (name: string, position: [number, number]): Node =>
	node(
		name,
		'n8n-nodes-base.wait',
		1.1,
		position,
		{
			resume: 'timeInterval',
			amount: '={{ $json.wait_for_task.check_again_in }}',
			unit: 'seconds',
		},
		{ webhookId: `pause-${name}` },
	);

export interface MakeVideo {
	operation: 'wait' | 'suspend';
	/** Where the frame is that serves as both. */
	frame: string;
	credential: Credential;
	receiver: Receiver;
	/** Path of its webhook. */
	path: string;
	timeoutMinutes?: number;
}

/** A workflow that makes a video for each call of its webhook, waits for it and delivers it. */
export function makeVideo(options: MakeVideo): WorkflowDraft {
	const { operation, frame, credential, receiver, path, timeoutMinutes = 15 } = options;
	const credentials = { credentials: { highwayApi: credential } };
	const generate = node(
		'Generate',
		'n8n-nodes-highwayapi.veoLiteFirstLastFrame',
		1,
		[220, 0],
		{ firstFrameUrl: frame, lastFrameUrl: frame, prompt: '={{ $json.body.prompt }}' },
		credentials,
	);
	const wait = node(
		'Wait',
		'n8n-nodes-highwayapi.waitForTask',
		1,
		[440, 0],
		{ operation, timeoutMinutes },
		credentials,
	);
	const deliver = node('Deliver', 'n8n-nodes-base.httpRequest', 4.2, [660, 0], {
		method: 'POST',
		url: `=${receiver.url}?task={{ $json.task_id }}&execution={{ $execution.id }}`,
		sendBody: true,
		contentType: 'binaryData',
		inputDataFieldName: 'data',
		options: {},
	});
	const suspended = operation === 'suspend';
	return {
		name: `Make a video (${path})`,
		nodes: [
			webhook(path, 'onReceived'),
			generate,
			wait,
			deliver,
			...(suspended ? [pauseNode('Pause', [660, 200])] : []),
		],
		connections: {
			Webhook: { main: [[to('Generate')]] },
			Generate: { main: [[to('Wait')]] },
			Wait: { main: suspended ? [[to('Deliver')], [to('Pause')]] : [[to('Deliver')]] },
			...(suspended ? { Pause: { main: [[to('Wait')]] } } : {}),
		},
		settings: { executionOrder: 'v1' },
	};
}

/** The smallest workflow there is: its webhook answers once it has run. */
function probe(path: string): WorkflowDraft {
	return {
		name: 'Probe',
		nodes: [webhook(path, 'lastNode'), node('Answer', 'n8n-nodes-base.noOp', 1, [220, 0], {})],
		connections: { Webhook: { main: [[to('Answer')]] } },
		settings: { executionOrder: 'v1' },
	};
}

/** Makes a workflow and publishes it, so that its webhook answers. */
export async function publish(client: N8nClient, draft: WorkflowDraft): Promise<Workflow> {
	const workflow = await client.createWorkflow(draft);
	await client.activateWorkflow(workflow);
	return workflow;
}

const http = axios.create({ proxy: false, timeout: 300_000 });

/** Calls a webhook. n8n registers it a moment after it has published the workflow. */
export async function call(n8nUrl: string, path: string, body: object): Promise<void> {
	for (let attempt = 1; ; attempt++) {
		const { status } = await http.post(`${n8nUrl}/webhook/${path}`, body, {
			validateStatus: (answer) => answer === 404 || answer < 300,
		});
		if (status !== 404) return;
		if (attempt === 50) throw new Error(`n8n does not know the webhook ${path}`);
		await delay(200);
	}
}

export interface Probing {
	/** Ends it. @returns how long each probe took, in seconds */
	stop(): Promise<number[]>;
}

/** Starts a small workflow every ten seconds, whatever has become of the one before. */
export async function startProbing(
	client: N8nClient,
	n8nUrl: string,
	everyMs = 10_000,
): Promise<Probing> {
	const path = `probe-${Date.now()}`;
	await publish(client, probe(path));
	const probes: Array<Promise<number>> = [];
	const stopped = new AbortController();
	const one = async (): Promise<number> => {
		const start = Date.now();
		await call(n8nUrl, path, {});
		return (Date.now() - start) / 1000;
	};
	const loop = (async () => {
		while (!stopped.signal.aborted) {
			probes.push(one());
			await delay(everyMs, undefined, { signal: stopped.signal }).catch(() => undefined);
		}
	})();
	return {
		stop: async () => {
			stopped.abort();
			await loop;
			return await Promise.all(probes);
		},
	};
}

/** Waits until something is so, and says so when it never is. */
export async function until(
	what: string,
	isSo: () => boolean | Promise<boolean>,
	patienceMs: number,
): Promise<void> {
	const deadline = Date.now() + patienceMs;
	while (!(await isSo())) {
		if (Date.now() > deadline)
			throw new Error(`In ${patienceMs / 1000} s it did not come to: ${what}`);
		await delay(500);
	}
}
