import type { IDataObject, IExecuteFunctions, NodeExecutionHint } from 'n8n-workflow';
import { formatText } from '../message';
import { hint, showHints } from '../n8n/runContext';
import { videosOf, type Batch } from './submitting';
import { submittingHints } from './submittingMessages';

/** Shows above the output what the run ordered, and which earlier tasks it returns. */
export function showSubmitHints({ context, accepted, earlier, run }: Batch): void {
	const hints: NodeExecutionHint[] = [];
	const [first] = accepted;
	if (first !== undefined) {
		const count = accepted.reduce((sum, { videos }) => sum + videos, 0);
		const forms = [...new Set(accepted.map(({ ordered }) => formOf(ordered)))].join('; ');
		const made = run.stored.videos;
		const values = { videos: videosOf(count), forms, limit: first.maxVideos, made };
		hints.push(hint(formatText(submittingHints.ordered, values)));
		// Shown once: later runs of an execution find more made than they have ordered.
		const isUnsafe = count === made && accepted.some(({ payOnceKey }) => payOnceKey === undefined);
		if (isUnsafe && savesNoProgress(context)) hints.push(hint(submittingHints.crash));
	}
	if (earlier.same + earlier.changed > 0) {
		hints.push(hint(formatText(submittingHints.earlier, earlier), 'warning'));
	}
	showHints(context, hints);
}

/** Whether this runs in the editor, in a workflow that does not save its progress. */
function savesNoProgress(context: IExecuteFunctions): boolean {
	// Older versions of n8n don't tell the settings.
	const { getWorkflowSettings } = context as Partial<IExecuteFunctions>;
	const settings = getWorkflowSettings?.call(context) ?? { saveExecutionProgress: true };
	return context.getMode() === 'manual' && settings.saveExecutionProgress !== true;
}

function formOf({ duration, resolution, aspect_ratio, generate_audio }: IDataObject): string {
	const sound = generate_audio === true ? 'with sound' : 'no sound';
	const seconds = duration === undefined ? undefined : `${String(duration)} s`;
	return [seconds, resolution, aspect_ratio, sound].filter(Boolean).join(', ');
}
