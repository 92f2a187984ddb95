import type { INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { execute, withNode, type Execution, type WorkflowJson } from './execute.mts';
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
}

/** Starts to wait for tasks in the mode `suspend`, up to the first pause. */
export async function suspend(
	{ credential }: SandboxInUse,
	taskIds: string[],
	{ parameters = {}, settings = {}, change, items, mode = 'trigger' }: Suspending = {},
): Promise<SuspendedExecution> {
	const changed = structuredClone(withNode(workflow('suspend'), 'Wait', parameters, settings));
	change?.(changed);
	const options = { workflow: changed, credential, mode };
	const follow = (execution: Execution): SuspendedExecution => {
		const { waitTill } = execution.run;
		return {
			...execution,
			pause: waitTill ? (waitTill.getTime() - Date.now()) / 1000 : undefined,
			resume: async () => follow(await execute({ ...options, resumeOf: execution.run })),
		};
	};
	return follow(
		await execute({ ...options, items: items ?? taskIds.map((task_id) => ({ json: { task_id } })) }),
	);
}
