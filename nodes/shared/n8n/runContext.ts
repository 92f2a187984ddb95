import { sleep, type IExecuteFunctions, type NodeExecutionHint } from 'n8n-workflow';

/** Whether the node runs as a tool of an AI agent. */
export function isTool(context: IExecuteFunctions): boolean {
	// n8n makes the tool out of the node under this name; its isToolExecution() says no to an agent.
	return context.getNode().type.endsWith('Tool');
}

export function isStopped(context: IExecuteFunctions): boolean {
	return context.getExecutionCancelSignal()?.aborted === true;
}

/** How often the node has run before in this execution. */
export function runIndexOf(context: IExecuteFunctions): number {
	return context.getWorkflowDataProxy(0).$runIndex as number;
}

/**
 * Names a run of a node: the same for each of its tries, which "Retry On Fail" makes after a run that
 * threw, or that returned an error item first, and another one for a retry from the list of executions.
 */
export function runOf(context: IExecuteFunctions): string {
	return `${context.getExecutionId()}/${runIndexOf(context)}`;
}

/** What is shown above the output. n8n shortens it after 120 characters or so. */
export function hint(message: string, type: NodeExecutionHint['type'] = 'info'): NodeExecutionHint {
	return { message, type, location: 'outputPane' };
}

/** Shows hints above the output. Older versions of n8n 1 have no place for them, and do without. */
export function showHints(context: IExecuteFunctions, hints: readonly NodeExecutionHint[]): void {
	const { addExecutionHints } = context as Partial<IExecuteFunctions>;
	if (hints.length > 0) addExecutionHints?.call(context, ...hints);
}

/** How long a node works before n8n answers others. */
const TURN_MS = 20;

/** Works through a long list, and keeps n8n from nothing else meanwhile. */
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
