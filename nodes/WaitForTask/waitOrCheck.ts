import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { errorItem, type NodeFailure } from '../shared/n8n/itemError';
import { inTurns, isStopped, showHints } from '../shared/n8n/runContext';
import { awaitOutcomes } from './awaitOutcomes';
import { concernsAll, resultsOf } from './outcome';
import { endOfRun, outputHintsOf, outputItems } from './outputItems';
import { readItems, readPollInterval, type Operation } from './settings';

/**
 * The operations `wait` and `check`: stays until all tasks have ended, or polls each of them once.
 *
 * @returns the output items, in input order
 * @throws the first failure, unless the node continues on error
 */
export async function waitOrCheck(
	context: IExecuteFunctions,
	operation: Exclude<Operation, 'suspend'>,
): Promise<INodeExecutionData[]> {
	/** By input item. */
	const output: INodeExecutionData[][] = [];
	const pollIntervalMs = operation === 'wait' ? readPollInterval(context) : 0;
	let firstRefusal: NodeFailure | undefined;
	const items = await readItems(context, operation, (itemIndex, why) => {
		if (context.continueOnFail()) output[itemIndex] = [errorItem(context, itemIndex, why)];
		else firstRefusal ??= why;
	});
	const taskIds = items.map(({ taskId }) => taskId);
	if (firstRefusal !== undefined) throw endOfRun(firstRefusal, undefined, taskIds);

	const outcomes = await awaitOutcomes(context, { items, operation, pollIntervalMs });
	if (isStopped(context)) return [];
	await inTurns(items, (item) => {
		const outcome = outcomes.get(item.taskId);
		if (outcome === undefined) return;
		const results = resultsOf(context, item, outcome, operation);
		const failed = results.find((result) => 'failure' in result);
		if (failed !== undefined && !context.continueOnFail()) {
			throw endOfRun(failed.failure(), item.taskId, concernsAll(outcome) ? [] : taskIds);
		}
		output[item.itemIndex] = outputItems(context, item, results);
	});
	showHints(context, outputHintsOf(items, outcomes));
	return output.flat();
}
