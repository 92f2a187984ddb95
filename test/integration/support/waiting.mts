import axios from 'axios';
import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { IBinaryData, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { Agent } from 'node:http';
import {
	execute,
	start,
	type ExecuteOptions,
	type Execution,
	type RunningExecution,
} from './execute.mts';
import { PNG } from './pictures.mts';
import { current } from './useSandbox.mts';
import { time } from './virtualTime.mts';
import { withNode, workflow, type WorkflowJson } from './workflows.mts';

/**
 * Submits generations past the nodes, so that tests of waiting start with tasks: finished ones, unless
 * their prompt says otherwise.
 */
export async function tasksFor(...bodies: Array<Record<string, unknown>>): Promise<string[]> {
	const image = PNG.toString('base64');
	const frames = { image, last_frame_image: image, prompt: 'x' };
	const all = bodies.map((body) => ({ ...frames, ...body }));
	return await tasksOf('veo-3.1-lite-firstlastframe', ...all);
}

/** The same for any model of the sandbox. */
export async function tasksOf(
	model: string,
	...bodies: Array<Record<string, unknown>>
): Promise<string[]> {
	const { url, key } = current();
	// Connections of its own would be in the way of tests that look for what is left running.
	const client = axios.create({
		baseURL: url,
		headers: { Authorization: `Bearer ${key}` },
		httpAgent: new Agent({ keepAlive: false }),
	});
	return await Promise.all(
		bodies.map(async (body) => {
			const { data } = await client.post<{ task_id: string }>(`/v3/async/${model}`, body);
			return data.task_id;
		}),
	);
}

export interface Waiting extends Partial<Omit<ExecuteOptions, 'workflow'>> {
	parameters?: INodeParameters;
	/** Of the node. */
	settings?: Partial<INode>;
	/** Changes the workflow, e.g. its wiring. */
	change?: ((workflow: WorkflowJson) => void) | undefined;
}

function optionsFor(taskIds: string[], waiting: Waiting): ExecuteOptions {
	const { parameters = {}, settings = {}, change, ...options } = waiting;
	const name = parameters.operation === 'suspend' ? 'suspend' : 'wait';
	const changed = withNode(workflow(name), 'Wait', parameters, settings);
	change?.(changed);
	const items = taskIds.map((task_id) => ({ json: { task_id } }));
	return { workflow: changed, items, ...options };
}

/** Waits for tasks in n8n's engine, to the end. */
export const wait = async (taskIds: string[], waiting: Waiting = {}): Promise<Execution> =>
	await execute(optionsFor(taskIds, waiting));

/** The same, left running. */
export const startWaiting = async (
	taskIds: string[],
	waiting: Waiting = {},
): Promise<RunningExecution> => await start(optionsFor(taskIds, waiting));

/** An execution that may be parked by n8n's Wait node, and what it takes to go on with it. */
export interface SuspendedExecution extends Execution {
	/** Seconds from now until n8n would resume it, or nothing where it is not parked. */
	pause: number | undefined;
	/** What n8n does when the pause is over, or after so many seconds, with another credential if there is one. */
	resume(after?: number, credential?: ExecuteOptions['credential']): Promise<SuspendedExecution>;
	/** All passes that are left. */
	toTheEnd(atMost?: number): Promise<SuspendedExecution>;
	/** What "Retry" in the list of executions does with one that failed. */
	retry(): Promise<SuspendedExecution>;
	/** The runs of a node in which it handed something on by an output, by default the first. */
	runsOf(nodeName: string, outputIndex?: number): INodeExecutionData[][];
}

let suspended = 0;

/** Starts to wait for tasks in the operation `suspend`, up to the first pause. */
export async function suspend(
	taskIds: string[],
	{ parameters = {}, ...waiting }: Waiting = {},
): Promise<SuspendedExecution> {
	const suspending = { ...waiting, parameters: { operation: 'suspend', ...parameters } };
	const options = { mode: 'trigger', ...optionsFor(taskIds, suspending) } as const;
	// The same after each pause; a retry is an execution of its own.
	const executionId = `suspended-${++suspended}`;
	const follow = (execution: Execution): SuspendedExecution => {
		const { run } = execution;
		const pause = run.waitTill ? (run.waitTill.getTime() - Date.now()) / 1000 : undefined;
		const all: SuspendedExecution = {
			...execution,
			pause,
			resume: async (after = pause ?? 0, credential = options.credential) => {
				time.putForward(after);
				const now = credential === undefined ? {} : { credential };
				return follow(await execute({ ...options, ...now, executionId, resumeOf: run }));
			},
			toTheEnd: async (atMost = 100) => {
				if (pause === undefined) return all;
				expect(atMost).not.toBe(0);
				return await (await all.resume()).toTheEnd(atMost - 1);
			},
			retry: async () => follow(await execute({ ...options, mode: 'retry', retryOf: run })),
			runsOf: (nodeName, outputIndex = 0) =>
				(run.data.resultData.runData[nodeName] ?? [])
					.map(({ data }) => data?.main?.[outputIndex] ?? [])
					.filter((items) => items.length > 0),
		};
		return all;
	};
	return follow(await execute({ ...options, executionId }));
}

/** The same through all pauses, to the end. Another operation has none. */
export const waitSuspended = async (taskIds: string[], waiting?: Waiting) =>
	await (await suspend(taskIds, waiting)).toTheEnd();

/** Answers every poll, or so many, like this. */
export function answersWith(body: object, times?: number): void {
	const kind = { kind: 'answer', status: 200, body: body as Record<string, never> } as const;
	current().misbehave({ on: 'poll', ...(times && { times }), do: kind });
}

/** What a file in n8n's binary store holds. */
export async function contentOf(binary: IBinaryData | undefined): Promise<string> {
	if (binary === undefined) throw new Error('There is no such file in the item');
	return (await Container.get(BinaryDataService).getAsBuffer(binary)).toString();
}
