import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import {
	errorItem,
	hasErrorOutput,
	operationError,
	type NodeFailure,
} from '../../shared/n8n/itemError';
import { n8nClock } from '../../shared/n8n/n8nClock';
import type { RunOutput } from '../../shared/n8n/runNode';
import { showHints } from '../../shared/n8n/showHints';
import { restartWaits, beginPass } from '../../shared/waiting/suspendedItems';
import { endPass, pauseBefore, type ItemState } from '../../shared/waiting/suspendedWait';
import { readWaitingItems } from '../settings';
import { pollDue } from './pollDue';
import { refusalOfLoop } from './loopWiring';
import { linkToOrigin, inputSource, stillRunningItem } from './passItems';
import { MIN_PAUSE_SECONDS } from '../minPause';
import { saveMemory, loadMemory } from './passMemory';
import { hintForRefusal, hintsForRunning } from './suspendHints';

/** Made each time: n8n writes into the arrays that it gets. */
const nothing = (): RunOutput => ({ outputs: [[], []], worthRepeating: false });

/**
 * One pass of the mode `suspend`: polls once at all tasks that are due. What has finished leaves by
 * the first output, and what still runs by the second, which leads through n8n's own Wait node back
 * here. A pass that comes too early waits in memory.
 *
 * @returns the items of the two outputs
 * @throws the first failure, unless the node continues on error
 */
export async function suspendedRun(
	context: IExecuteFunctions,
	cancelled: AbortSignal,
): Promise<RunOutput> {
	const refusal = refusalOfLoop(context);
	if (refusal !== undefined) {
		if (!context.continueOnFail()) throw operationError(context, refusal);
		// An error item would go the way that is refused.
		showHints(context, [hintForRefusal(refusal)]);
		return nothing();
	}

	const read = readWaitingItems(context, 'suspend');
	const memory = loadMemory(context);
	const pass = beginPass(memory, read.taskIds, inputSource(context), Date.now());
	await n8nClock.sleep(pauseBefore(pass, Date.now()), cancelled);
	if (cancelled.aborted) return nothing();

	const { findings, pollIntervalMs } = await pollDue(context, read, pass, cancelled);
	if (cancelled.aborted) return nothing();

	const failed = new Map<number, NodeFailure>();
	for (const [itemIndex, finding] of findings) {
		if (finding.kind === 'failed') failed.set(itemIndex, finding.failure);
	}
	const [firstFailure] = failed.values();
	if (firstFailure !== undefined && !context.continueOnFail()) {
		const taskIds = [...failed.keys()].flatMap((itemIndex) => read.taskIds[itemIndex] ?? []);
		saveMemory(context, restartWaits(memory, new Set(taskIds)));
		throw firstFailure;
	}

	const verdicts = new Map<number, ItemState<INodeExecutionData>>();
	const leavingByError: INodeExecutionData[] = [];
	for (const [itemIndex, finding] of findings) {
		if (finding.kind !== 'failed') {
			verdicts.set(itemIndex, finding);
		} else {
			const task_id = read.taskIds[itemIndex];
			const facts = task_id === undefined ? {} : { task_id };
			const item = errorItem(context, itemIndex, finding.failure, facts);
			// n8n links and completes what it moves to the error output by the input of this very run.
			if (hasErrorOutput(context)) leavingByError.push(item);
			verdicts.set(
				itemIndex,
				hasErrorOutput(context) ? { kind: 'gone' } : { kind: 'ended', output: [item] },
			);
		}
	}

	const end = endPass(pass, verdicts, {
		now: Date.now(),
		together: true,
		minPauseMs: MIN_PAUSE_SECONDS * 1000,
		minPollGapMs: Math.max(MIN_PAUSE_SECONDS * 1000, pollIntervalMs),
	});
	const done = [...end.done.flatMap((one) => linkToOrigin(one)), ...leavingByError];
	saveMemory(context, end.memory, done[0]);
	const running = end.stillRunning.map(({ itemIndex, last }) =>
		stillRunningItem(context, itemIndex, last, end.checkAgainSeconds),
	);
	showHints(context, hintsForRunning(context, running.length));
	return { outputs: [done, running], worthRepeating: running.length > 0 };
}
