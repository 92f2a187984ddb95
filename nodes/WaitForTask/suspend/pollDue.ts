import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { sanitizeText } from '../../shared/api/sanitizeText';
import { toNodeFailure, operationError, type NodeFailure } from '../../shared/n8n/itemError';
import { showHints } from '../../shared/n8n/showHints';
import { tasksOf, type LastPoll, type Pass } from '../../shared/waiting/suspendedItems';
import { ageOf, dueItems, isOver, type ItemState } from '../../shared/waiting/suspendedWait';
import { waitError } from '../output/waitErrors';
import { resultHints } from '../output/resultHints';
import { outputItems } from '../output/outputItems';
import { awaitOutcomes } from '../poll/awaitOutcomes';
import { itemResult, type TaskOutcome, type TimedOut } from '../taskOutcome';
import { readWaitSettings, type ReadItems } from '../settings';
import { leadsBack } from './loopWiring';
import type { Origin } from './passMemory';
import { loopMessages } from './suspendMessages';

/** What a pass found of an item. */
type Finding = ItemState<INodeExecutionData> | { kind: 'failed'; failure: NodeFailure };

export interface DuePolls {
	/** By item index. */
	findings: Map<number, Finding>;
	pollIntervalMs: number;
}

/** Polls the tasks that are due. What fails for all of them fails for each. */
export async function pollDue(
	context: IExecuteFunctions,
	read: ReadItems,
	pass: Pass<INodeExecutionData, Origin>,
	cancelled: AbortSignal,
): Promise<DuePolls> {
	const findings = new Map<number, Finding>();
	const found = { findings, pollIntervalMs: 0 };
	for (const [itemIndex, failure] of read.failures) {
		findings.set(itemIndex, { kind: 'failed', failure });
	}
	if (findings.size > 0 && !context.continueOnFail()) return found;

	try {
		const settings = readWaitSettings(context, 'suspend');
		found.pollIntervalMs = settings.pollIntervalMs;
		const startedAt = Date.now();
		const due = dueItems(pass, startedAt);
		const items = read.items.filter(({ itemIndex }) => due.has(itemIndex));
		const ages = new Map(
			items.map(({ taskId, itemIndex }) => [taskId, ageOf(pass, itemIndex, startedAt)]),
		);
		const outcomes = await awaitOutcomes(context, {
			items,
			settings,
			cancelled,
			waitedBefore: (taskId) => ages.get(taskId) ?? 0,
			stopAtFirstFailure: false,
		});
		const now = Date.now();
		const isLoop = leadsBack(context);
		const taskIds = tasksOf(pass);
		const lost = (itemIndex: number): Finding => ({
			kind: 'failed',
			failure: operationError(context, loopMessages.nothingLeadsBack, itemIndex),
		});
		for (const item of read.items) {
			const { itemIndex, taskId, timeoutMs } = item;
			const outcome = due.has(itemIndex) ? outcomes.get(taskId) : undefined;
			const isRunning =
				outcome === undefined ||
				(outcome.kind === 'timedOut' && !isOver(pass, itemIndex, timeoutMs, now));
			if (isRunning && !isLoop) findings.set(itemIndex, lost(itemIndex));
			else if (outcome === undefined) continue;
			else if (outcome.kind === 'timedOut' && isRunning) {
				findings.set(itemIndex, stillRunning(outcome, timeoutMs, now));
			} else findings.set(itemIndex, ended(context, item, outcome, taskIds));
		}
		showHints(context, resultHints(items, outcomes));
	} catch (error) {
		const failure = toNodeFailure(context, undefined, error);
		if (!context.continueOnFail()) throw failure;
		for (const { itemIndex } of read.items) findings.set(itemIndex, { kind: 'failed', failure });
	}
	return found;
}

function ended(
	context: IExecuteFunctions,
	item: ReadItems['items'][number],
	outcome: TaskOutcome,
	taskIds: ReadonlySet<string>,
): Finding {
	const end = itemResult(item, outcome);
	return end.ok
		? { kind: 'ended', output: outputItems(item, end.success) }
		: { kind: 'failed', failure: waitError(context, item, end.failure, 'suspend', taskIds) };
}

function stillRunning({ lastSeen, lastFault }: TimedOut, timeoutMs: number, now: number): Finding {
	const poll: LastPoll | undefined = lastSeen && {
		at: now,
		status: sanitizeText(lastSeen.status),
		etaSeconds: lastSeen.etaSeconds,
		progressPercent: lastSeen.progressPercent,
	};
	return { kind: 'running', timeoutMs, poll, retryAfterMs: lastFault?.retryAfterMs };
}
