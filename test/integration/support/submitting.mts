import type { INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { Rule } from '../../../sandbox/sandbox.mts';
import { execute, type ExecuteOptions, type Execution } from './execute.mts';
import { current } from './useSandbox.mts';
import { lead, withNode, workflow, type WorkflowJson } from './workflows.mts';

export const TOOL = 'n8n-nodes-highwayapi.veoLiteFirstLastFrameTool';

export const REFUSED = { kind: 'answer', status: 409 } as const;
export const LOST = { kind: 'resetAfter' } as const;
const ANY_TASK = { kind: 'answer', status: 200, body: { task_id: 'any' } } as const;

/** An item for each prompt. */
export const promptItems = (...prompts: string[]): INodeExecutionData[] =>
	prompts.map((prompt) => ({ json: { prompt } }));

export interface Submission extends Partial<Omit<ExecuteOptions, 'workflow'>> {
	/** Of the node. */
	settings?: Partial<INode>;
}

/** A workflow that submits a video from one frame to another for each item. */
function framed(
	parameters: INodeParameters,
	{ settings, credential = current().credential }: Submission,
): WorkflowJson {
	const { baseUrl } = credential;
	// Only a service on this machine can fetch images from it.
	const host = /\/\/(127\.|localhost)/.test(String(baseUrl))
		? current().url
		: 'https://frames.example';
	const firstFrameUrl = `${host}/frames/dawn.png`;
	const frames = { firstFrameUrl, lastFrameUrl: firstFrameUrl.replace('dawn', 'night') };
	return withNode(workflow('submit'), 'Veo', { ...frames, ...parameters }, settings);
}

/** Executes the node, with these parameters. */
export async function submit(
	parameters: INodeParameters = {},
	{ settings = {}, ...options }: Submission = {},
): Promise<Execution> {
	return await execute({ workflow: framed(parameters, { settings, ...options }), ...options });
}

/** Has the service accept whatever it is sent, and look at nothing. */
export const acceptsAnything = () => current().misbehave({ on: 'submit', do: ANY_TASK });

/** A workflow that submits a video for the prompt of each item. */
export const submittingPrompts = (
	options: INodeParameters = {},
	settings: Partial<INode> = {},
): WorkflowJson => framed({ prompt: '={{ $json.prompt }}', options }, { settings });

/** A workflow that calls the node once for each of these prompts, as a loop or a model does. */
export function callingPrompts(
	prompts: string[],
	options: INodeParameters = {},
	settings: Partial<INode> = {},
): WorkflowJson {
	const all = { onError: 'continueRegularOutput', ...settings } as const;
	const json = withNode(submittingPrompts(options, all), 'Veo', {
		prompt: `={{ ${JSON.stringify(prompts)}[$runIndex] }}`,
	});
	const next = json.nodes.find(({ name }) => name === 'Next') as INode;
	const callers = prompts.map((_prompt, index) => `Call ${index}`);
	for (const [index, name] of callers.entries()) {
		json.nodes.push({ ...next, id: name, name, position: [0, 100 * index] });
		lead(json, name, ['Veo']);
	}
	lead(json, 'Start', callers);
	return json;
}

/** The id of the task that was made from a prompt. */
export const taskOf = (prompt: string): string | undefined =>
	current().tasks.find(({ generation }) => generation.prompt === prompt)?.id;

/** Prompts of all POSTs, in the order of their arrival. */
export const posted = () =>
	current()
		.submitted()
		.map(({ prompt }) => prompt);

/** Prompts of the tasks that were made, in alphabetical order. */
export const made = () =>
	current()
		.tasks.map(({ generation }) => String(generation.prompt))
		.sort();

/** What happens to the submissions whose prompt contains this; to the next ones alone where `times` is given. */
export const spoil = (
	matching: string,
	misdeed: Extract<Rule, { on: 'submit' }>['do'],
	times?: number,
) => current().misbehave({ on: 'submit', matching, do: misdeed, ...(times && { times }) });

export const idsOf = ({ output }: Execution) => output('Veo').map(({ json }) => json.task_id);

/** What "Retry" in the list of executions does. */
export const retry = async (
	{ run }: Execution,
	given = submittingPrompts(),
	process = 'test',
): Promise<Execution> => await execute({ workflow: given, retryOf: run, process });

/** The output item's JSON of a task that was accepted now, with the fields as they come. */
export const ordered = (taskId: string | undefined) => ({
	task_id: taskId,
	model: 'veo-3.1-lite-firstlastframe',
	videos: 1,
	duration: 8,
	resolution: '720p',
	aspect_ratio: '16:9',
	generate_audio: false,
});
