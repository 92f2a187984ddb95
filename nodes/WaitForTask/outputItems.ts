import type {
	IBinaryData,
	IBinaryKeyData,
	IExecuteFunctions,
	INodeExecutionData,
	NodeExecutionHint,
} from 'n8n-workflow';
import { formatText } from '../shared/message';
import { errorItem, withAdvice, type NodeFailure } from '../shared/n8n/itemError';
import { hint, inTurns } from '../shared/n8n/runContext';
import { reasonGiven, resultsOf, type Result, type TaskOutcome } from './outcome';
import type { Operation, WaitingItem } from './settings';
import { outputHints, taskAdditions } from './waitMessages';

/** The output items of one input item, with what failed as error items. */
export function outputItems(
	context: IExecuteFunctions,
	item: WaitingItem,
	results: Result[],
): INodeExecutionData[] {
	return results.map((result) =>
		'failure' in result
			? errorItem(context, item.itemIndex, result.failure(), result.json)
			: {
					json: result.json,
					...withFiles(item, result.files),
					pairedItem: { item: item.itemIndex },
				},
	);
}

/** Files in the fields where an item wants them. */
export function withFiles(
	{ output, binaryProperty }: WaitingItem,
	files: IBinaryData[],
): { binary?: IBinaryKeyData } {
	if (files.length === 0) return {};
	const name = (position: number) =>
		output === 'perTask' ? `${binaryProperty}_${position}` : binaryProperty;
	return {
		binary: Object.fromEntries(files.map((file, position) => [name(position), file])),
	};
}

/**
 * The error items of what can't be waited for, by item index.
 *
 * @param taskIds of the others
 * @throws the first failure, unless the node continues on error
 */
export async function refusedItems(
	context: IExecuteFunctions,
	refused: ReadonlyMap<number, NodeFailure>,
	taskIds: string[],
): Promise<Map<number, INodeExecutionData>> {
	const [first] = refused.values();
	if (first !== undefined && !context.continueOnFail()) throw endOfRun(first, undefined, taskIds);
	const items = new Map<number, INodeExecutionData>();
	await inTurns(refused, ([index, failure]) => {
		items.set(index, errorItem(context, index, failure));
	});
	return items;
}

/**
 * What the outcome of its task makes of an item.
 *
 * @param taskIds of the whole run
 * @throws the first failure, unless the node continues on error
 */
export function resultsOrThrow(
	context: IExecuteFunctions,
	item: WaitingItem,
	outcome: TaskOutcome,
	operation: Operation,
	taskIds: string[],
): Result[] {
	const results = resultsOf(context, item, outcome, operation);
	const failed = results.find((result) => 'failure' in result);
	if (failed === undefined || context.continueOnFail()) return results;
	// A refused key or account is about all tasks: leaving one out does not help the others.
	const isAboutAll = outcome.kind === 'refused' && outcome.fault.verdict !== 'unknownTask';
	throw endOfRun(failed.failure(), item.taskId, isAboutAll ? [] : taskIds);
}

/** How many tasks a message names; the details of the failure have all. */
const MAX_NAMED = 5;

/** What ends a run, with how to get at its other tasks, which are paid for. */
function endOfRun(
	failure: NodeFailure,
	ownTask: string | undefined,
	taskIds: string[],
): NodeFailure {
	const others = [...new Set(taskIds)].filter((id) => id !== ownTask);
	if (others.length === 0) return failure;
	const more = others.length - MAX_NAMED;
	const ids = others.slice(0, MAX_NAMED).join(', ');
	const sentence = formatText(taskAdditions.otherTasks, {
		others: others.length === 1 ? 'the other task' : `the ${others.length} other tasks`,
		ids: more > 0 ? `${ids} and ${more} more` : ids,
	});
	return withAdvice(failure, [sentence], { data: { other_tasks: others } });
}

/** What the user should know about the output, and the items don't show at a glance. */
export function outputHintsOf(
	items: readonly WaitingItem[],
	outcomes: ReadonlyMap<string, TaskOutcome>,
): NodeExecutionHint[] {
	const expiries: number[] = [];
	const short = new Map<string, string>();
	for (const { taskId, downloadFiles } of items) {
		const outcome = outcomes.get(taskId);
		if (outcome?.kind !== 'files') continue;
		const { files, reason, lacksFiles } = outcome.task;
		if (reason !== '' || lacksFiles) short.set(taskId, reason);
		if (!downloadFiles) expiries.push(...files.flatMap(({ expiresAt }) => expiresAt ?? []));
	}
	const hints: NodeExecutionHint[] = [];
	const [first] = expiries.sort((a, b) => a - b);
	if (first !== undefined) {
		const time = new Date(first).toISOString();
		hints.push(hint(formatText(outputHints.linksExpire, { time })));
	}
	for (const reason of [...short.values()].slice(0, 1)) {
		const tasks = short.size === 1 ? '1 task' : `${short.size} tasks`;
		const values = { tasks, reason: reasonGiven(reason) };
		hints.push(hint(formatText(outputHints.heldBack, values), 'warning'));
	}
	return hints;
}
