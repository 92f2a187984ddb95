import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { parseTaskId } from '../shared/api/untrusted';
import { errorItem, toNodeFailure, type NodeFailure } from '../shared/n8n/itemError';
import { ItemParameters } from '../shared/n8n/itemParameters';
import { inTurns } from '../shared/n8n/runContext';
import { endOfRun } from './failures';
import { fields } from './fields';
import { taskMessages } from './waitMessages';

export type Operation = 'check' | 'suspend' | 'wait';

/** The checked parameters of one item. */
export interface WaitingItem {
	itemIndex: number;
	taskId: string;
	operation: Operation;
	/** 0 for operation `check`. */
	timeoutMs: number;
	/** 0 unless the operation is `wait`; the same for all items. */
	pollIntervalMs: number;
	downloadFiles: boolean;
	output: 'perFile' | 'perTask';
	binaryProperty: string;
	/** Without extension; `''` where the task id names the file. */
	fileName: string;
	simplify: boolean;
}

/**
 * Reads and checks all input items.
 *
 * @returns the valid ones, and an error item for each other, by item index
 * @throws NodeOperationError for the first invalid one, unless the node continues on error
 */
export async function readItems(
	context: IExecuteFunctions,
	operation: Operation,
): Promise<{ items: WaitingItem[]; errors: Map<number, INodeExecutionData> }> {
	const items: WaitingItem[] = [];
	const errors = new Map<number, INodeExecutionData>();
	let first: NodeFailure | undefined;
	await inTurns(context.getInputData().keys(), (itemIndex) => {
		try {
			items.push(readItem(new ItemParameters(context, itemIndex, fields), operation));
		} catch (error) {
			const failure = toNodeFailure(context, itemIndex, error);
			first ??= failure;
			errors.set(itemIndex, errorItem(context, itemIndex, failure));
		}
	});
	if (first === undefined || context.continueOnFail()) return { items, errors };
	throw endOfRun(first, items);
}

function readItem(parameters: ItemParameters, operation: Operation): WaitingItem {
	return {
		itemIndex: parameters.itemIndex,
		taskId: readTaskId(parameters),
		operation,
		timeoutMs: operation === 'check' ? 0 : 60_000 * parameters.number('timeoutMinutes'),
		pollIntervalMs: operation === 'wait' ? 1000 * parameters.number('pollInterval') : 0,
		downloadFiles: parameters.choice('downloadFiles'),
		output: parameters.choice('output'),
		binaryProperty: parameters.text('binaryProperty').trim(),
		fileName: parameters.text('fileName').trim(),
		simplify: parameters.choice('simplify'),
	};
}

/** Text of an expression that found nothing, was not evaluated, or returned an object. */
const NO_ID = /^(undefined|null|NaN|=.*|.*\[object \w+\].*|.*(\{\{|\}\}|\$json).*)$/i;

/** A number that a spreadsheet or JavaScript has rounded: `8.19012E+17`. */
const ROUNDED = /^\d(\.\d+)?e\+?\d+$/i;

function readTaskId(parameters: ItemParameters): string {
	const value = parameters.raw('taskId');
	const id = typeof value === 'object' ? '' : parameters.text('taskId').trim();
	const isRounded = typeof value === 'number' ? !Number.isSafeInteger(value) : ROUNDED.test(id);
	if (!isRounded && parseTaskId(id) !== undefined && !NO_ID.test(id)) return id;
	throw parameters.rejection('taskId', taskMessages.notAnId, {});
}
