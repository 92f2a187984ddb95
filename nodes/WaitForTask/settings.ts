import type { IExecuteFunctions } from 'n8n-workflow';
import { parseTaskId } from '../shared/api/sanitizeText';
import type { ChoiceOf } from '../shared/n8n/itemParameters';
import { toNodeFailure, type NodeFailure } from '../shared/n8n/itemError';
import { ItemParameters } from '../shared/n8n/itemParameters';
import { fields } from './fields';
import { withOtherTasks } from './otherTasks';
import { waitFieldMessages } from './waitMessages';

export type Mode = ChoiceOf<typeof fields, 'operation'>;

export type Output = ChoiceOf<typeof fields, 'output'>;

/** How the whole batch is waited for. Read from the first item: there is one wait for all. */
export interface WaitSettings {
	mode: Mode;
	/** 0 but in operation `wait`. */
	pollIntervalMs: number;
}

/** What one item asks for, and how its result is returned. */
export interface WaitingItem {
	itemIndex: number;
	taskId: string;
	/** 0 in mode `check`. */
	timeoutMs: number;
	downloadFiles: boolean;
	output: Output;
	binaryProperty: string;
	/** Without extension; `undefined` for the task's ID. */
	fileName: string | undefined;
	simplify: boolean;
}

/** The items of a run as they were read. */
export interface ReadItems {
	items: WaitingItem[];
	/** Why the others can't be waited for, by item index. */
	failures: Map<number, NodeFailure>;
	/** By item index, also of items that can't be waited for. */
	taskIds: Array<string | undefined>;
}

/** @throws NodeOperationError that names the field */
export function readMode(context: IExecuteFunctions): Mode {
	return new ItemParameters(context, 0, fields).choice<Mode>('operation');
}

/** @throws NodeOperationError that names the field */
export function readWaitSettings(context: IExecuteFunctions, mode: Mode): WaitSettings {
	const first = new ItemParameters(context, 0, fields);
	return {
		mode,
		pollIntervalMs: mode === 'wait' ? 1000 * first.number('pollInterval') : 0,
	};
}

/** Reads and checks the items. */
export function readWaitingItems(context: IExecuteFunctions, mode: Mode): ReadItems {
	const read: ReadItems = { items: [], failures: new Map(), taskIds: [] };
	for (const itemIndex of context.getInputData().keys()) {
		try {
			const parameters = new ItemParameters(context, itemIndex, fields);
			const taskId = readTaskId(parameters);
			read.taskIds[itemIndex] = taskId;
			read.items.push({ itemIndex, taskId, ...readItemSettings(parameters, mode) });
		} catch (error) {
			read.failures.set(itemIndex, toNodeFailure(context, itemIndex, error));
			read.taskIds[itemIndex] ??= undefined;
		}
	}
	const [first] = read.failures;
	if (first !== undefined && !context.continueOnFail()) {
		const [itemIndex, failure] = first;
		const others = read.items.map(({ taskId }) => taskId);
		withOtherTasks(failure, read.taskIds[itemIndex], others);
	}
	return read;
}

/** The task of an item, or `undefined` where there is none to be read. */
export function taskIdOfItem(context: IExecuteFunctions, itemIndex: number): string | undefined {
	try {
		return readTaskId(new ItemParameters(context, itemIndex, fields));
	} catch {
		return undefined;
	}
}

function readTaskId(parameters: ItemParameters): string {
	const taskId = parameters.requiredText('taskId', waitFieldMessages.noTaskId).trim();
	if (parseTaskId(taskId) === undefined) {
		throw parameters.rejection('taskId', waitFieldMessages.noTaskIdAtAll, {
			characters: taskId.length,
		});
	}
	return taskId;
}

function readItemSettings(
	parameters: ItemParameters,
	mode: Mode,
): Omit<WaitingItem, 'itemIndex' | 'taskId'> {
	const downloadFiles = parameters.boolean('downloadFiles');
	return {
		timeoutMs: mode === 'check' ? 0 : parameters.number('timeoutMinutes') * 60_000,
		downloadFiles,
		output: parameters.choice<Output>('output'),
		binaryProperty: downloadFiles
			? parameters.requiredText('binaryProperty', waitFieldMessages.noBinaryProperty).trim()
			: '',
		fileName: parameters.text('fileName').trim() || undefined,
		simplify: parameters.boolean('simplify'),
	};
}
