import type { IExecuteFunctions } from 'n8n-workflow';
import type { GenerationRequest } from '../api/highwayApi';
import { nodeFailure, type NodeFailure } from '../n8n/itemError';

export interface CheckedItems {
	requests: Array<{ itemIndex: number; request: GenerationRequest }>;
	/** By item index, why the others can't be submitted. */
	unfit: Map<number, NodeFailure>;
}

/**
 * Reads and checks the parameters of one item, without sending anything.
 *
 * @throws NodeOperationError that names the field and the item
 */
export type CheckItem = (
	context: IExecuteFunctions,
	itemIndex: number,
) => Promise<GenerationRequest>;

/** Checks items before anything is submitted, so that a bad one among many costs nothing. */
export async function checkItems(
	context: IExecuteFunctions,
	itemIndexes: number[],
	check: CheckItem,
): Promise<CheckedItems> {
	const checked: CheckedItems = { requests: [], unfit: new Map() };
	for (const itemIndex of itemIndexes) {
		try {
			const request = await check(context, itemIndex);
			checked.requests.push({ itemIndex, request });
		} catch (error) {
			checked.unfit.set(itemIndex, nodeFailure(context, itemIndex, error));
		}
	}
	return checked;
}
