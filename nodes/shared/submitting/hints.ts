import type { IExecuteFunctions, NodeExecutionHint } from 'n8n-workflow';
import { showHints } from '../n8n/showHints';
import { fill } from '../words';
import type { Batch } from './batch';
import type { Submission } from './submission';
import { submittingHints } from './submittingWords';

/** Says beside the output which items are handed on with a task that was not made for them now. */
export function addHints(
	context: IExecuteFunctions,
	{ handedOn }: Batch,
	submissions: readonly Submission[],
): void {
	const changed = [...handedOn.values()].filter((item) => item.changed).length;
	const known = submissions.filter(({ kind }) => kind === 'known').length;
	const hint = (items: number, sentence: (typeof submittingHints)[keyof typeof submittingHints]) =>
		items === 0
			? []
			: [
					{
						message: fill(sentence, { items: items === 1 ? '1 item' : `${items} items` }),
						type: 'warning',
						location: 'outputPane',
					} satisfies NodeExecutionHint,
				];
	showHints(context, [
		...hint(changed, submittingHints.changedSince),
		...hint(known, submittingHints.knownBefore),
	]);
}
