import type { IExecuteFunctions } from 'n8n-workflow';
import type { FirstLastFrameRequest } from '../shared/api/highwayApi';
import { nodeFailure, type NodeFailure } from '../shared/n8n/itemError';
import { checkGeneration } from './generation';

export interface CheckedItems {
	requests: Array<{ itemIndex: number; request: FirstLastFrameRequest }>;
	/** By item index, why the others can't be submitted. */
	unfit: Map<number, NodeFailure>;
}

/** Checks items before anything is submitted, so that a bad one among many costs nothing. */
export async function checkItems(
	context: IExecuteFunctions,
	itemIndexes: number[],
): Promise<CheckedItems> {
	const checked: CheckedItems = { requests: [], unfit: new Map() };
	for (const itemIndex of itemIndexes) {
		try {
			const request = await checkGeneration(context, itemIndex);
			checked.requests.push({ itemIndex, request });
		} catch (error) {
			checked.unfit.set(itemIndex, nodeFailure(context, itemIndex, error));
		}
	}
	return checked;
}
