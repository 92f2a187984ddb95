import { setTimeout as delay } from 'node:timers/promises';
import { call, publish, until, webhook } from '../../support/crowd.mts';
import { failuresOf, startQueueN8n, statusCounts } from '../../support/queueN8n.mts';
import { workflowNode as node } from '../../support/workflowNode.mts';

export const PER_MINUTE = 50;

export interface OneAccountFigures {
	/** From the first call to the last acceptance, in seconds. */
	seconds: number;
	accepted: number;
	/** Share of the submissions that the sandbox answered 429, in percent. */
	refusedPercent: number;
	/** Why executions failed. */
	failures: string[];
}

/** Executions that submit one video each, on workers that share nothing but the account. */
export async function oneAccount(workers: number, executions: number): Promise<OneAccountFigures> {
	const n8n = await startQueueN8n({
		binaryMode: 'database',
		// Each execution waits for its turn on a worker, so that all of them ask at the same time.
		concurrency: Math.ceil(executions / workers),
		sandbox: { maxRpm: PER_MINUTE, limit: 'submissions' },
	});
	try {
		const { main, frame, credential, sandbox } = n8n;
		for (let worker = 0; worker < workers; worker++) await n8n.startWorker();
		const generate = node(
			'Generate',
			'n8n-nodes-highwayapi.veoLiteFirstLastFrame',
			1,
			[220, 0],
			{ firstFrameUrl: frame, lastFrameUrl: frame, prompt: '={{ $json.body.prompt }}' },
			{ credentials: { highwayApi: credential } },
		);
		const workflow = await publish(main.client, {
			name: 'Submit a video',
			nodes: [webhook('submit', 'onReceived'), generate],
			connections: { Webhook: { main: [[{ node: 'Generate', type: 'main', index: 0 }]] } },
			settings: { executionOrder: 'v1' },
		});
		// Past what a worker does at its start.
		await delay(15_000);

		const begun = Date.now();
		let lastAcceptedAt = begun;
		for (let index = 0; index < executions; index++)
			await call(main.url, 'submit', { prompt: `Video ${index}` });
		let accepted = 0;
		const haveEnded = async () => {
			if (sandbox.tasks.length > accepted) lastAcceptedAt = Date.now();
			accepted = sandbox.tasks.length;
			const { success = 0, error = 0 } = await statusCounts(n8n, workflow.id);
			return success + error === executions;
		};
		await until('all have ended', haveEnded, 20 * 60_000);
		const failures = await failuresOf(n8n, workflow.id);
		const submissions = sandbox.requests.filter(({ method }) => method === 'POST').length;
		return {
			seconds: (lastAcceptedAt - begun) / 1000,
			accepted,
			refusedPercent: (100 * (submissions - accepted)) / submissions,
			failures,
		};
	} finally {
		await n8n.close();
	}
}
