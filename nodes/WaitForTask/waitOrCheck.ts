import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { inTurns, isStopped, showHints } from '../shared/n8n/runContext';
import { awaitOutcomes } from './awaitOutcomes';
import { outputHintsOf, outputItems, refusedItems, resultsOrThrow } from './outputItems';
import { readItems, type Operation } from './settings';

/**
 * The operations `wait` and `check`: stays until all tasks have ended, or polls each of them once.
 *
 * @returns the output items, in input order
 * @throws the first failure, unless the node continues on error
 */
export async function waitOrCheck(
	context: IExecuteFunctions,
	operation: Operation,
	pollIntervalMs: number,
): Promise<INodeExecutionData[]> {
	const { items, refused } = await readItems(context, operation);
	const taskIds = items.map(({ taskId }) => taskId);
	/** By input item. */
	const output: INodeExecutionData[][] = [];
	const errors = await refusedItems(context, refused, taskIds);
	for (const [index, item] of errors) output[index] = [item];

	const outcomes = await awaitOutcomes(context, { items, operation, pollIntervalMs });
	if (isStopped(context)) return [];
	await inTurns(items, (item) => {
		const outcome = outcomes.get(item.taskId);
		if (outcome === undefined) return;
		const results = resultsOrThrow(context, item, outcome, operation, taskIds);
		output[item.itemIndex] = outputItems(context, item, results);
	});
	showHints(context, outputHintsOf(items, outcomes));
	return output.flat();
}
