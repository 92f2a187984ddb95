import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type JsonObject,
} from 'n8n-workflow';
import type { Fault } from '../api/fault';
import type { Message } from '../message';

export type NodeFailure = NodeApiError | NodeOperationError;

/**
 * The n8n error of something that can be put right in the workflow.
 *
 * @param itemIndex of the item that it is about, where it is about one
 */
export function operationError(
	context: IExecuteFunctions,
	{ happened, advice }: Message,
	itemIndex?: number,
): NodeOperationError {
	return new NodeOperationError(context.getNode(), withItem(happened, itemIndex), {
		description: advice,
		itemIndex,
	});
}

/**
 * The n8n error of an item for which the service, or a host that it names, did not do what was asked.
 *
 * @param facts what else is known, for the details that n8n shows
 */
export function apiError(
	context: IExecuteFunctions,
	itemIndex: number,
	{ happened, advice, status }: Message & { status?: number },
	facts: JsonObject,
): NodeApiError {
	return new NodeApiError(context.getNode(), facts, {
		message: withItem(happened, itemIndex),
		description: advice,
		httpCode: status?.toString(),
		itemIndex,
	});
}

/** The n8n error of a fault of the Highway API at one item. */
export function faultError(
	context: IExecuteFunctions,
	itemIndex: number,
	fault: Fault,
): NodeApiError {
	const { reason } = fault;
	return apiError(context, itemIndex, fault, reason === undefined ? {} : { reason });
}

function withItem(happened: string, itemIndex: number | undefined): string {
	return itemIndex === undefined ? happened : `${happened} [item ${itemIndex}]`;
}

/**
 * Anything thrown as one of n8n's own errors.
 *
 * @param itemIndex of the item that was worked on, where it was one
 */
export function toNodeFailure(
	context: IExecuteFunctions,
	itemIndex: number | undefined,
	error: unknown,
): NodeFailure {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	const cause = error instanceof Error ? error : new Error(String(error));
	return new NodeOperationError(context.getNode(), cause, { itemIndex });
}

/**
 * A failure with what is to be said beside it, of a run or of other items. It may come from the check
 * of a field, so this is where an error changes after it was made; else only `runNode.ts` does that.
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
	const files = Object.entries(context.getInputData()[itemIndex]?.binary ?? {});
	// Copies: no two items share a file that a node further on may change.
	const binary = Object.fromEntries(files.map(([name, file]) => [name, { ...file }]));
	const hasErrorOutput = context.getNode().onError === 'continueErrorOutput';
	return {
		json: {
			...(hasErrorOutput ? {} : facts),
			error: error.message,
			...(error.description ? { message: error.description } : {}),
		},
		...(files.length === 0 ? {} : { binary }),
		pairedItem: { item: itemIndex },
	};
}
