import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { errorItem, toNodeFailure } from './itemError';
import { n8nClock } from './n8nClock';
import { inTurns, isStopped, isTool, runOf } from './runContext';

/** Key of the last run in the node's context. */
const LAST_RUN = 'lastRun';
const EMPTY_LOOP_PAUSE_MS = 1000;

/**
 * One run of a node. What `run` throws becomes an error of n8n, or, where the node continues on error, an
 * error item for each input item: n8n would pass the input of a node that throws to its first output, as if
 * the node had succeeded.
 *
 * @param continueOnFail of n8n; each node reads it in its own `execute`, since n8n's next linter looks there
 * @param run returns the items of each output, or throws and returns nothing
 * @throws NodeApiError or NodeOperationError, unless the node continues on error
 */
export async function runNode(
	context: IExecuteFunctions,
	continueOnFail: boolean,
	run: () => Promise<INodeExecutionData[][]>,
): Promise<INodeExecutionData[][]> {
	await pauseEmptyLoop(context);
	// n8n drops what a stopped execution returns; throwing would start a "Retry On Fail".
	if (isStopped(context)) return [[]];
	let outputs: INodeExecutionData[][] = [[]];
	try {
		outputs = await run();
	} catch (error) {
		if (isStopped(context)) return [[]];
		const failure = toNodeFailure(context, undefined, error);
		if (!continueOnFail) {
			// n8n gives an agent's model only the message, and the advice is in the description.
			const { message, description } = failure;
			if (isTool(context) && description) failure.message = `${message}. ${description}`;
			throw failure;
		}
		const failed: INodeExecutionData[] = [];
		await inTurns(context.getInputData().keys(), (itemIndex) => {
			failed.push(errorItem(context, itemIndex, failure));
		});
		outputs = [failed];
	} finally {
		const broughtNothing = !outputs[0]?.some(({ json }) => !json.error);
		Object.assign(context.getContext('node'), {
			[LAST_RUN]: { run: runOf(context), endedAt: n8nClock.now(), broughtNothing },
		});
	}
	return isStopped(context) ? [[]] : outputs;
}

/**
 * Delays a run by a second if it begins within a second of one that brought nothing, so that a loop of such
 * runs can't keep n8n busy. Not delayed are other tries of a run, before which n8n itself pauses, and tools:
 * a model is slow enough, and may call one several times at once.
 */
async function pauseEmptyLoop(context: IExecuteFunctions): Promise<void> {
	const last = context.getContext('node')[LAST_RUN] as
		| { run: string; endedAt: number; broughtNothing: boolean }
		| undefined;
	if (last?.broughtNothing !== true || last.run === runOf(context) || isTool(context)) return;
	if (Math.abs(n8nClock.now() - last.endedAt) > EMPTY_LOOP_PAUSE_MS) return;
	await n8nClock.sleep(EMPTY_LOOP_PAUSE_MS, context.getExecutionCancelSignal());
}
