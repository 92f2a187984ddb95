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

/** Seconds by which the clock of the nodes and of the sandbox is ahead. */
let ahead = 0;

/** Lets the tests of a file put the clock forward, over pauses that nobody wants to sit out. */
export function useMovableClock(): { putForward(seconds: number): void } {
	const now = Date.now.bind(Date);
	beforeEach(() => {
		ahead = 0;
		jest.spyOn(Date, 'now').mockImplementation(() => now() + ahead * 1000);
	});
	afterEach(() => jest.restoreAllMocks());
	return { putForward: (seconds) => (ahead += seconds) };
}

export interface Suspending {
	parameters?: INodeParameters;
	settings?: Partial<INode>;
	/** Changes the workflow, e.g. its wiring. */
	change?: (workflow: WorkflowJson) => void;
	items?: INodeExecutionData[];
	mode?: 'manual' | 'trigger';
}

/** An execution that may be parked, and what it takes to go on with it. */
export interface SuspendedExecution extends Execution {
	/** Seconds from now until n8n would resume it, or nothing where it is not parked. */
	pause: number | undefined;
	/** What n8n does when the pause is over. */
	resume(): Promise<SuspendedExecution>;
	/** What "Retry" in the list of executions does with one that failed. */
	retry(): Promise<SuspendedExecution>;
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

/** Starts to wait for tasks in the mode `suspend`, up to the first pause. */
export async function suspend(
	sandbox: SandboxInUse,
	taskIds: string[],
	suspending: Suspending = {},
): Promise<SuspendedExecution> {
	const options = optionsFor(sandbox, suspending);
	const follow = (execution: Execution): SuspendedExecution => {
		const { run } = execution;
		return {
			...execution,
			pause: run.waitTill ? (run.waitTill.getTime() - Date.now()) / 1000 : undefined,
			resume: async () => follow(await execute({ ...options, resumeOf: run })),
			retry: async () => follow(await execute({ ...options, mode: 'retry', retryOf: run })),
		};
	};
	return follow(await execute({ ...options, items: suspending.items ?? itemsFor(taskIds) }));
}

/** The same, left running. */
export async function startSuspending(
	sandbox: SandboxInUse,
	taskIds: string[],
): Promise<RunningExecution> {
	return await start({ ...optionsFor(sandbox, {}), items: itemsFor(taskIds) });
}
