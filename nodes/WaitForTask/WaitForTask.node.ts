import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { connect } from '../shared/n8n/connect';
import { errorItem, type NodeFailure } from '../shared/n8n/itemError';
import { failureOf } from './failures';
import { fields } from './fields';
import { outputItems } from './items';
import { isSuccess, outcomesOf } from './outcomes';
import { readWaitingItems, readWaitSettings } from './settings';

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
			'={{ $parameter.mode === "check" ? "check once" : "wait up to " + $parameter.timeoutMinutes + " min" }}',
		description:
			'Wait until Highway API tasks have finished and get their videos. All tasks are waited for together.',
		defaults: { name: 'Wait for Task' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'highwayApi', required: true }],
		usableAsTool: true,
		properties: fields,
	};

	/** Reads the items, waits for their tasks together, and hands on the results in input order. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const settings = readWaitSettings(this);
		const { items, failures } = readWaitingItems(this);
		throwUnlessContinuing(this, failures);

		const api = await connect(this);
		const cancelled = this.getExecutionCancelSignal() ?? new AbortController().signal;
		const outcomes = await outcomesOf(this, {
			items,
			settings,
			api,
			cancelled,
			stopAtFirstFailure: !this.continueOnFail(),
		});
		// n8n drops what a stopped execution returns; throwing would start a "Retry On Fail".
		if (cancelled.aborted) return [[]];

		const output = new Map<number, INodeExecutionData[]>();
		for (const item of items) {
			const outcome = outcomes.get(item.taskId);
			if (outcome === undefined) continue;
			if (isSuccess(outcome)) output.set(item.itemIndex, outputItems(item, outcome));
			else failures.set(item.itemIndex, failureOf(this, item, outcome, settings));
		}
		throwUnlessContinuing(this, failures);
		const taskIds = new Map(items.map(({ itemIndex, taskId }) => [itemIndex, taskId]));
		for (const [itemIndex, failure] of failures) {
			const task_id = taskIds.get(itemIndex);
			output.set(itemIndex, [
				errorItem(this, itemIndex, failure, task_id === undefined ? {} : { task_id }),
			]);
		}
		return [[...this.getInputData().keys()].flatMap((itemIndex) => output.get(itemIndex) ?? [])];
	}
}

function throwUnlessContinuing(
	context: IExecuteFunctions,
	failures: Map<number, NodeFailure>,
): void {
	const [first] = failures.values();
	if (first !== undefined && !context.continueOnFail()) throw first;
}
