import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { foreignText } from '../../shared/api/foreignText';
import { nodeFailure, operationError, type NodeFailure } from '../../shared/n8n/itemError';
import { showHints } from '../../shared/n8n/showHints';
import { tasksOf, type LastLook, type Pass } from '../../shared/waiting/suspendedItems';
import { ageOf, dueItems, isOver, type Verdict } from '../../shared/waiting/suspendedWait';
import { failureOf } from '../failures';
import { hintsFor } from '../hints';
import { outputItems } from '../items';
import { endFor, outcomesOf, type Outcome, type TimedOut } from '../outcomes';
import { readWaitSettings, type ReadItems } from '../settings';
import { comesBack } from './loopWiring';
import type { Origin } from './passMemory';
import { loopWords } from './suspendWords';

/** What a pass found of an item. */
type Finding = Verdict<INodeExecutionData> | { kind: 'failed'; failure: NodeFailure };

export interface Found {
	/** By item index. */
	findings: Map<number, Finding>;
	pollIntervalMs: number;
	together: boolean;
}

/** Looks at the tasks that are due. What fails for all of them fails for each. */
export async function lookAtDue(
	context: IExecuteFunctions,
	read: ReadItems,
	pass: Pass<INodeExecutionData, Origin>,
	cancelled: AbortSignal,
): Promise<Found> {
	const findings = new Map<number, Finding>();
	const found = { findings, pollIntervalMs: 0, together: true };
	for (const [itemIndex, failure] of read.failures) {
		findings.set(itemIndex, { kind: 'failed', failure });
	}
	if (findings.size > 0 && !context.continueOnFail()) return found;

	try {
		const settings = readWaitSettings(context, 'suspend');
		found.pollIntervalMs = settings.pollIntervalMs;
		found.together = settings.handOn === 'together';
		const startedAt = Date.now();
		const due = dueItems(pass, startedAt);
		const items = read.items.filter(({ itemIndex }) => due.has(itemIndex));
		const ages = new Map(
			items.map(({ taskId, itemIndex }) => [taskId, ageOf(pass, itemIndex, startedAt)]),
		);
		const outcomes = await outcomesOf(context, {
			items,
			settings,
			cancelled,
			waitedBefore: (taskId) => ages.get(taskId) ?? 0,
			stopAtFirstFailure: false,
		});
		const now = Date.now();
		const goesRound = comesBack(context);
		const taskIds = tasksOf(pass);
		const lost = (itemIndex: number): Finding => ({
			kind: 'failed',
			failure: operationError(context, loopWords.nothingLeadsBack, itemIndex),
		});
		for (const item of read.items) {
			const { itemIndex, taskId, timeoutMs } = item;
			const outcome = due.has(itemIndex) ? outcomes.get(taskId) : undefined;
			const isRunning =
				outcome === undefined ||
				(outcome.kind === 'timedOut' && !isOver(pass, itemIndex, timeoutMs, now));
			if (isRunning && !goesRound) findings.set(itemIndex, lost(itemIndex));
			else if (outcome === undefined) continue;
			else if (outcome.kind === 'timedOut' && isRunning) {
				findings.set(itemIndex, runningOn(outcome, timeoutMs, now));
			} else findings.set(itemIndex, endedWith(context, item, outcome, taskIds));
		}
		showHints(context, hintsFor(items, outcomes));
	} catch (error) {
		const failure = nodeFailure(context, undefined, error);
		if (!context.continueOnFail()) throw failure;
		for (const { itemIndex } of read.items) findings.set(itemIndex, { kind: 'failed', failure });
	}
	return found;
}

function endedWith(
	context: IExecuteFunctions,
	item: ReadItems['items'][number],
	outcome: Outcome,
	taskIds: ReadonlySet<string>,
): Finding {
	const end = endFor(item, outcome);
	return end.ok
		? { kind: 'ended', output: outputItems(item, end.success) }
		: { kind: 'failed', failure: failureOf(context, item, end.lack, 'suspend', taskIds) };
}

function runningOn({ lastSeen, lastFault }: TimedOut, timeoutMs: number, now: number): Finding {
	const look: LastLook | undefined = lastSeen && {
		at: now,
		status: foreignText(lastSeen.status),
		...(lastSeen.etaSeconds === undefined ? {} : { etaSeconds: lastSeen.etaSeconds }),
		...(lastSeen.progressPercent === undefined
			? {}
			: { progressPercent: lastSeen.progressPercent }),
	};
	return {
		kind: 'running',
		timeoutMs,
		...(look === undefined ? {} : { look }),
		...(lastFault?.retryAfterMs === undefined ? {} : { retryAfterMs: lastFault.retryAfterMs }),
	};
}
