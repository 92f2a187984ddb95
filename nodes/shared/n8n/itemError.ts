import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type JsonObject,
} from 'n8n-workflow';
import type { Fault } from '../api/fault';
import type { Words } from '../words';

export type NodeFailure = NodeApiError | NodeOperationError;

/**
 * The n8n error of something that can be put right in the workflow.
 *
 * @param itemIndex of the item that it is about, where it is about one
 */
export function operationError(
	context: IExecuteFunctions,
	{ happened, advice }: Words,
	itemIndex?: number,
): NodeOperationError {
	return new NodeOperationError(context.getNode(), withItem(happened, itemIndex), {
		description: advice,
		...(itemIndex === undefined ? {} : { itemIndex }),
	});
}

/** An answer of the service, or of a host that it names, which brought an item nothing. */
export interface BadAnswer extends Words {
	/** HTTP status, absent when there was no answer. */
	status?: number;
}

/**
 * The n8n error of an item for which the service, or a host that it names, did not do what was asked.
 *
 * @param facts what else is known, for the details that n8n shows
 */
export function apiError(
	context: IExecuteFunctions,
	itemIndex: number,
	{ happened, advice, status }: BadAnswer,
	facts: JsonObject,
): NodeApiError {
	return new NodeApiError(context.getNode(), facts, {
		message: withItem(happened, itemIndex),
		description: advice,
		...(status === undefined ? {} : { httpCode: String(status) }),
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
