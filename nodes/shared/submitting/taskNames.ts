import type { IExecuteFunctions } from 'n8n-workflow';

/** n8n cuts a value off after this many characters. */
const LONGEST_VALUE = 255;

/**
 * Writes task ids into the custom data of the execution, by which it can be found again in the list
 * of executions: as many as there is room for.
 */
export function nameTasks(
	context: IExecuteFunctions,
	taskIds: ReadonlyArray<string | undefined>,
): void {
	let value = '';
	for (const taskId of taskIds) {
		if (taskId === undefined) continue;
		const longer = value === '' ? taskId : `${value} ${taskId}`;
		if (longer.length > LONGEST_VALUE) break;
		value = longer;
	}
	// n8n 1 does not give it to nodes.
	const { customData } = context as Partial<Pick<IExecuteFunctions, 'customData'>>;
	if (value !== '') customData?.set('highway_tasks', value);
}
