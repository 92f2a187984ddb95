import type { INode } from 'n8n-workflow';
import type { WorkflowJson } from '../execute.mts';

/**
 * Whether items can get from a node to another, or back to it.
 *
 * @param output the only output that counts of the first node
 * @param isEnd nodes behind which nobody looks
 */
export function leads(
	{ nodes, connections }: WorkflowJson,
	from: string,
	to: string,
	output?: number,
	isEnd: (node: INode) => boolean = () => false,
): boolean {
	const seen = new Set<string>();
	const targets = (name: string, only?: number) =>
		(connections[name]?.main ?? [])
			.filter((_, index) => only === undefined || index === only)
			.flatMap((to) => to ?? [])
			.map(({ node }) => node);
	const open = targets(from, output);
	for (let name = open.pop(); name !== undefined; name = open.pop()) {
		if (name === to) return true;
		const node = nodes.find((one) => one.name === name);
		if (seen.has(name) || node === undefined || isEnd(node)) continue;
		seen.add(name);
		open.push(...targets(name));
	}
	return false;
}
