import type { IExecuteFunctions } from 'n8n-workflow';
import { nodeFailure, type NodeFailure } from '../shared/n8n/itemError';
import { checkGeneration, type Generation } from './generation';

export interface CheckedItems {
	generations: Array<{ itemIndex: number; generation: Generation }>;
	/** By item index. */
	failures: Map<number, NodeFailure>;
}

/** Checks items before anything is submitted, so that a bad one among many costs nothing. */
export async function checkItems(
	context: IExecuteFunctions,
	itemIndexes: number[],
): Promise<CheckedItems> {
	const checked: CheckedItems = { generations: [], failures: new Map() };
	for (const itemIndex of itemIndexes) {
		try {
			const generation = await checkGeneration(context, itemIndex);
			checked.generations.push({ itemIndex, generation });
		} catch (error) {
			checked.failures.set(itemIndex, nodeFailure(context, itemIndex, error));
		}
	}
	return checked;
}
