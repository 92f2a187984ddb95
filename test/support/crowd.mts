import axios from 'axios';
import express from 'express';
import { setTimeout as delay } from 'node:timers/promises';
import { listen } from '../../sandbox/listen.mts';
import type { Credential, N8nClient } from '../../scripts/start/n8n-client.mts';
import type { Workflow, WorkflowDraft } from '../../scripts/start/workflow.mts';
import { draw, node, ours, pauseNode, webhook } from './drafts.mts';

interface Delivery {
	taskId: string;
	/** Id of the execution that delivered it. */
	execution: string;
	/** Size of the video, as n8n knows it. */
	bytes: number;
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

/** Stands for the service that a workflow hands its videos to: notes what it gets. */
export async function startReceiver() {
	const deliveries: Delivery[] = [];
	const app = express();
	// The video comes as the body, so that n8n has to read it out of its binary store.
	app.use(express.raw({ type: () => true, limit: '50mb' }));
	app.post('/', ({ query, body }, response) => {
		const { task: taskId = '', execution = '' } = query as Record<string, string>;
		deliveries.push({ taskId, execution, bytes: body.length });
		response.json({ ok: true });
	});
	const { port, close } = await listen(app, 0, '127.0.0.1');
	return { url: `http://127.0.0.1:${port}/`, deliveries, close };
}

interface MakeVideo {
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
	const order = { firstFrameUrl: frame, lastFrameUrl: frame, prompt: '={{ $json.body.prompt }}' };
	const suspended = operation === 'suspend';
	const nodes = [
		webhook(path),
		ours('Generate', 'veoLiteFirstLastFrame', credential, order),
		ours('Wait', 'waitForTask', credential, { operation, timeoutMinutes }),
		node('Deliver', 'httpRequest', 4.2, {
			method: 'POST',
			url: `=${receiver.url}?task={{ $json.task_id }}&execution={{ $execution.id }}`,
			sendBody: true,
			contentType: 'binaryData',
			inputDataFieldName: 'data',
			options: {},
		}),
		...(suspended ? [pauseNode()] : []),
	];
	const chains = [
		'Webhook > Generate > Wait > Deliver',
		...(suspended ? ['Wait.1 > Pause > Wait'] : []),
	];
	return draw(`Make a video (${path})`, nodes, chains);
}

/** The smallest workflow there is: its webhook answers once it has run. */
export const probe = (path: string): WorkflowDraft =>
	draw('Probe', [webhook(path, 'lastNode'), node('Answer', 'noOp', 1)], ['Webhook > Answer']);

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

/** Waits until something is so, or there, and says so when it never is. */
export async function until<T>(
	what: string,
	get: () => T | Promise<T>,
	patienceMs = 120_000,
): Promise<NonNullable<T>> {
	const deadline = Date.now() + patienceMs;
	for (;;) {
		const got = await get();
		if (got) return got;
		if (Date.now() > deadline)
			throw new Error(`In ${patienceMs / 1000} s it did not come to: ${what}`);
		await delay(250);
	}
}
