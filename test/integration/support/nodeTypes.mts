import {
	NodeConnectionTypes,
	NodeHelpers,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type INodeTypes,
	type IVersionedNodeType,
} from 'n8n-workflow';
import { published } from './published.mts';

/** The node that starts a test's workflow: hands on the items that the test put into it. */
export const START_TYPE = 'test.start';

/** A node that hands on what it gets, to see what reaches the next node. */
export const PASS_TYPE = 'test.pass';

/** A node that hands on other items than it gets. */
export const CHANGE_TYPE = 'test.change';

/** A node that asks each item for the title of the item of "Start" that it came from. */
export const TITLE_TYPE = 'test.titleOfStart';

/** n8n's own Wait node, as far as its interval in seconds goes. */
export const WAIT_TYPE = 'n8n-nodes-base.wait';

/** n8n's own Webhook, which starts nothing in the tests. */
export const WEBHOOK_TYPE = 'n8n-nodes-base.webhook';

/** n8n's own Loop Over Items: batches, then all that came back by its first output. */
export const LOOP_TYPE = 'n8n-nodes-base.splitInBatches';

let startItems: INodeExecutionData[] = [];

export function startWith(items: INodeExecutionData[]): void {
	startItems = items;
}

function testNode(
	name: string,
	execute: NonNullable<INodeType['execute']>,
	{
		outputs = [NodeConnectionTypes.Main],
		parameters = [],
	}: { outputs?: INodeTypeDescription['outputs']; parameters?: string[] } = {},
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
			outputs,
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
	[WAIT_TYPE]: testNode(
		WAIT_TYPE,
		async function (this: IExecuteFunctions) {
			const waitMs = Number(this.getNodeParameter('amount', 0)) * 1000;
			if (waitMs < 65_000) await new Promise((resolve) => setTimeout(resolve, waitMs));
			else await this.putExecutionToWait(new Date(Date.now() + waitMs));
			return [this.getInputData()];
		},
		{ parameters: ['resume', 'amount', 'unit'] },
	),
	[WEBHOOK_TYPE]: testNode(WEBHOOK_TYPE, async () => [[]], { parameters: ['responseMode'] }),
	[LOOP_TYPE]: testNode(
		LOOP_TYPE,
		async function (this: IExecuteFunctions) {
			const context = this.getContext('node') as {
				left?: INodeExecutionData[];
				back?: INodeExecutionData[];
			};
			const input = this.getInputData();
			if (context.left === undefined) {
				context.left = input.map((item, index) => ({ ...item, pairedItem: { item: index } }));
				context.back = [];
			} else
				context.back?.push(
					...input.map((item, index) => ({ ...item, pairedItem: { item: index } })),
				);
			const batch = context.left.splice(0, Number(this.getNodeParameter('batchSize', 0) || 1));
			return batch.length === 0 ? [context.back ?? [], []] : [[], batch];
		},
		{ outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main], parameters: ['batchSize'] },
	),
	'n8n-nodes-highwayapi.veoLiteFirstLastFrame': new published.VeoLiteFirstLastFrame(),
	'n8n-nodes-highwayapi.waitForTask': new published.WaitForTask(),
	// As n8n names what it makes of a node for an AI agent.
	'n8n-nodes-highwayapi.veoLiteFirstLastFrameTool': new published.VeoLiteFirstLastFrame(),
	'n8n-nodes-highwayapi.waitForTaskTool': new published.WaitForTask(),
};

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
