import { basename, isAbsolute, join } from 'node:path';
import { Failure } from './failure.mts';
import type { Execution, N8nClient } from './n8n-client.mts';
import type { Step } from './progress.mts';
import type { Workflow, WorkflowDraft } from './workflow.mts';

/** The nodes of examples/files-on-disk/workflow.json that are spoken of from outside. */
const exampleNodes = {
	trigger: 'Start Here',
	firstFrame: 'Read First Frame',
	lastFrame: 'Read Last Frame',
	generate: 'Generate Video',
	wait: 'Wait for Video',
	save: 'Save Video',
} as const;

/**
 * Puts this machine's paths and credential into the example. In the file stand the paths that work
 * in n8n's own container, for people who import it there by hand.
 */
export function prepareExample(
	example: WorkflowDraft,
	here: { frames: string; videos: string; credential: { id: string; name: string } },
): WorkflowDraft {
	const prepared = structuredClone(example);
	for (const { name, parameters, credentials } of prepared.nodes) {
		if (name === exampleNodes.firstFrame || name === exampleNodes.lastFrame)
			parameters.fileSelector = join(here.frames, basename(String(parameters.fileSelector)));
		if (name === exampleNodes.save)
			parameters.fileName = `=${join(here.videos, basename(String(parameters.fileName)))}`;
		if (credentials?.highwayApi) credentials.highwayApi = here.credential;
	}
	return prepared;
}

/**
 * Runs the example in n8n, and shows which node it has come to.
 *
 * @returns the path of the video that it wrote
 */
export async function runExample(
	client: N8nClient,
	workflow: Workflow,
	{ step, log, signal }: { step?: Step; log: string; signal: AbortSignal },
): Promise<string> {
	const id = await client.run(workflow, exampleNodes.trigger);
	const onPoll = ({ result }: Execution) => {
		const next = Object.values(exampleNodes).find((name) => !result?.runData[name]);
		step?.update(`“${next ?? exampleNodes.save}”`);
	};
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

/** What a run of the example, or of a workflow made from it, wrote to disk. */
export function savedFile(
	runData: Record<string, Array<{ data?: { main?: Array<Array<{ json: object }> | null> } }>>,
): string | undefined {
	const [item] = runData[exampleNodes.save]?.at(-1)?.data?.main?.[0] ?? [];
	const fileName = item && 'fileName' in item.json ? item.json.fileName : undefined;
	return typeof fileName === 'string' && isAbsolute(fileName) ? fileName : undefined;
}
