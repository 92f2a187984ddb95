import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { connect } from '../shared/n8n/connect';
import { failureOf } from './failures';
import { fields } from './fields';
import { hintsFor } from './hints';
import { outputItems } from './items';
import { isSuccess, outcomesOf } from './outcomes';
import { Results } from './results';
import { readWaitingItems, readWaitSettings } from './settings';
import { suspendedPass } from './suspendedPass';

const OUTPUTS =
	'={{ $parameter.mode === "suspend" ? [{ type: "main", displayName: "Check Again" }, { type: "main", displayName: "Done" }] : ["main"] }}';

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
			'Wait until the tasks that Veo Lite First/Last Frame gives as task_id have finished, all of them together. Gives the link (video_url) and the file of each video.',
		defaults: { name: 'Wait for Task' },
		inputs: [NodeConnectionTypes.Main],
		outputs: OUTPUTS,
		credentials: [{ name: 'highwayApi', required: true }],
		usableAsTool: true,
		properties: fields,
	};

	/** Reads the items, waits for their tasks together, and hands on the results in input order. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const settings = readWaitSettings(this);
		const { items, failures } = readWaitingItems(this);
		const results = new Results(this, failures);
		results.throwUnlessContinuing();

		const api = await connect(this);
		const cancelled = this.getExecutionCancelSignal() ?? new AbortController().signal;
		const batch = { items, settings, api, cancelled };
		if (settings.mode === 'suspend') return await suspendedPass(this, { ...batch, results });

		const outcomes = await outcomesOf(this, {
			...batch,
			stopAtFirstFailure: !this.continueOnFail(),
		});
		// n8n drops what a stopped execution returns; throwing would start a "Retry On Fail".
		if (cancelled.aborted) return [[]];

		for (const item of items) {
			const outcome = outcomes.get(item.taskId);
			if (outcome === undefined) continue;
			if (isSuccess(outcome)) results.succeeded(item, outputItems(item, outcome));
			else results.failed(item, failureOf(this, item, outcome, settings));
		}
		results.throwUnlessContinuing();
		this.addExecutionHints(...hintsFor(items, outcomes));
		return [results.items(items)];
	}
}
