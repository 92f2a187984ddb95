import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowJson } from './execute.mts';

/** A workflow of `test/integration/workflows/`, as the editor would export it. */
export function workflow(name: 'submit' | 'wait' | 'submit-and-wait' | 'suspend'): WorkflowJson {
	const file = join(import.meta.dirname, '../workflows', `${name}.json`);
	return JSON.parse(readFileSync(file, 'utf8')) as WorkflowJson;
}
