import type { IExecuteFunctions, NodeExecutionHint } from 'n8n-workflow';
import { formatText } from '../message';
import { showHints } from '../n8n/runContext';
import type { Batch } from './readBatch';
import type { Submission } from './submission';
import { submittingHints } from './submittingMessages';

/** Shows a hint about items that are returned with an earlier task. */
export function addSubmitHints(
	context: IExecuteFunctions,
	{ reused }: Batch,
	submissions: readonly Submission[],
): void {
	const changed = [...reused.values()].filter((item) => item.changed).length;
	const known = submissions.filter(({ kind }) => kind === 'known').length;
	const hint = (items: number, sentence: (typeof submittingHints)[keyof typeof submittingHints]) =>
		items === 0
			? []
			: [
					{
						message: formatText(sentence, { items: items === 1 ? '1 item' : `${items} items` }),
						type: 'warning',
						location: 'outputPane',
					} satisfies NodeExecutionHint,
				];
	showHints(context, [
		...hint(changed, submittingHints.changedSince),
		...hint(known, submittingHints.knownBefore),
	]);
}
