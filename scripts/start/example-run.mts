import { setTimeout as delay } from 'node:timers/promises';
import { Failure, Interrupted } from './failure.mts';
import type { Step } from './progress.mts';
import { exampleNodes, savedFile } from './example.mts';
import type { Execution, N8nClient } from './n8n-client.mts';
import type { Workflow } from './workflow.mts';

const unfinished = ['new', 'running', 'waiting'];
const pollInterval = 400;

/**
 * Runs the example in n8n and follows it.
 *
 * @returns the path of the video that it wrote
 */
export async function runExample(
	client: N8nClient,
	workflow: Workflow,
	{ step, log, signal }: { step: Step; log: string; signal: AbortSignal },
): Promise<string> {
	const id = await client.run(workflow, exampleNodes.trigger);
	let execution = await client.execution(id);
	while (unfinished.includes(execution.status)) {
		step.update(nodeUnderWay(execution));
		await delay(pollInterval);
		if (signal.aborted) throw new Interrupted();
		execution = await client.execution(id);
	}
	const { status, result } = execution;
	if (status !== 'success') {
		const { message, description, node } = result?.error ?? {};
		const where = node?.name ?? result?.lastNodeExecuted ?? 'the example';
		throw new Failure(
			`The example stopped at “${where}”: ${message ?? `n8n gives its state as “${status}”.`}`,
			description ?? 'The log of n8n may say more.',
			log,
		);
	}
	const file = savedFile(result?.runData ?? {});
	if (file) return file;
	throw new Failure(
		`The example ran, but “${exampleNodes.save}” wrote no file.`,
		'Open the execution in n8n’s editor to see what each node got.',
		log,
	);
}

function nodeUnderWay({ result }: Execution): string {
	const next = Object.values(exampleNodes).find((name) => !result?.runData[name]);
	return `“${next ?? exampleNodes.save}”`;
}
