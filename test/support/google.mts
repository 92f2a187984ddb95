import type { WorkflowDraft } from '../../scripts/start/workflow.mts';

type Columns = { value: Record<string, string> };

/**
 * Puts a node that sets the same values in the place of each node that writes to Google, whose
 * addresses are fixed: so its expressions are executed, and what it would write can be read.
 */
export function withoutGoogle(draft: WorkflowDraft): WorkflowDraft {
	const nodes = draft.nodes.map((node) => {
		const { operation, columns, name, title } = node.parameters;
		if (node.type === 'n8n-nodes-base.googleSheets' && operation === 'update')
			return setting(node, (columns as Columns).value);
		if (node.type === 'n8n-nodes-base.googleDrive')
			return setting(node, { name: String(name), webViewLink: 'https://drive.example/video' });
		if (node.type === 'n8n-nodes-base.youTube') return setting(node, { title: String(title) });
		return node;
	});
	return { ...draft, nodes };
}

function setting(node: WorkflowDraft['nodes'][number], values: Record<string, string>) {
	const assignments = Object.entries(values).map(([name, value]) => ({
		id: name,
		name,
		value,
		type: 'string',
	}));
	const { credentials: _, ...rest } = node;
	return {
		...rest,
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: { assignments: { assignments }, options: { ignoreConversionErrors: true } },
	};
}
