import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { errorItem, type NodeFailure } from '../../shared/n8n/itemError';
import type { WaitingItem } from '../settings';

/** What became of the input items of one run, by their index. */
export class WaitResults {
	private readonly output = new Map<number, INodeExecutionData[]>();

	/** @param failures of items that could not even be waited for */
	constructor(
		private readonly context: IExecuteFunctions,
		readonly failures: Map<number, NodeFailure>,
	) {}

	succeeded({ itemIndex }: WaitingItem, items: INodeExecutionData[]): void {
		this.output.set(itemIndex, items);
	}

	failed({ itemIndex }: WaitingItem, failure: NodeFailure): void {
		this.failures.set(itemIndex, failure);
	}

	/** @throws the first failure, unless the node is set to continue on error */
	throwUnlessContinuing(): void {
		const [first] = this.failures.values();
		if (first !== undefined && !this.context.continueOnFail()) throw first;
	}

	/**
	 * The output items in input order, with those that failed as error items.
	 *
	 * @param taskIds by item index
	 */
	items(taskIds: ReadonlyArray<string | undefined>): INodeExecutionData[] {
		return [...this.context.getInputData().keys()].flatMap((itemIndex) => {
			const failure = this.failures.get(itemIndex);
			if (failure === undefined) return this.output.get(itemIndex) ?? [];
			const task_id = taskIds[itemIndex];
			return errorItem(this.context, itemIndex, failure, task_id === undefined ? {} : { task_id });
		});
	}
}
