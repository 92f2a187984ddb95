import {
	NodeConnectionTypes,
	NodeHelpers,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypes,
	type IVersionedNodeType,
} from 'n8n-workflow';
import { loopNodes } from './loops/testNodes.mts';
import { published } from './published.mts';

export { LOOP_TYPE, WAIT_TYPE } from './loops/testNodes.mts';

/** The node that starts a test's workflow: hands on the items that the test put into it. */
export const START_TYPE = 'test.start';

/** A node that hands on what it gets, to see what reaches the next node. */
export const PASS_TYPE = 'test.pass';

/** A node that hands on other items than it gets. */
export const CHANGE_TYPE = 'test.change';

/** A node that asks each item for the title of the item of "Start" that it came from. */
export const TITLE_TYPE = 'test.titleOfStart';

/** n8n's own HTTP Request, as far as a JSON body and a predefined credential type go. */
export const HTTP_TYPE = 'n8n-nodes-base.httpRequest';

let startItems: INodeExecutionData[] = [];

/** Puts a node type in the place of another, e.g. one that notes when it is run. */
export function replaceType(name: string, change: (type: INodeType) => INodeType): void {
	types[name] = change(types[name] as INodeType);
}

export function startWith(items: INodeExecutionData[]): void {
	startItems = items;
}

function testNode(
	name: string,
	execute: NonNullable<INodeType['execute']>,
	parameters: string[] = [],
): INodeType {
	return {
		description: {
			displayName: name,
			name,
			group: ['transform'],
			version: 1,
			description: name,
			defaults: { name },
			inputs: [NodeConnectionTypes.Main],
			outputs: [NodeConnectionTypes.Main],
			properties: parameters.map((name) => ({
				displayName: name,
				name,
				type: 'string',
				default: '',
			})),
		},
		execute,
	};
}

const types: Record<string, INodeType> = {
	...loopNodes,
	[START_TYPE]: testNode(START_TYPE, async () => [structuredClone(startItems)]),
	[PASS_TYPE]: testNode(PASS_TYPE, async function (this: IExecuteFunctions) {
		return [this.getInputData()];
	}),
	[CHANGE_TYPE]: testNode(CHANGE_TYPE, async function (this: IExecuteFunctions) {
		return [this.getInputData().map(({ json }) => ({ json: { ...json, changed: true } }))];
	}),
	[TITLE_TYPE]: testNode(TITLE_TYPE, async function (this: IExecuteFunctions) {
		return [
			this.getInputData().map((_item, index) => ({
				json: {
					title: this.evaluateExpression('{{ $("Start").item.json.title }}', index) as string,
				},
				pairedItem: { item: index },
			})),
		];
	}),
	[HTTP_TYPE]: testNode(
		HTTP_TYPE,
		async function (this: IExecuteFunctions) {
			const text = (name: string, index: number) => String(this.getNodeParameter(name, index));
			const answers = this.getInputData().map(async (_item, index) => ({
				json: (await this.helpers.requestWithAuthentication.call(
					this,
					text('nodeCredentialType', index),
					{
						method: 'POST',
						uri: text('url', index),
						body: JSON.parse(text('jsonBody', index)) as object,
						json: true,
						followRedirect: false,
					},
				)) as IDataObject,
				pairedItem: { item: index },
			}));
			return [await Promise.all(answers)];
		},
		['url', 'nodeCredentialType', 'jsonBody'],
	),
};

for (const [name, NodeClass] of Object.entries(published)) {
	if (name === 'HighwayApi') continue;
	const type = `n8n-nodes-highwayapi.${name.charAt(0).toLowerCase()}${name.slice(1)}`;
	types[type] = new NodeClass() as INodeType;
	// As n8n names what it makes of a node for an AI agent.
	types[`${type}Tool`] = new NodeClass() as INodeType;
}

/** The nodes as n8n would find them: the built package, and helpers of the tests. */
export const nodeTypes: INodeTypes = {
	getByName: (name: string): INodeType | IVersionedNodeType => typeOf(name),
	getByNameAndVersion: (name: string, version?: number): INodeType =>
		NodeHelpers.getVersionedNodeType(typeOf(name), version),
	getKnownTypes: () => ({}),
};

function typeOf(name: string): INodeType {
	const type = types[name];
	if (type === undefined) throw new Error(`The tests know no node type ${name}`);
	return type;
}
