import type { IDataObject, IExecuteFunctions, NodeExecutionHint } from 'n8n-workflow';
import { formatText } from '../message';
import { hint, showHints } from '../n8n/runContext';
import { videosOf } from './submitErrors';
import type { Batch } from './submitting';
import { submittingHints } from './submittingMessages';

/** Says above the output of a run what was ordered, and what was not ordered again. */
export function showSubmitHints({ context, accepted, earlier, run }: Batch): void {
	const hints: NodeExecutionHint[] = [];
	const [first] = accepted;
	if (first !== undefined) {
		const count = accepted.reduce((sum, { videos }) => sum + videos, 0);
		const forms = [...new Set(accepted.map(({ ordered }) => formOf(ordered)))].join('; ');
		const made = run.stored.videos;
		const values = { videos: videosOf(count), forms, limit: first.maxVideos, made };
		hints.push(hint(formatText(submittingHints.ordered, values)));
		// Said once in an execution.
		const isUnsafe = count === made && accepted.some(({ payOnceKey }) => payOnceKey === undefined);
		if (isUnsafe && isForgotten(context)) hints.push(hint(submittingHints.crash));
	}
	if (earlier.same + earlier.changed > 0) {
		hints.push(hint(formatText(submittingHints.earlier, earlier), 'warning'));
	}
	showHints(context, hints);
}

/** Whether a builder is there to hear that a crash leaves nothing of the execution. */
function isForgotten(context: IExecuteFunctions): boolean {
	// Older versions of n8n don't tell.
	const { getWorkflowSettings } = context as Partial<IExecuteFunctions>;
	const settings = getWorkflowSettings?.call(context) ?? { saveExecutionProgress: true };
	return context.getMode() === 'manual' && settings.saveExecutionProgress !== true;
}

function formOf({ duration, resolution, aspect_ratio, generate_audio }: IDataObject): string {
	const sound = generate_audio === true ? 'with sound' : 'no sound';
	const seconds = duration === undefined ? undefined : `${String(duration)} s`;
	return [seconds, resolution, aspect_ratio, sound].filter(Boolean).join(', ');
}
