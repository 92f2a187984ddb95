import type { IExecuteFunctions, NodeExecutionHint } from 'n8n-workflow';

/** Shows hints above the output. Older versions of n8n 1 have no place for them, and do without. */
export function showHints(context: IExecuteFunctions, hints: readonly NodeExecutionHint[]): void {
	const { addExecutionHints } = context as Partial<IExecuteFunctions>;
	if (hints.length > 0) addExecutionHints?.call(context, ...hints);
}
