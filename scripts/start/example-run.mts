import { Failure } from './failure.mts';
import type { Step } from './progress.mts';
import { exampleNodes, savedFile } from './example.mts';
import type { Execution, N8nClient } from './n8n-client.mts';
import type { Workflow } from './workflow.mts';

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
	const onPoll = (execution: Execution) => step.update(nodeUnderWay(execution));
	const { status, result } = await client.ended(id, { signal, onPoll });
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
