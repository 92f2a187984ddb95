import type {
	IBinaryData,
	IBinaryKeyData,
	IExecuteFunctions,
	INodeExecutionData,
	NodeExecutionHint,
} from 'n8n-workflow';
import { quoted } from '../shared/api/sanitizeText';
import { formatText } from '../shared/message';
import { errorItem, withAdvice, type NodeFailure } from '../shared/n8n/itemError';
import { hint } from '../shared/n8n/runContext';
import type { Result, TaskOutcome } from './outcome';
import type { WaitingItem } from './settings';
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

/** How many tasks a message names; the details of the failure have all. */
const MAX_NAMED = 5;

/**
 * What ends a run, with how to get at its other tasks, which are paid for, in the message, and all of
 * their ids in the details.
 *
 * @param ownTask the task that it is about, where it is about one
 * @param taskIds of the whole run
 */
export function endOfRun(
	failure: NodeFailure,
	ownTask: string | undefined,
	taskIds: Iterable<string>,
): NodeFailure {
	const others = [...new Set(taskIds)].filter((id) => id !== ownTask);
	if (others.length === 0) return failure;
	const more = others.length - MAX_NAMED;
	const named = others.slice(0, MAX_NAMED).join(', ');
	const sentence = formatText(taskAdditions.otherTasks, {
		others: others.length === 1 ? 'the other task' : `the ${others.length} other tasks`,
		ids: `${others.length === 1 ? 'Its ID' : 'Their IDs'}: ${named}${more > 0 ? ` and ${more} more in the details` : ''}`,
	});
	return withAdvice(failure, [sentence], { data: { other_tasks: others } });
}

/** What the user should know about the output, and the items don't show at a glance. */
export function outputHintsOf(
	items: readonly WaitingItem[],
	outcomes: ReadonlyMap<string, TaskOutcome>,
): NodeExecutionHint[] {
	let firstExpiry = Infinity;
	const short = new Map<string, string>();
	for (const { taskId, downloadFiles } of items) {
		const outcome = outcomes.get(taskId);
		if (outcome?.kind !== 'files') continue;
		const { files, reason, lacksFiles } = outcome.task;
		if (reason !== '' || lacksFiles) short.set(taskId, reason);
		if (downloadFiles) continue;
		for (const { expiresAt } of files) firstExpiry = Math.min(firstExpiry, expiresAt ?? Infinity);
	}
	const hints: NodeExecutionHint[] = [];
	if (firstExpiry < Infinity) {
		const time = new Date(firstExpiry).toISOString();
		hints.push(hint(formatText(outputHints.linksExpire, { time })));
	}
	const [reason] = short.values();
	if (reason !== undefined) {
		const tasks = short.size === 1 ? '1 task' : `${short.size} tasks`;
		const said = reason === '' ? 'nothing.' : quoted(reason);
		hints.push(hint(formatText(outputHints.heldBack, { tasks, reason: said }), 'warning'));
	}
	return hints;
}
