import type { INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import {
	execute,
	start,
	withNode,
	type Execution,
	type RunningExecution,
	type WorkflowJson,
} from './execute.mts';
import type { SandboxInUse } from './useSandbox.mts';
import { workflow } from './workflows.mts';

export interface Suspending {
	parameters?: INodeParameters;
	settings?: Partial<INode>;
	/** Changes the workflow, e.g. its wiring. */
	change?: (workflow: WorkflowJson) => void;
	items?: INodeExecutionData[];
	mode?: 'manual' | 'trigger';
}

/** An execution that may be parked by n8n's Wait node, and what it takes to go on with it. */
export interface SuspendedExecution extends Execution {
	/** Seconds from now until n8n would resume it, or nothing where it is not parked. */
	pause: number | undefined;
	/** What n8n does when the pause is over, with another credential if there is one. */
	resume(credential?: SandboxInUse['credential']): Promise<SuspendedExecution>;
	/** What "Retry" in the list of executions does with one that failed. */
	retry(): Promise<SuspendedExecution>;
	/** The runs of a node in which it handed something on by an output, by default the first. */
	runsOf(nodeName: string, outputIndex?: number): INodeExecutionData[][];
}

const optionsFor = (
	{ credential }: SandboxInUse,
	{ parameters = {}, settings = {}, change, mode = 'trigger' }: Suspending,
) => {
	const changed = structuredClone(withNode(workflow('suspend'), 'Wait', parameters, settings));
	change?.(changed);
	return { workflow: changed, credential, mode };
};

const itemsFor = (taskIds: string[]) => taskIds.map((task_id) => ({ json: { task_id } }));

let suspended = 0;

/** Starts to wait for tasks in the operation `suspend`, up to the first pause. */
export async function suspend(
	sandbox: SandboxInUse,
	taskIds: string[],
	suspending: Suspending = {},
): Promise<SuspendedExecution> {
	const options = optionsFor(sandbox, suspending);
	// The same after each pause; a retry is an execution of its own.
	const executionId = `suspended-${++suspended}`;
	const follow = (execution: Execution): SuspendedExecution => {
		const { run } = execution;
		return {
			...execution,
			pause: run.waitTill ? (run.waitTill.getTime() - Date.now()) / 1000 : undefined,
			resume: async (credential = options.credential) =>
				follow(await execute({ ...options, executionId, credential, resumeOf: run })),
			retry: async () => follow(await execute({ ...options, mode: 'retry', retryOf: run })),
			runsOf: (nodeName, outputIndex = 0) =>
				(run.data.resultData.runData[nodeName] ?? [])
					.map(({ data }) => data?.main?.[outputIndex] ?? [])
					.filter((items) => items.length > 0),
		};
	};
	const items = suspending.items ?? itemsFor(taskIds);
	return follow(await execute({ ...options, executionId, items }));
}

/** The same, left running. */
export async function startSuspending(
	sandbox: SandboxInUse,
	taskIds: string[],
	suspending: Suspending = {},
): Promise<RunningExecution> {
	return await start({ ...optionsFor(sandbox, suspending), items: itemsFor(taskIds) });
}

/** Leads the outputs of a node to other nodes, those of each output by their names. */
export function lead(json: WorkflowJson, from: string, ...outputs: string[][]): void {
	json.connections[from] = {
		main: outputs.map((nodes) => nodes.map((node) => ({ node, type: 'main', index: 0 }))),
	};
}

/** Adds a node to a workflow. */
export function addNode(
	json: WorkflowJson,
	name: string,
	type: string,
	more: Partial<INode> = {},
): void {
	const [like] = json.nodes.filter((node) => node.name === 'Wait');
	json.nodes.push({
		id: name,
		name,
		type,
		typeVersion: 1,
		position: [660, 300],
		parameters: {},
		...(like?.credentials ? { credentials: like.credentials } : {}),
		...more,
	});
}
