import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { showHints } from '../shared/n8n/showHints';
import { wholeRun, type RunEnd } from '../shared/n8n/wholeRun';
import { failureOf } from './failures';
import { fields } from './fields';
import { hintsFor } from './hints';
import { outputItems } from './items';
import { endFor, outcomesOf } from './outcomes';
import { Results } from './results';
import { readMode, readWaitingItems, readWaitSettings, taskOf, type Mode } from './settings';
import { suspendedRun } from './suspend/suspendedRun';

const OUTPUTS =
	'={{ $parameter.mode === "suspend" ? [{ type: "main", displayName: "Done" }, { type: "main", displayName: "Still Running" }] : ["main"] }}';

export class WaitForTask implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Wait for Task',
		name: 'waitForTask',
		icon: {
			light: 'file:../../icons/waitForTask.svg',
			dark: 'file:../../icons/waitForTask.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ $parameter.mode === "check" ? "check once" : $parameter.mode + " up to " + $parameter.timeoutMinutes + " min" }}',
		description:
			'Wait until the tasks that Veo Lite First/Last Frame gives as task_id have finished, all of them together. Gives the link (video_url, image_url or audio_url) and the file of each result.',
		defaults: { name: 'Wait for Task' },
		inputs: [NodeConnectionTypes.Main],
		outputs: OUTPUTS,
		credentials: [{ name: 'highwayApi', required: true }],
		usableAsTool: true,
		properties: fields,
	};

	/** Reads the items, waits for their tasks together, and hands on the results in input order. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await wholeRun(this, {
			taskOf: (itemIndex) => taskOf(this, itemIndex),
			run: async () => {
				const mode = readMode(this);
				const cancelled = this.getExecutionCancelSignal() ?? new AbortController().signal;
				return mode === 'suspend'
					? await suspendedRun(this, cancelled)
					: await waitingRun(this, mode, cancelled);
			},
		});
	}
}

/** Stays until all tasks have ended, or looks at each of them once. */
async function waitingRun(
	context: IExecuteFunctions,
	mode: Exclude<Mode, 'suspend'>,
	cancelled: AbortSignal,
): Promise<RunEnd> {
	const settings = readWaitSettings(context, mode);
	const { items, failures, taskIds } = readWaitingItems(context, mode);
	const results = new Results(context, failures);
	results.throwUnlessContinuing();

	const outcomes = await outcomesOf(context, {
		items,
		settings,
		cancelled,
		stopAtFirstFailure: !context.continueOnFail(),
	});
	for (const item of items) {
		const outcome = outcomes.get(item.taskId);
		if (outcome === undefined) continue;
		const end = endFor(item, outcome);
		if (end.ok) results.succeeded(item, outputItems(item, end.success));
		else results.failed(item, failureOf(context, item, end.lack, mode, taskIds));
	}
	if (cancelled.aborted) return { outputs: [[]], worthRepeating: false };
	results.throwUnlessContinuing();
	showHints(context, hintsFor(items, outcomes));
	return {
		outputs: [results.items(taskIds)],
		worthRepeating: [...outcomes.values()].some(
			(outcome) => outcome.kind === 'state' && outcome.task.state === 'running',
		),
	};
}
