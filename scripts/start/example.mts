import { isAbsolute, join } from 'node:path';
import type { WorkflowDraft } from './workflow.mts';

/** The nodes of examples/files-on-disk/workflow.json that are spoken of from outside. */
export const exampleNodes = {
	trigger: 'Start Here',
	firstFrame: 'Read First Frame',
	lastFrame: 'Read Last Frame',
	generate: 'Generate Video',
	wait: 'Wait for Video',
	save: 'Save Video',
} as const;

export interface Surroundings {
	/** Folder with the shipped frames. */
	frames: string;
	/** Folder that the videos go to. */
	videos: string;
	credential: { id: string; name: string };
}

/**
 * Puts this machine's paths and credential into the example. In the file stand the paths that work
 * in n8n's own container, for people who import it there by hand.
 */
export function prepareExample(example: WorkflowDraft, surroundings: Surroundings): WorkflowDraft {
	const { frames, videos, credential } = surroundings;
	const prepared = structuredClone(example);
	const node = (name: string) => {
		const found = prepared.nodes.find((candidate) => candidate.name === name);
		if (!found) throw new Error(`The example has no node “${name}”`);
		return found;
	};
	/** Moves the path in a parameter to another folder; its last part stays. */
	const move = (name: string, parameter: string, folder: string) => {
		const { parameters } = node(name);
		const path = String(parameters[parameter]);
		const expression = path.startsWith('=') ? '=' : '';
		const file = path.slice(path.lastIndexOf('/') + 1);
		parameters[parameter] = expression + join(folder, file);
	};
	move(exampleNodes.firstFrame, 'fileSelector', frames);
	move(exampleNodes.lastFrame, 'fileSelector', frames);
	move(exampleNodes.save, 'fileName', videos);
	for (const name of [exampleNodes.generate, exampleNodes.wait])
		node(name).credentials = { highwayApi: credential };
	return prepared;
}

/** What the example asks the Highway API for, to hold the video against. */
export function askedDuration(example: WorkflowDraft): number {
	const generate = example.nodes.find(({ name }) => name === exampleNodes.generate);
	return Number(generate?.parameters.duration ?? 8);
}

/** What a run of the example, or of a workflow made from it, wrote to disk. */
export function savedFile(
	runData: Record<string, Array<{ data?: { main?: Array<Array<{ json: object }> | null> } }>>,
): string | undefined {
	const [item] = runData[exampleNodes.save]?.at(-1)?.data?.main?.[0] ?? [];
	const fileName = item && 'fileName' in item.json ? item.json.fileName : undefined;
	return typeof fileName === 'string' && isAbsolute(fileName) ? fileName : undefined;
}
