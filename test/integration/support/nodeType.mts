import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
} from 'n8n-workflow';

/** A node of the tests, with its parameters and their defaults, and the names of its outputs. */
export function nodeType(
	execute: NonNullable<INodeType['execute']>,
	parameters: Record<string, string | number> = {},
	outputs = ['Done'],
): INodeType {
	const { Main } = NodeConnectionTypes;
	return {
		description: {
			displayName: 'Test',
			name: 'test',
			group: ['transform'],
			version: 1,
			description: 'Of the tests',
			defaults: {},
			inputs: [Main],
			outputs: outputs.map((displayName) => ({ type: Main, displayName })),
			properties: Object.entries(parameters).map(([name, value]) => ({
				displayName: name,
				name,
				type: typeof value === 'number' ? 'number' : 'string',
				default: value,
			})),
		},
		execute,
	};
}

/** Hands on what it gets. */
export async function pass(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return [this.getInputData()];
}
