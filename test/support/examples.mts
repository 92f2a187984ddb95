import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import type { Credential } from '../../scripts/start/n8n-client.mts';
import { root } from '../../scripts/start/project.mts';
import { WorkflowDraft } from '../../scripts/start/workflow.mts';

/** Where the frames of the examples are: public ones, and those of the sandbox at its usual address. */
const FRAMES =
	/https:\/\/raw\.githubusercontent\.com\/[^"\\]*?\/examples\/frames|http:\/\/127\.0\.0\.1:4100\/frames/g;

export interface Surroundings {
	sandbox: Pick<Sandbox, 'url'>;
	/** That of the Highway API. */
	credential: Credential;
	/** Credentials of other services; each takes the place of that of its type. */
	more?: Credential[];
	/** Another workflow of the same example. */
	file?: string;
}

/** An example as it is shipped, with the frames of a test's sandbox and credentials put in. */
export function example(
	folder: string,
	{ sandbox, credential, more = [], file = 'workflow.json' }: Surroundings,
): WorkflowDraft {
	const path = join(root, 'examples', folder, file);
	const text = readFileSync(path, 'utf8').replaceAll(FRAMES, `${sandbox.url}/frames`);
	const draft = WorkflowDraft.parse(JSON.parse(text));
	for (const node of draft.nodes) {
		for (const put of [credential, ...more]) {
			if (node.credentials?.[put.type]) node.credentials[put.type] = put;
		}
	}
	return draft;
}
