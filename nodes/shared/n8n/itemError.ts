import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type JsonObject,
} from 'n8n-workflow';
import type { Fault } from '../api/fault';

export type NodeFailure = NodeApiError | NodeOperationError;

/** The n8n error for a fault of the Highway API at one item. */
export function apiError(
	context: IExecuteFunctions,
	itemIndex: number,
	fault: Fault,
	happened = fault.happened,
): NodeApiError {
	const { status, reason } = fault;
	return new NodeApiError(
		context.getNode(),
		{ ...(reason === undefined ? {} : { reason }) } as JsonObject,
		{
			message: `${happened} [item ${itemIndex}]`,
			description: fault.advice,
			...(status === undefined ? {} : { httpCode: String(status) }),
			itemIndex,
		},
	);
}

/** Anything thrown while an item was worked on, as one of n8n's own errors that knows its item. */
export function nodeFailure(
	context: IExecuteFunctions,
	itemIndex: number,
	error: unknown,
): NodeFailure {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	return new NodeOperationError(
		context.getNode(),
		error instanceof Error ? error : new Error(String(error)),
		{ itemIndex },
	);
}

/**
 * The output item of an input item that failed, where the node is set to continue on error.
 *
 * n8n moves an item to the error output when its JSON holds nothing beside `error` and `message`,
 * and then merges it with the input item; in the regular output there is room for more.
 */
export function errorItem(
	context: IExecuteFunctions,
	itemIndex: number,
	error: NodeFailure,
	facts: IDataObject = {},
): INodeExecutionData {
	const hasErrorOutput = context.getNode().onError === 'continueErrorOutput';
	return {
		json: {
			...(hasErrorOutput ? {} : facts),
			error: error.message,
			...(error.description ? { message: error.description } : {}),
		},
		pairedItem: { item: itemIndex },
	};
}
