import type { IExecuteFunctions } from 'n8n-workflow';
import { parseTaskId } from '../shared/api/sanitizeText';
import type { ChoiceOf } from '../shared/n8n/itemParameters';
import { toNodeFailure, type NodeFailure } from '../shared/n8n/itemError';
import { ItemParameters } from '../shared/n8n/itemParameters';
import { inTurns } from '../shared/n8n/runContext';
import { fields } from './fields';
import { fieldMessages } from './waitMessages';

export type Operation = ChoiceOf<typeof fields, 'operation'>;

/** What one item asks for, and how its result is returned. */
export interface WaitingItem {
	itemIndex: number;
	taskId: string;
	/** 0 in operation `check`. */
	timeoutMs: number;
	downloadFiles: boolean;
	output: ChoiceOf<typeof fields, 'output'>;
	binaryProperty: string;
	/** Without extension; `''` for the task's ID. */
	fileName: string;
	simplify: boolean;
}

/** @throws NodeOperationError that names the field */
export function readOperation(context: IExecuteFunctions): Operation {
	return new ItemParameters(context, 0, fields).choice<Operation>('operation');
}

/**
 * How long to leave a task alone between two polls, in milliseconds: one pace for all items.
 *
 * @throws NodeOperationError that names the field
 */
export function readPollInterval(context: IExecuteFunctions): number {
	return 1000 * new ItemParameters(context, 0, fields).number('pollInterval');
}

/**
 * Reads and checks the items.
 *
 * @param onRefused called for each that can't be waited for
 * @returns the others, in input order
 */
export async function readItems(
	context: IExecuteFunctions,
	operation: Operation,
	onRefused: (itemIndex: number, why: NodeFailure) => void,
): Promise<WaitingItem[]> {
	const items: WaitingItem[] = [];
	await inTurns(context.getInputData().keys(), (itemIndex) => {
		try {
			items.push(readItem(new ItemParameters(context, itemIndex, fields), operation));
		} catch (error) {
			onRefused(itemIndex, toNodeFailure(context, itemIndex, error));
		}
	});
	return items;
}

function readItem(parameters: ItemParameters, operation: Operation): WaitingItem {
	const downloadFiles = parameters.boolean('downloadFiles');
	return {
		itemIndex: parameters.itemIndex,
		taskId: readTaskId(parameters),
		timeoutMs: operation === 'check' ? 0 : 60_000 * parameters.number('timeoutMinutes'),
		downloadFiles,
		output: parameters.choice('output'),
		binaryProperty: downloadFiles
			? parameters.requiredText('binaryProperty', fieldMessages.noBinaryProperty).trim()
			: '',
		fileName: parameters.text('fileName').trim(),
		simplify: parameters.boolean('simplify'),
	};
}

/** What an expression gives that found nothing, was never evaluated, or got a whole object. */
const NO_ID = /^(undefined|null|NaN|=.*|.*\[object \w+\].*|.*(\{\{|\}\}|\$json).*)$/i;

/** A number that a spreadsheet or JavaScript has rounded: `8.19012E+17`. */
const ROUNDED = /^\d(\.\d+)?e\+?\d+$/i;

function readTaskId(parameters: ItemParameters): string {
	const value = parameters.raw('taskId');
	const taskId =
		typeof value === 'object' && value !== null
			? '[object Object]'
			: parameters.requiredText('taskId', fieldMessages.noTaskId).trim();
	const isRounded = typeof value === 'number' ? !Number.isSafeInteger(value) : ROUNDED.test(taskId);
	if (isRounded) throw parameters.rejection('taskId', fieldMessages.roundedTaskId, {});
	if (parseTaskId(taskId) === undefined || NO_ID.test(taskId)) {
		throw parameters.rejection('taskId', fieldMessages.notATaskId, {});
	}
	return taskId;
}
