import type { INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { withNode, type WorkflowJson } from './execute.mts';
import type { SandboxInUse } from './useSandbox.mts';
import { workflow } from './workflows.mts';

/** An item for each prompt. */
export const promptItems = (...prompts: string[]): INodeExecutionData[] =>
	prompts.map((prompt) => ({ json: { prompt } }));

/** A workflow that submits a video for the prompt of each item, one after another. */
export function submittingPrompts(
	{ url }: SandboxInUse,
	options: INodeParameters = {},
	settings: Partial<INode> = {},
): WorkflowJson {
	const frame = `${url}/frames/dawn.png`;
	return withNode(
		workflow('submit'),
		'Veo',
		{
			firstFrameUrl: frame,
			lastFrameUrl: frame,
			prompt: '={{ $json.prompt }}',
			options: { maxConcurrentRequests: 1, ...options },
		},
		settings,
	);
}
