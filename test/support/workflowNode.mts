import type { WorkflowDraft } from '../../scripts/start/workflow.mts';

type Node = WorkflowDraft['nodes'][number];

/** A node of a workflow that a test builds; its name is its id, too. */
export function workflowNode(
	name: string,
	type: string,
	typeVersion: number,
	position: [number, number],
	parameters: object,
	rest: object = {},
): Node {
	return {
		id: name,
		name,
		type,
		typeVersion,
		position,
		parameters: parameters as Node['parameters'],
		...rest,
	};
}
