import type { IExecuteFunctions } from 'n8n-workflow';
import { parseTaskId } from '../shared/api/untrusted';
import { toNodeFailure, type NodeFailure } from '../shared/n8n/itemError';
import { ItemParameters } from '../shared/n8n/itemParameters';
import { inTurns } from '../shared/n8n/runContext';
import { fields } from './fields';
import { taskIdMessages } from './waitMessages';

export type Operation = 'check' | 'suspend' | 'wait';

/** What one item asks for, and how its result is returned. */
export interface WaitingItem {
	itemIndex: number;
	taskId: string;
	/** 0 in operation `check`. */
	timeoutMs: number;
	downloadFiles: boolean;
	output: 'perFile' | 'perTask';
	binaryProperty: string;
	/** Without extension; `''` for the task's ID. */
	fileName: string;
	simplify: boolean;
}

/** Reads and checks the items. @returns those that can be waited for, and why the others can't, by index */
export async function readItems(
	context: IExecuteFunctions,
	operation: Operation,
): Promise<{ items: WaitingItem[]; refused: Map<number, NodeFailure> }> {
	const items: WaitingItem[] = [];
	const refused = new Map<number, NodeFailure>();
	await inTurns(context.getInputData().keys(), (itemIndex) => {
		try {
			items.push(readItem(new ItemParameters(context, itemIndex, fields), operation));
		} catch (error) {
			refused.set(itemIndex, toNodeFailure(context, itemIndex, error));
		}
	});
	return { items, refused };
}

function readItem(parameters: ItemParameters, operation: Operation): WaitingItem {
	return {
		itemIndex: parameters.itemIndex,
		taskId: readTaskId(parameters),
		timeoutMs: operation === 'check' ? 0 : 60_000 * parameters.number('timeoutMinutes'),
		downloadFiles: parameters.choice('downloadFiles'),
		output: parameters.choice('output'),
		// An option whose expression gives nothing counts as not added.
		binaryProperty: parameters.text('binaryProperty').trim() || 'data',
		fileName: parameters.text('fileName').trim(),
		simplify: parameters.choice('simplify'),
	};
}

/** What an expression gives that found nothing, was never evaluated, or got a whole object. */
const NO_ID = /^(undefined|null|NaN|=.*|.*\[object \w+\].*|.*(\{\{|\}\}|\$json).*)$/i;

/** A number that a spreadsheet or JavaScript has rounded: `8.19012E+17`. */
const ROUNDED = /^\d(\.\d+)?e\+?\d+$/i;

function readTaskId(parameters: ItemParameters): string {
	const value = parameters.raw('taskId');
	const isText = typeof value !== 'object' || value === null;
	const id = isText ? parameters.text('taskId').trim() : '';
	const isRounded = typeof value === 'number' ? !Number.isSafeInteger(value) : ROUNDED.test(id);
	if (!isRounded && parseTaskId(id) !== undefined && !NO_ID.test(id)) return id;
	throw parameters.rejection('taskId', taskIdMessages.notAnId, {});
}
