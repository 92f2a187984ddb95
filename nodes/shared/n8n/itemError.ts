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

/** The n8n error of something that can be put right in the workflow, at one item or at all. */
export function operationError(
	context: IExecuteFunctions,
	{ happened, advice }: Message,
	itemIndex?: number,
): NodeOperationError {
	const message = withItem(happened, itemIndex);
	return new NodeOperationError(context.getNode(), message, { description: advice, itemIndex });
}

/**
 * The n8n error of an item for which the service, or a host that it names, did not do what was asked.
 *
 * @param facts what else is known, for the details that n8n shows
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

/** Anything that was thrown while an item, or all, were worked on, as one of n8n's own errors. */
export function toNodeFailure(
	context: IExecuteFunctions,
	itemIndex: number | undefined,
	error: unknown,
): NodeFailure {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	return new NodeOperationError(context.getNode(), error as Error, { itemIndex });
}

/**
 * The same failure with what is to be said beside it, of a run or of other items.
 *
 * @param details for the data that n8n shows
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
 * The output item of an input item that failed, where the node is set to continue on error, with the
 * files of the input item: another try needs them.
 *
 * n8n moves an item to the error output when its JSON holds nothing beside `error` and `message`,
 * and then merges it with the JSON of the input item; in the regular output there is room for more.
 */
export function errorItem(
	context: IExecuteFunctions,
	itemIndex: number,
	error: NodeFailure,
	facts: IDataObject = {},
): INodeExecutionData {
	const { binary = {} } = context.getInputData()[itemIndex] ?? {};
	// Copies: no two items share a file that a node further on may change.
	const files = Object.entries(binary).map(([name, file]) => [name, { ...file }] as const);
	const hasErrorOutput = context.getNode().onError === 'continueErrorOutput';
	const message = error.description ? { message: error.description } : {};
	return {
		json: { ...(hasErrorOutput ? {} : facts), error: error.message, ...message },
		...(files.length > 0 && { binary: Object.fromEntries(files) }),
		pairedItem: { item: itemIndex },
	};
}
