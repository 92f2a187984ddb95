import {
	NodeHelpers,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypes,
	type IVersionedNodeType,
} from 'n8n-workflow';
import { loopNodes } from './loops/testNodes.mts';
import { nodeType, pass } from './nodeType.mts';
import { published } from './published.mts';

/** The node that starts a test's workflow: hands on the items that the test put into it. */
export const START_TYPE = 'test.start';

/** A node that hands on what it gets, to see what reaches the next node. */
export const PASS_TYPE = 'test.pass';

/** A node that hands on other items than it gets. */
export const CHANGE_TYPE = 'test.change';

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

const types: Record<string, INodeType> = {
	...loopNodes,
	[START_TYPE]: nodeType(async () => [structuredClone(startItems)]),
	[PASS_TYPE]: nodeType(pass),
	[CHANGE_TYPE]: nodeType(async function (this: IExecuteFunctions) {
		return [this.getInputData().map(({ json }) => ({ json: { ...json, changed: true } }))];
	}),
	[HTTP_TYPE]: nodeType(sendJson, { url: '', nodeCredentialType: '', jsonBody: '' }),
};

async function sendJson(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const text = (name: string, index: number) => String(this.getNodeParameter(name, index));
	const { requestWithAuthentication: send } = this.helpers;
	const answers = this.getInputData().map(async (_item, item) => {
		const json = (await send.call(this, text('nodeCredentialType', item), {
			method: 'POST',
			uri: text('url', item),
			body: JSON.parse(text('jsonBody', item)) as object,
			json: true,
			followRedirect: false,
		})) as IDataObject;
		return { json, pairedItem: { item } };
	});
	return [await Promise.all(answers)];
}

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
