import type { INode, INodeExecutionData, INodeParameters, IRun } from 'n8n-workflow';
import type { Rule, Sandbox } from '../../../sandbox/sandbox.mts';
import {
	start,
	withNode,
	type ExecuteOptions,
	type Execution,
	type WorkflowJson,
} from './execute.mts';
import { useSandbox, type SandboxInUse } from './useSandbox.mts';
import { workflow } from './workflows.mts';

export const TOOL = 'n8n-nodes-highwayapi.veoLiteFirstLastFrameTool';

type Misdeed = Extract<Rule, { on: 'submit' }>['do'];

/** An item for each prompt. */
export const promptItems = (...prompts: string[]): INodeExecutionData[] =>
	prompts.map((prompt) => ({ json: { prompt } }));

/** A workflow that submits a video for the prompt of each item. */
export function submittingPrompts(
	{ url }: Pick<SandboxInUse, 'url'>,
	options: INodeParameters = {},
	settings: Partial<INode> = {},
): WorkflowJson {
	const frame = `${url}/frames/dawn.png`;
	return withNode(
		workflow('submit'),
		'Veo',
		{ firstFrameUrl: frame, lastFrameUrl: frame, prompt: '={{ $json.prompt }}', options },
		settings,
	);
}

/** A workflow that calls the node once for each of these prompts, as a loop or a model does. */
export function callingPrompts(
	sandbox: SandboxInUse,
	prompts: string[],
	options: INodeParameters = {},
	settings: Partial<INode> = {},
): WorkflowJson {
	const { nodes, connections } = submittingPrompts(sandbox, options, {
		onError: 'continueRegularOutput',
		...settings,
	});
	const next = nodes.find(({ name }) => name === 'Next') as INode;
	const veo = nodes.find(({ name }) => name === 'Veo') as INode;
	const to = (node: string) => ({ node, type: 'main', index: 0 }) as const;
	const callers = prompts.map((_prompt, index) => {
		const name = `Call ${index}`;
		return { ...next, id: name, name, position: [0, 100 * index] as [number, number] };
	});
	veo.parameters = {
		...veo.parameters,
		prompt: `={{ ${JSON.stringify(prompts)}[$runIndex] }}`,
	};
	return {
		nodes: [...nodes, ...callers],
		connections: {
			...connections,
			Start: { main: [callers.map(({ name }) => to(name))] },
			...Object.fromEntries(callers.map(({ name }) => [name, { main: [[to('Veo')]] }])),
		},
	};
}

/** A sandbox for each test, and what a test of submitting asks of it. */
export function useSubmitting(...options: Parameters<typeof useSandbox>) {
	const sandbox = useSandbox(...options);
	const begin = async (options: Omit<ExecuteOptions, 'credential'>) =>
		await start({ ...options, credential: sandbox.current.credential });
	const run = async (options: Omit<ExecuteOptions, 'credential'>): Promise<Execution> =>
		await (
			await begin(options)
		).finished;
	const submitting = (options?: INodeParameters, settings?: Partial<INode>): WorkflowJson =>
		submittingPrompts(sandbox.current, options, settings);
	/** Waits until something is true; jest's own limit ends it if it never is. */
	const until = async (isTrue: () => boolean): Promise<void> => {
		while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
	};
	const posted = () => sandbox.current.submitted().map(({ prompt }) => prompt);
	return {
		sandbox,
		run,
		begin,
		submitting,
		until,
		/** Prompts of all POSTs, in the order of their arrival. */
		posted,
		/** Prompts of the tasks that were made, in alphabetical order. */
		made: () => sandbox.current.tasks.map(({ generation }) => String(generation.prompt)).sort(),
		taskOf: (prompt: string): string | undefined => taskOf(sandbox.current, prompt),
		ids: ({ output }: Execution) => output('Veo').map(({ json }) => json.task_id),
		/** What happens to the submissions whose prompt contains this; to the next ones alone where `times` is given. */
		spoil: (matching: string, misdeed: Misdeed, times?: number) =>
			sandbox.current.misbehave({ on: 'submit', matching, do: misdeed, ...(times && { times }) }),
		retry: async (of: { run: IRun }, given = submitting(), process?: string) =>
			await run({ workflow: given, retryOf: of.run, ...(process ? { process } : {}) }),
		/** Executes a workflow in a process that is killed once so many submissions have arrived. */
		killed: async (submissions: number, given: WorkflowJson, items: INodeExecutionData[]) => {
			sandbox.current.misbehave({ on: 'submit', do: { kind: 'hangAfter' } });
			await begin({ workflow: given, items, process: 'killed' });
			await until(() => posted().length === submissions);
			sandbox.current.behave();
		},
		hints: ({ run: { data } }: Execution) =>
			(data.resultData.runData.Veo?.at(-1)?.hints ?? []).map(({ message }) => message),
	};
}

export const REFUSED = { kind: 'answer', status: 409 } as const;
export const LOST = { kind: 'resetAfter' } as const;

/** The id of the task that was made from a prompt. */
export function taskOf({ tasks }: Sandbox, prompt: string): string | undefined {
	return tasks.find(({ generation }) => generation.prompt === prompt)?.id;
}

/** The output item's JSON of a task that was accepted now, with the fields as they come. */
export function ordered(taskId: string | undefined, others: object = {}) {
	return {
		task_id: taskId,
		model: 'veo-3.1-lite-firstlastframe',
		videos: 1,
		duration: 8,
		resolution: '720p',
		aspect_ratio: '16:9',
		generate_audio: false,
		...others,
	};
}
