import type { INode, INodeParameters, IWorkflowBase } from 'n8n-workflow';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A workflow as a file of the editor holds it. */
export type WorkflowJson = Pick<IWorkflowBase, 'nodes' | 'connections'>;

/** A workflow of `test/integration/workflows/`, as the editor would export it. */
export function workflow(name: 'submit' | 'wait' | 'suspend'): WorkflowJson {
	const file = join(import.meta.dirname, '../workflows', `${name}.json`);
	return JSON.parse(readFileSync(file, 'utf8')) as WorkflowJson;
}

/** A workflow with some parameters or settings of one node replaced. */
export function withNode(
	{ nodes, connections }: WorkflowJson,
	nodeName: string,
	parameters: INodeParameters,
	settings: Partial<INode> = {},
): WorkflowJson {
	const changed = nodes.map((node) =>
		node.name === nodeName
			? { ...node, ...settings, parameters: { ...node.parameters, ...parameters } }
			: node,
	);
	return { nodes: changed, connections };
}

/** Leads the outputs of a node to other nodes, those of each output by their names. */
export function lead(json: WorkflowJson, from: string, ...outputs: string[][]): void {
	json.connections[from] = {
		main: outputs.map((nodes) => nodes.map((node) => ({ node, type: 'main', index: 0 }))),
	};
}

/** Adds a node to a workflow. */
export function addNode(
	json: WorkflowJson,
	name: string,
	type: string,
	more: Partial<INode> = {},
): void {
	const [like] = json.nodes.filter((node) => node.name === 'Wait');
	json.nodes.push({
		id: name,
		name,
		type,
		typeVersion: 1,
		position: [660, 300],
		parameters: {},
		...(like?.credentials ? { credentials: like.credentials } : {}),
		...more,
	});
}
