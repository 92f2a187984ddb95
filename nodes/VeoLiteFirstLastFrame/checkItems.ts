import type { IExecuteFunctions } from 'n8n-workflow';
import { nodeFailure, type NodeFailure } from '../shared/itemError';
import { checkGeneration, type Generation } from './generation';

export interface CheckedItems {
	generations: Array<{ itemIndex: number; generation: Generation }>;
	/** By item index. */
	failures: Map<number, NodeFailure>;
}

/**
 * Checks every item before anything is submitted, so that a bad item among many costs nothing.
 *
 * @throws the first failure, with the others in its description, unless the node continues on error
 */
export async function checkItems(context: IExecuteFunctions): Promise<CheckedItems> {
	const checked: CheckedItems = { generations: [], failures: new Map() };
	for (const itemIndex of context.getInputData().keys()) {
		try {
			const generation = await checkGeneration(context, itemIndex);
			checked.generations.push({ itemIndex, generation });
		} catch (error) {
			checked.failures.set(itemIndex, nodeFailure(context, itemIndex, error));
		}
	}
	const [first, ...others] = checked.failures.values();
	if (first === undefined || context.continueOnFail()) return checked;

	first.description = [
		first.description ?? '',
		'Nothing was submitted.',
		...(others.length === 0 ? [] : ['The same run has more to correct:', ...listed(others)]),
	]
		.join(' ')
		.trim();
	throw first;
}

const MOST_LISTED = 10;

function listed(failures: NodeFailure[]): string[] {
	const lines = failures.slice(0, MOST_LISTED).map(({ message }) => `${message};`);
	const rest = failures.length - lines.length;
	return rest > 0 ? [...lines, `and ${rest} more.`] : lines;
}
