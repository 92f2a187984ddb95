import type { INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { Rule } from '../../../sandbox/sandbox.mts';
import { execute, type ExecuteOptions, type Execution } from './execute.mts';
import { current } from './useSandbox.mts';
import { lead, withNode, workflow, type WorkflowJson } from './workflows.mts';

export const TOOL = 'n8n-nodes-highwayapi.veoLiteFirstLastFrameTool';

export const REFUSED = { kind: 'answer', status: 409 } as const;
export const LOST = { kind: 'resetAfter' } as const;
export const CONTINUES = { onError: 'continueRegularOutput' } as const;
const ANY_TASK = { kind: 'answer', status: 200, body: { task_id: 'any' } } as const;

/** An item for each prompt. */
export const promptItems = (...prompts: string[]): INodeExecutionData[] =>
	prompts.map((prompt) => ({ json: { prompt } }));

/** So many prompts, each another one. */
export const manyPrompts = (count: number) =>
	Array.from({ length: count }, (_none, index) => `row ${index}`);

interface Submission extends Partial<Omit<ExecuteOptions, 'workflow'>> {
	/** Of the node. */
	settings?: Partial<INode>;
}

/** A workflow that submits a video from one frame to another for each item. */
function framed(
	parameters: INodeParameters,
	{ settings, credential = current().credential }: Submission,
): WorkflowJson {
	// Only a service on this machine can fetch images from it.
	const isHere = /\/\/(127\.|localhost)/.test(String(credential.baseUrl));
	const frames = `${isHere ? current().url : 'https://frames.example'}/frames`;
	const urls = { firstFrameUrl: `${frames}/dawn.png`, lastFrameUrl: `${frames}/night.png` };
	return withNode(workflow('submit'), 'Veo', { ...urls, ...parameters }, settings);
}

/** Executes the node, with these parameters. */
export const submit = async (
	parameters: INodeParameters = {},
	submission: Submission = {},
): Promise<Execution> => await execute({ workflow: framed(parameters, submission), ...submission });

/** Has the service accept whatever it is sent, and look at nothing. */
export const acceptsAnything = () => current().misbehave({ on: 'submit', do: ANY_TASK });

export interface Order extends Submission {
	/** Of the node, beside the prompt. */
	parameters?: INodeParameters;
	options?: INodeParameters;
}

/** What it takes to submit a video for each of these prompts, one an item. */
export const orderOf = (
	prompts: string[],
	{ parameters, options = {}, ...submission }: Order = {},
): ExecuteOptions => ({
	workflow: framed({ prompt: '={{ $json.prompt }}', options, ...parameters }, submission),
	items: promptItems(...prompts),
	...submission,
});

export const order = async (prompts: string[], as?: Order): Promise<Execution> =>
	await execute(orderOf(prompts, as));

/** What "Retry" in the list of executions does. */
export const retry = async ({ run }: Execution, as?: Order): Promise<Execution> =>
	await order([], { ...as, retryOf: run });

/** A workflow that calls the node once for each of these prompts, as a loop or a model does. */
export function callingPrompts(
	prompts: string[],
	{ parameters, settings, ...as }: Order = {},
): WorkflowJson {
	const prompt = `={{ ${JSON.stringify(prompts)}[$runIndex] }}`;
	const continuing = { settings: { ...CONTINUES, ...settings }, ...as };
	const { workflow: json } = orderOf([], { parameters: { prompt, ...parameters }, ...continuing });
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

/** What happens to the next submission whose prompt contains this. */
export const spoil = (matching: string, misdeed: Extract<Rule, { on: 'submit' }>['do']) =>
	current().misbehave({ on: 'submit', matching, times: 1, do: misdeed });

export const idsOf = ({ output }: Execution) => output('Veo').map(({ json }) => json.task_id);

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
