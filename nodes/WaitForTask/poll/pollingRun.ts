import type { IExecuteFunctions } from 'n8n-workflow';
import { showHints } from '../../shared/n8n/showHints';
import type { RunOutput } from '../../shared/n8n/runNode';
import { outputItems } from '../output/outputItems';
import { resultHints } from '../output/resultHints';
import { waitError } from '../output/waitErrors';
import { WaitResults } from '../output/waitResults';
import { readWaitingItems, readWaitSettings, type Mode } from '../settings';
import { itemResult } from '../taskOutcome';
import { awaitOutcomes } from './awaitOutcomes';

/** The modes `wait` and `check`: stays until all tasks have ended, or polls each of them once. */
export async function pollingRun(
	context: IExecuteFunctions,
	mode: Exclude<Mode, 'suspend'>,
	cancelled: AbortSignal,
): Promise<RunOutput> {
	const settings = readWaitSettings(context, mode);
	const { items, failures, taskIds } = readWaitingItems(context, mode);
	const results = new WaitResults(context, failures);
	results.throwUnlessContinuing();

	const outcomes = await awaitOutcomes(context, {
		items,
		settings,
		cancelled,
		stopAtFirstFailure: !context.continueOnFail(),
	});
	for (const item of items) {
		const outcome = outcomes.get(item.taskId);
		if (outcome === undefined) continue;
		const end = itemResult(item, outcome);
		if (end.ok) results.succeeded(item, outputItems(item, end.success));
		else results.failed(item, waitError(context, item, end.failure, mode, taskIds));
	}
	if (cancelled.aborted) return { outputs: [[]], worthRepeating: false };
	results.throwUnlessContinuing();
	showHints(context, resultHints(items, outcomes));
	return {
		outputs: [results.items(taskIds)],
		worthRepeating: [...outcomes.values()].some(
			(outcome) => outcome.kind === 'state' && outcome.task.state === 'running',
		),
	};
}
