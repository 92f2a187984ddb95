import type { NodeExecutionHint } from 'n8n-workflow';
import type { Execution } from './execute.mts';

/** What n8n shows above the output of the node "Wait", in its last run. */
export function notesOf({ run }: Execution, type?: NodeExecutionHint['type']): string[] {
	const hints = run.data.resultData.runData.Wait?.at(-1)?.hints ?? [];
	return hints
		.filter((hint) => type === undefined || hint.type === type)
		.map(({ message }) => message);
}
