import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type JsonObject,
} from 'n8n-workflow';
import type { Message } from '../message';

export type NodeFailure = NodeApiError | NodeOperationError;

/** n8n's error for what can be corrected in the workflow, of one item or, without an index, of all. */
export function operationError(
	context: IExecuteFunctions,
	{ happened, advice }: Message,
	itemIndex?: number,
): NodeOperationError {
	const message = withItem(happened, itemIndex);
	return new NodeOperationError(context.getNode(), message, { description: advice, itemIndex });
}

/**
 * n8n's error for an item for which the service, or a host that it names, did not do what was asked.
 *
 * @param facts for the details that n8n shows
 */
export function apiError(
	context: IExecuteFunctions,
	itemIndex: number,
	{ happened, advice, status, reason }: Message & { status?: number; reason?: string },
	facts: JsonObject = reason === undefined ? {} : { reason },
): NodeApiError {
	return new NodeApiError(context.getNode(), facts, {
		message: withItem(happened, itemIndex),
		description: advice,
		httpCode: status?.toString(),
		itemIndex,
	});
}

function withItem(happened: string, itemIndex: number | undefined): string {
	return itemIndex === undefined ? happened : `${happened} [item ${itemIndex}]`;
}

/** What was thrown, as an error of n8n. @param itemIndex that it was thrown for, if it was for one */
export function toNodeFailure(
	context: IExecuteFunctions,
	itemIndex: number | undefined,
	error: unknown,
): NodeFailure {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	return new NodeOperationError(context.getNode(), error as Error, { itemIndex });
}

/**
 * Adds to a failure what concerns its run or other items.
 *
 * @param sentences for its description
 * @param details for its context, which n8n shows under the details
 * @returns the same failure
 */
export function withAdvice(
	failure: NodeFailure,
	sentences: readonly string[],
	details: IDataObject = {},
): NodeFailure {
	failure.description = [failure.description, ...sentences].filter(Boolean).join(' ');
	Object.assign(failure.context, details);
	return failure;
}

/**
 * The output item for an input item that failed, where the node continues on error. It has the files of the
 * input item: another try needs them.
 *
 * n8n moves an item to the error output only if its JSON has no keys but `error` and `message`, and then
 * merges it with the JSON of the input item. On the regular output the facts are added.
 */
export function errorItem(
	context: IExecuteFunctions,
	itemIndex: number,
	error: NodeFailure,
	facts: IDataObject = {},
): INodeExecutionData {
	const { binary = {} } = context.getInputData()[itemIndex] ?? {};
	// Copies: a later node may change the file of one item.
	const files = Object.entries(binary).map(([name, file]) => [name, { ...file }] as const);
	const hasErrorOutput = context.getNode().onError === 'continueErrorOutput';
	const message = error.description ? { message: error.description } : {};
	return {
		json: { ...(hasErrorOutput ? {} : facts), error: error.message, ...message },
		...(files.length > 0 && { binary: Object.fromEntries(files) }),
		pairedItem: { item: itemIndex },
	};
}
