import type {
	GenericValue,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
} from 'n8n-workflow';
import { nodeType } from '../nodeType.mts';

/**
 * Stand-ins of n8n's own nodes, under n8n's names for them: the package that has them is no
 * dependency of this project. They do what n8n 2.41 does as far as a loop can tell.
 */

/** Below this n8n's Wait node waits in memory, in milliseconds. */
const PARKED_FROM_MS = 65_000;

async function wait(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const amount = this.getNodeParameter('amount', 0);
	if (typeof amount !== 'number' || !(amount >= 0)) throw new Error('Invalid wait amount');
	const ms = amount * 1000;
	const output = [this.getInputData()];
	if (ms >= PARKED_FROM_MS) {
		await this.putExecutionToWait(new Date(Date.now() + ms));
		return output;
	}
	return await new Promise((resolve) => {
		const timer = setTimeout(() => resolve(output), ms);
		this.onExecutionCancellation(() => {
			clearTimeout(timer);
			resolve(output);
		});
	});
}

async function loopOverItems(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const state = this.getContext('node') as { [name in 'items' | 'done']?: INodeExecutionData[] };
	const input = this.getInputData().map((one, item) => ({ ...one, pairedItem: { item } }));
	const isFirst = state.items === undefined;
	const items = (state.items ??= input);
	const done = (state.done ??= []);
	if (!isFirst) done.push(...input);
	const batch = items.splice(0, this.getNodeParameter('batchSize', 0) as number);
	// A copy, since n8n records what is returned, and later runs add to the list.
	return batch.length === 0 ? [[...done], []] : [[], batch];
}

/** What the stand-in of Edit Fields does to an item. */
const edits: Record<string, (json: IDataObject, run: GenericValue) => IDataObject> = {
	keep: (json) => json,
	drop: () => ({}),
	add: (json) => ({ ...json, added: true }),
	count: (json, run) => ({ ...json, run }),
	forget: ({ wait_for_task: _, task_id: _gone, ...json }) => json,
	makeUp: (json) => ({ ...json, task_id: 'made-up' }),
};

export const EDITS = Object.keys(edits);

async function editFields(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const edit = edits[this.getNodeParameter('edit', 0) as string];
	const run = this.evaluateExpression('{{ $runIndex }}', 0) as GenericValue;
	const edited = (json: IDataObject) => edit?.(json, run) ?? json;
	return [
		this.getInputData().map(({ json }, item) => ({ json: edited(json), pairedItem: { item } })),
	];
}

export const WAIT_TYPE = 'n8n-nodes-base.wait';
export const LOOP_TYPE = 'n8n-nodes-base.splitInBatches';
export const EDIT_TYPE = 'n8n-nodes-base.set';

export const loopNodes: Record<string, INodeType> = {
	[WAIT_TYPE]: nodeType(wait, { amount: 70, resume: '', unit: 'seconds' }),
	[LOOP_TYPE]: nodeType(loopOverItems, { batchSize: 1 }, ['Done', 'Loop']),
	[EDIT_TYPE]: nodeType(editFields, { edit: 'keep' }),
};
