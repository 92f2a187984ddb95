import axios from 'axios';
import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { IBinaryData, INode, INodeExecutionData, INodeParameters, IRun } from 'n8n-workflow';
import { Agent } from 'node:http';
import { execute, start, withNode, type Execution, type RunningExecution } from './execute.mts';
import { PNG } from './pictures.mts';
import type { SandboxInUse } from './useSandbox.mts';
import { workflow } from './workflows.mts';

/**
 * Submits generations past the nodes, so that tests of waiting start with tasks: finished ones, unless
 * their prompt says otherwise.
 */
export async function tasksFor(
	sandbox: SandboxInUse,
	...bodies: Array<Record<string, unknown>>
): Promise<string[]> {
	const image = PNG.toString('base64');
	return await tasksOf(
		sandbox,
		'veo-3.1-lite-firstlastframe',
		...bodies.map((body) => ({ image, last_frame_image: image, prompt: 'x', ...body })),
	);
}

/** The same for any model of the sandbox. */
export async function tasksOf(
	{ url, key }: SandboxInUse,
	model: string,
	...bodies: Array<Record<string, unknown>>
): Promise<string[]> {
	// Connections of its own would be in the way of tests that look for what is left running.
	const client = axios.create({
		baseURL: url,
		headers: { Authorization: `Bearer ${key}` },
		httpAgent: new Agent({ keepAlive: false }),
	});
	const taskIds = await Promise.all(
		bodies.map(async (body) => {
			const { data } = await client.post<{ task_id: string }>(`/v3/async/${model}`, body);
			return data.task_id;
		}),
	);
	return taskIds;
}

interface WaitOptions {
	parameters?: INodeParameters;
	settings?: Partial<INode>;
	items?: INodeExecutionData[];
	/** Retries an execution that failed, with the node as it is set here. */
	retryOf?: IRun;
}

const optionsFor = (
	{ credential }: SandboxInUse,
	taskIds: string[],
	{ parameters = {}, settings = {}, items, retryOf }: WaitOptions,
) => ({
	workflow: withNode(workflow('wait'), 'Wait', parameters, settings),
	items: items ?? taskIds.map((task_id) => ({ json: { task_id } })),
	credential,
	...(retryOf === undefined ? {} : { retryOf }),
});

/** Waits for tasks in n8n's engine, to the end. */
export async function wait(
	sandbox: SandboxInUse,
	taskIds: string[],
	options: WaitOptions = {},
): Promise<Execution> {
	return await execute(optionsFor(sandbox, taskIds, options));
}

/** The same, left running. */
export async function startWaiting(
	sandbox: SandboxInUse,
	taskIds: string[],
	options: WaitOptions = {},
): Promise<RunningExecution> {
	return await start(optionsFor(sandbox, taskIds, options));
}

/** Answers every poll, or some of them, like this. */
export function answersWith(
	{ misbehave }: SandboxInUse,
	body: object,
	more: { times?: number | undefined; taskId?: string } = {},
): void {
	const kind = { kind: 'answer', status: 200, body: body as Record<string, never> } as const;
	misbehave({ on: 'poll', ...more, do: kind });
}

/** What the node that waits says above its output. */
export const hintsOf = ({ run }: Execution): string[] =>
	(run.data.resultData.runData.Wait?.[0]?.hints ?? []).map(({ message }) => message);

/** What a file in n8n's binary store holds. */
export async function contentOf(binary: IBinaryData | undefined): Promise<string> {
	if (binary === undefined) throw new Error('There is no such file in the item');
	return (await Container.get(BinaryDataService).getAsBuffer(binary)).toString();
}
