import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { formatText } from '../message';
import { hint, isTool, showHints } from '../n8n/runContext';
import type { RunMemory } from './runMemory';
import type { CheckedItem } from './submitOptions';
import { submittingHints } from './submittingMessages';

/** How many kinds of video a hint names. */
const MAX_FORMS = 2;

/** What is to be said above the output of a run. */
export class SubmitHints {
	/** Items that are returned with a task from before the node or the item was changed. */
	changedSince = 0;
	/** Items that are returned with the task of another execution or item. */
	knownBefore = 0;
	/** Those of them that ask for something else than was asked for then. */
	requestChanged = 0;
	private videos = 0;
	private limit = 0;
	private hasUnkeyed = false;
	private readonly forms = new Set<string>();

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
		const { context, run, videos, limit } = this;
		const { ordered, orderedOne, changedSince, knownBefore, requestChanged, crash } =
			submittingHints;
		const forms = [...this.forms].slice(0, MAX_FORMS).join('; ');
		const values = { forms: this.forms.size > MAX_FORMS ? `${forms}; …` : forms, limit };
		const counts = { ...values, made: run.videos };
		const order =
			videos === 1 ? formatText(orderedOne, counts) : formatText(ordered, { ...counts, videos });
		const warnings = [
			[changedSince, this.changedSince],
			[knownBefore, this.knownBefore],
			[requestChanged, this.requestChanged],
		] as const;
		showHints(context, [
			...(videos === 0 ? [] : [hint(order)]),
			...warnings
				.filter(([, items]) => items > 0)
				.map(([sentence, items]) =>
					hint(
						formatText(sentence, { items: items === 1 ? '1 item' : `${items} items` }),
						'warning',
					),
				),
			...(this.mayPayAgain() && run.hintsFirst() ? [hint(crash)] : []),
		]);
	}

	/** Whether a builder should hear what a crash would cost: where n8n writes nothing down meanwhile. */
	private mayPayAgain(): boolean {
		const { context } = this;
		if (!this.hasUnkeyed || context.getMode() !== 'manual' || isTool(context)) return false;
		// Older versions of n8n don't tell.
		const { getWorkflowSettings } = context as Partial<IExecuteFunctions>;
		const settings = getWorkflowSettings?.call(context);
		return settings !== undefined && settings.saveExecutionProgress !== true;
	}
}

function formOf({ duration, resolution, aspect_ratio, generate_audio }: IDataObject): string {
	const parts = [
		duration === undefined ? undefined : `${String(duration)} s`,
		resolution,
		aspect_ratio,
		generate_audio === true ? 'with sound' : 'no sound',
	];
	return parts.filter((part) => part !== undefined).join(', ');
}
