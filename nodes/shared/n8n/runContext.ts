import { sleep, type IExecuteFunctions, type NodeExecutionHint } from 'n8n-workflow';

/** Whether the node runs as a tool of an AI agent. */
export function isTool(context: IExecuteFunctions): boolean {
	// n8n makes the tool out of the node under this name; its isToolExecution() says no to an agent.
	return context.getNode().type.endsWith('Tool');
}

export function isStopped(context: IExecuteFunctions): boolean {
	return context.getExecutionCancelSignal()?.aborted === true;
}

/** How many runs of the node came before in this execution. */
export function runIndexOf(context: IExecuteFunctions): number {
	return context.getWorkflowDataProxy(0).$runIndex as number;
}

/**
 * Identifies a run of a node. The tries of "Retry On Fail", which follow a run that threw or whose first
 * item failed, have the same id; a retry from the list of executions has another.
 */
export function runOf(context: IExecuteFunctions): string {
	return `${context.getExecutionId()}/${runIndexOf(context)}`;
}

/** A hint above the output. n8n shortens it after about 120 characters. */
export function hint(message: string, type: NodeExecutionHint['type'] = 'info'): NodeExecutionHint {
	return { message, type, location: 'outputPane' };
}

/** Shows hints above the output, except in older versions of n8n 1, which can't. */
export function showHints(context: IExecuteFunctions, hints: readonly NodeExecutionHint[]): void {
	const { addExecutionHints } = context as Partial<IExecuteFunctions>;
	if (hints.length > 0) addExecutionHints?.call(context, ...hints);
}

/** How long a node works before n8n gets a chance to do other work. */
const TURN_MS = 20;

/** Works through a list in order. However long it is, n8n can do other work in between. */
export async function inTurns<T>(
	list: Iterable<T>,
	work: (one: T) => void | Promise<void>,
): Promise<void> {
	let turnBegan = performance.now();
	for (const one of list) {
		await work(one);
		if (performance.now() - turnBegan < TURN_MS) continue;
		await sleep(0);
		turnBegan = performance.now();
	}
}
