import { isDeepStrictEqual } from 'node:util';
import { prepareN8n } from '../../test/support/realN8n.mts';
import { describe } from '../bare-node/failure.cjs';
import type { N8nClient } from '../start/n8n-client.mts';
import type { WorkflowDraft } from '../start/workflow.mts';
import type { Result } from './result.mts';
import { problemsOf, type ShownWorkflow } from './workflows.mts';

/** Imports workflows into a real n8n and looks at what has become of them. */
export async function importAll(workflows: ShownWorkflow[]): Promise<Result[]> {
	const prepared = await prepareN8n();
	try {
		const { client, close } = await prepared.start();
		try {
			const types = await client.nodeDescriptions();
			const results: Result[] = [];
			for (const { file, line, draft } of workflows) {
				const problems = problemsOf(draft, types);
				if (problems.length === 0) problems.push(...(await importOne(draft, client)));
				results.push({
					at: { file, line },
					what: `workflow “${draft.name}”`,
					...(problems.length > 0
						? { problem: problems.join('; ') }
						: { note: `${draft.nodes.length} nodes imported and read back` }),
				});
			}
			return results;
		} finally {
			await close();
		}
	} finally {
		await prepared.remove();
	}
}

async function importOne(draft: WorkflowDraft, client: N8nClient): Promise<string[]> {
	try {
		const { id } = await client.createWorkflow(draft);
		const kept = await client.workflow(id);
		if (!kept) return ['n8n does not have it after the import'];
		return isDeepStrictEqual(essence(kept), essence(draft))
			? []
			: ['n8n gives it back as another one'];
	} catch (error) {
		return [describe(error)];
	}
}

/** What an import must not change. n8n looks for the credentials itself, by their names. */
const essence = ({ nodes, connections }: WorkflowDraft) => ({
	nodes: nodes.map(({ name, type, typeVersion, parameters }) => ({
		name,
		type,
		typeVersion,
		parameters,
	})),
	connections,
});
