import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { runNode, type RunOutput } from '../shared/n8n/runNode';
import { showHints } from '../shared/n8n/showHints';
import { waitError } from './output/waitErrors';
import { fields } from './fields';
import { resultHints } from './output/resultHints';
import { outputItems } from './output/outputItems';
import { itemResult, awaitOutcomes } from './poll/awaitOutcomes';
import { WaitResults } from './output/waitResults';
import { readMode, readWaitingItems, readWaitSettings, taskIdOfItem, type Mode } from './settings';
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
			'Highway API: wait for videos and download them. Takes the task_id from Veo Lite First/Last Frame or another model, and returns the file and the link (video_url, image_url or audio_url).',
		defaults: { name: 'Wait for Task' },
		inputs: [NodeConnectionTypes.Main],
		outputs: OUTPUTS,
		credentials: [{ name: 'highwayApi', required: true }],
		usableAsTool: true,
		properties: fields,
	};

	/** Reads the items, waits for their tasks together, and returns the results in input order. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runNode(this, {
			taskOf: (itemIndex) => taskIdOfItem(this, itemIndex),
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

/** Waits until all tasks have ended, or polls each of them once. */
async function waitingRun(
	context: IExecuteFunctions,
	mode: Exclude<Mode, 'suspend'>,
	cancelled: AbortSignal,
): Promise<RunOutput> {
	const settings = readWaitSettings(context, mode);
	const { items, failures, taskIds } = readWaitingItems(context, mode);
	const results = new WaitResults(context, failures);
	results.throwUnlessContinuing();

	const outcomes = await awaitOutcomes(context, {
		items,
		settings,
		cancelled,
		stopAtFirstFailure: !context.continueOnFail(),
	});
	for (const item of items) {
		const outcome = outcomes.get(item.taskId);
		if (outcome === undefined) continue;
		const end = itemResult(item, outcome);
		if (end.ok) results.succeeded(item, outputItems(item, end.success));
		else results.failed(item, waitError(context, item, end.failure, mode, taskIds));
	}
	if (cancelled.aborted) return { outputs: [[]], worthRepeating: false };
	results.throwUnlessContinuing();
	showHints(context, resultHints(items, outcomes));
	return {
		outputs: [results.items(taskIds)],
		worthRepeating: [...outcomes.values()].some(
			(outcome) => outcome.kind === 'state' && outcome.task.state === 'running',
		),
	};
}
