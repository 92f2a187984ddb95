import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import type { Credential } from '../../scripts/start/n8n-client.mts';
import { root } from '../../scripts/start/project.mts';
import { WorkflowDraft } from '../../scripts/start/workflow.mts';

/** Where the examples expect the sandbox: its usual address. */
const USUAL_SANDBOX = 'http://127.0.0.1:4100';

/** An example as it is shipped, with the address and the credential of a test's sandbox put in. */
export function example(
	folder: string,
	{ sandbox, credential }: { sandbox: Sandbox; credential: Credential },
): WorkflowDraft {
	const file = join(root, 'examples', folder, 'workflow.json');
	const text = readFileSync(file, 'utf8').replaceAll(USUAL_SANDBOX, sandbox.url);
	const draft = WorkflowDraft.parse(JSON.parse(text));
	for (const node of draft.nodes) {
		if (node.credentials?.highwayApi) node.credentials.highwayApi = credential;
	}
	return draft;
}
