import { withAdvice, type NodeFailure } from '../shared/n8n/itemError';
import { formatText } from '../shared/message';
import { taskAdditions } from './waitMessages';

/** How many tasks a message names; the details of the failure have all. */
const MAX_NAMED = 5;

/**
 * Writes into the message of what ends a run how to get at its other tasks, which are paid for, and
 * their ids into its details.
 *
 * @param ownTask the task that it is about, where it is about one
 * @param taskIds of the whole run, `undefined` for an item without one
 */
export function withOtherTasks(
	failure: NodeFailure,
	ownTask: string | undefined,
	taskIds: Iterable<string | undefined>,
): NodeFailure {
	const others = [...new Set(taskIds)].flatMap((id) =>
		id === undefined || id === '' || id === ownTask ? [] : [id],
	);
	if (others.length === 0) return failure;
	const sentence = formatText(taskAdditions.otherTasks, {
		others: others.length === 1 ? 'the other task' : `the ${others.length} other tasks`,
		ids: listOf(others),
	});
	return withAdvice(failure, [sentence], { data: { other_tasks: others } });
}

function listOf(ids: string[]): string {
	const named = ids.slice(0, MAX_NAMED).join(', ');
	const more = ids.length - MAX_NAMED;
	const label = ids.length === 1 ? 'Its ID' : 'Their IDs';
	return more > 0 ? `${label}: ${named} and ${more} more in the details` : `${label}: ${named}`;
}
