import type { IExecuteFunctions, INodeExecutionData, ISourceData } from 'n8n-workflow';
import type { SuspendedMemory } from '../../shared/waiting/suspendedItems';

export type Origin = ISourceData;

export type PassMemory = SuspendedMemory<INodeExecutionData, Origin>;

/** The memory as it is kept in the node's context, which n8n saves with the execution. */
interface Kept extends PassMemory {
	/** Of the run that n8n may try again, how often it was tried so far. */
	tries?: { runIndex: number; count: number };
}

const CONTEXT_KEY = 'suspendedWait';

type Store = Record<string, Kept | undefined>;

export function loadMemory(context: IExecuteFunctions): PassMemory {
	const store = context.getContext('node') as Store;
	return { batches: store[CONTEXT_KEY]?.batches ?? [] };
}

/**
 * Keeps what a pass has left to wait for, and nothing once all has left.
 *
 * With "Retry On Fail" n8n drops the output of a run whose first item is an error item, and runs it
 * again: then the memory stays as it was before, until the last try.
 *
 * @param first the first item that leaves
 */
export function saveMemory(
	context: IExecuteFunctions,
	memory: PassMemory,
	first?: INodeExecutionData,
): void {
	const store = context.getContext('node') as Store;
	const tries = triesOf(context, store[CONTEXT_KEY]);
	if (first?.json.error && tries.count < mostTries(context)) {
		store[CONTEXT_KEY] = { batches: store[CONTEXT_KEY]?.batches ?? [], tries };
	} else if (memory.batches.length === 0) delete store[CONTEXT_KEY];
	else store[CONTEXT_KEY] = memory;
}

function triesOf(
	context: IExecuteFunctions,
	kept: Kept | undefined,
): { runIndex: number; count: number } {
	const runIndex = context.getWorkflowDataProxy(0).$runIndex as number;
	const before = kept?.tries?.runIndex === runIndex ? kept.tries.count : 0;
	return { runIndex, count: before + 1 };
}

/** How often n8n runs a node in all: its own limits, with its own default. */
function mostTries(context: IExecuteFunctions): number {
	const { retryOnFail, maxTries } = context.getNode();
	return retryOnFail === true ? Math.min(5, Math.max(2, maxTries || 3)) : 1;
}
