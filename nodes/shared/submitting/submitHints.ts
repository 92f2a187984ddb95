import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { formatText } from '../message';
import { hint, isTool, showHints } from '../n8n/runContext';
import type { RunMemory } from './runMemory';
import type { CheckedItem } from './submitOptions';
import { countOf } from './submitErrors';
import { submittingHints } from './submittingMessages';

/** How many kinds of video a hint names. */
const MAX_FORMS = 2;

/** What is to be said above the output of a run. */
export class SubmitHints {
	/** Items that are returned with an earlier task, and those of them that ask for something else. */
	readonly counts = { changed: 0, knownBefore: 0 };
	private readonly forms = new Set<string>();
	private videos = 0;
	private limit = 0;
	private hasUnkeyed = false;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly run: RunMemory,
	) {}

	/** Notes an item that was accepted. */
	ordered({ videos, ordered, options }: CheckedItem): void {
		this.videos += videos;
		this.limit = options.maxVideos;
		this.hasUnkeyed ||= options.payOnceKey === undefined;
		this.forms.add(formOf(ordered));
	}

	show(): void {
		const { context, videos, limit } = this;
		const forms = [...this.forms].slice(0, MAX_FORMS).join('; ');
		const { ordered, crash } = submittingHints;
		const order = formatText(ordered, {
			videos: countOf(videos, 'video'),
			forms,
			limit,
			made: this.run.facts.videos,
			them: videos === 1 ? 'it' : 'them',
		});
		const counts = Object.entries(this.counts) as Array<[keyof SubmitHints['counts'], number]>;
		showHints(context, [
			...(videos === 0 ? [] : [hint(order)]),
			...counts.flatMap(([kind, count]) => {
				const items = countOf(count, 'item');
				return count === 0 ? [] : hint(formatText(submittingHints[kind], { items }), 'warning');
			}),
			...(this.wouldPayAgain() ? [hint(crash)] : []),
		]);
	}

	/** Whether a builder should hear what a crash would cost: once in an execution of the editor. */
	private wouldPayAgain(): boolean {
		const { context, videos, run } = this;
		// Older versions of n8n don't tell.
		const { getWorkflowSettings } = context as Partial<IExecuteFunctions>;
		const settings = getWorkflowSettings?.call(context) ?? { saveExecutionProgress: true };
		const isFirst = this.hasUnkeyed && videos === run.facts.videos;
		const isEditor = context.getMode() === 'manual' && !isTool(context);
		return isFirst && isEditor && settings.saveExecutionProgress !== true;
	}
}

function formOf({ duration, resolution, aspect_ratio, generate_audio }: IDataObject): string {
	const sound = generate_audio === true ? 'with sound' : 'no sound';
	const seconds = duration === undefined ? undefined : `${String(duration)} s`;
	return [seconds, resolution, aspect_ratio, sound].filter(Boolean).join(', ');
}
