import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { HighwayApi } from '../shared/api/highwayApi';
import { fill } from '../shared/words';
import { ParkedWait, type ParkedTasks } from '../shared/waiting/parkedWait';
import { failureOf } from './failures';
import { hintsFor } from './hints';
import { outputItems } from './items';
import { checkLoop, runsBehindDone } from './loopWiring';
import { isSuccess, outcomesOf, type Outcome } from './outcomes';
import type { Results } from './results';
import type { WaitingItem, WaitSettings } from './settings';
import { suspendHints } from './suspendWords';

/** What outlives the pauses, in the node's context, which n8n saves with the parked execution. */
interface Memory {
	tasks: ParkedTasks;
	/** How often the nodes behind `Done` had run when they were last handed something. */
	runsBehindDone?: number;
	/** Whether they have been seen waiting behind the loop. */
	doneComesLate?: boolean;
}

const KEY = 'suspendedWait';

export interface PassOptions {
	items: WaitingItem[];
	results: Results;
	settings: WaitSettings;
	api: HighwayApi;
	cancelled: AbortSignal;
}

/**
 * One pass of the mode `suspend`: looks once at all tasks that are due. What has finished leaves by
 * `Done` at once, and the rest goes round by `Check Again`; when nothing has finished, the execution is
 * parked until the next task is due.
 *
 * n8n (2.41, and 1.123) does not hand on what a pass returns that parks, and on resuming it passes the
 * input of that pass on to the first output without running the node. So a pass that has something to
 * hand on never parks, and only one that has come round itself does: the loop is known to work before
 * anything depends on it.
 *
 * @returns the items of the two outputs
 */
export async function suspendedPass(
	context: IExecuteFunctions,
	{ items, results, settings, api, cancelled }: PassOptions,
): Promise<INodeExecutionData[][]> {
	checkLoop(context);
	const store = context.getContext('node') as Record<string, Memory | undefined>;
	const memory = (store[KEY] ??= { tasks: {} });
	const wait = new ParkedWait(memory.tasks, {
		pauseMs: settings.pollIntervalMs,
		timeoutMs: settings.timeoutMs,
	});
	const cameRound = items.every(({ taskId }) => wait.knows(taskId));
	noteWhetherDoneCameFirst(context, memory);

	const due = items.filter(({ taskId }) => wait.isDue(taskId, Date.now()));
	const outcomes = await outcomesOf(context, {
		items: due,
		settings,
		api,
		cancelled,
		stopAtFirstFailure: false,
	});
	if (cancelled.aborted) return [[]];

	const now = Date.now();
	const { goingRound, failed } = sortItems(context, { items, results, settings }, outcomes, {
		wait,
		now,
	});
	if (failed.length > 0 && !context.continueOnFail()) {
		if (!results.hasOutput) {
			delete store[KEY];
			results.throwUnlessContinuing();
		}
		// What has finished leaves first; the failure comes round and ends the execution then.
		for (const item of failed) {
			wait.comesAgain(item.taskId, now);
			goingRound.add(item.itemIndex);
			results.failures.delete(item.itemIndex);
		}
	}

	const done = results.items(items);
	if (done.length === 0 && cameRound && goingRound.size > 0) {
		await context.putExecutionToWait(new Date(wait.firstDueAt(items.map(({ taskId }) => taskId))));
		// A copy: with an error output n8n empties the arrays that it gets, and the input must survive.
		return [[...context.getInputData()], []];
	}
	const again = context
		.getInputData()
		.flatMap((item, itemIndex): INodeExecutionData[] =>
			goingRound.has(itemIndex) ? [{ ...item, pairedItem: { item: itemIndex } }] : [],
		);
	if (again.length > 0 && done.length > 0) {
		const runs = runsBehindDone(context);
		if (runs !== undefined) memory.runsBehindDone = runs;
	}
	context.addExecutionHints(...hintsFor(items, outcomes));
	explain(context, { again: again.length, cameRound, memory });
	if (again.length === 0) delete store[KEY];
	return [again, done];
}

/**
 * Hands what a pass has brought to the results, and notes in the wait which tasks go on.
 *
 * @returns the indexes of the items whose tasks go on, and the items that brought nothing
 */
function sortItems(
	context: IExecuteFunctions,
	{ items, results, settings }: Pick<PassOptions, 'items' | 'results' | 'settings'>,
	outcomes: ReadonlyMap<string, Outcome>,
	{ wait, now }: { wait: ParkedWait; now: number },
): { goingRound: Set<number>; failed: WaitingItem[] } {
	const goingRound = new Set<number>();
	const failed: WaitingItem[] = [];
	for (const item of items) {
		const { itemIndex, taskId } = item;
		const outcome = outcomes.get(taskId);
		if (outcome === undefined) {
			goingRound.add(itemIndex);
		} else if (isSuccess(outcome)) {
			results.succeeded(item, outputItems(item, outcome));
		} else if (outcome.kind === 'timedOut' && !wait.isOver(taskId, now)) {
			goingRound.add(itemIndex);
		} else {
			failed.push(item);
			results.failed(item, failureOf(context, item, outcome, settings));
		}
	}
	// Only now: several items may wait for the same task.
	for (const [taskId, outcome] of outcomes) {
		if (outcome.kind !== 'timedOut' || wait.isOver(taskId, now)) wait.ended(taskId);
		else wait.goesOn(taskId, now, outcome.lastFault?.retryAfterMs);
	}
	return { goingRound, failed };
}

function noteWhetherDoneCameFirst(context: IExecuteFunctions, memory: Memory): void {
	if (memory.runsBehindDone === undefined) return;
	if (runsBehindDone(context) === memory.runsBehindDone) memory.doneComesLate = true;
	delete memory.runsBehindDone;
}

/** Tells whoever looks at the output what can't be seen in it. */
function explain(
	context: IExecuteFunctions,
	{ again, cameRound, memory }: { again: number; cameRound: boolean; memory: Memory },
): void {
	if (again > 0 && !cameRound && context.getMode() === 'manual') {
		context.addExecutionHints({
			message: fill(suspendHints.onlyOnePass, {
				tasks: again === 1 ? '1 task is' : `${again} tasks are`,
			}),
			location: 'outputPane',
		});
	}
	if (again === 0 && memory.doneComesLate === true) {
		context.addExecutionHints({
			message: suspendHints.doneCameLate,
			location: 'outputPane',
		});
	}
}
