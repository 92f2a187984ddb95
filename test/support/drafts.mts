import assert from 'node:assert/strict';
import type { Credential } from '../../scripts/start/n8n-client.mts';
import { packageName } from '../../scripts/start/project.mts';
import type { WorkflowDraft } from '../../scripts/start/workflow.mts';

type Node = WorkflowDraft['nodes'][number];

/** A node of n8n's own, by the last part of its type, or one of another package by all of it. */
export function node(
	name: string,
	type: string,
	typeVersion: number,
	parameters: object = {},
	rest: object = {},
): Node {
	const whole = type.includes('.') ? type : `n8n-nodes-base.${type}`;
	const common = { id: name, name, type: whole, typeVersion, position: [0, 0] };
	return { ...common, parameters: { ...parameters }, ...rest };
}

/** A node of this package. */
export function ours(
	name: string,
	type: string,
	highwayApi: Credential,
	parameters: object = {},
	rest: object = {},
): Node {
	const settings = { credentials: { highwayApi }, ...rest };
	return node(name, `${packageName}.${type}`, 1, parameters, settings);
}

export function webhook(path: string, responseMode = 'onReceived'): Node {
	const parameters = { httpMethod: 'POST', path, responseMode, options: {} };
	return node('Webhook', 'webhook', 2, parameters, { webhookId: path });
}

/** n8n's own Wait node, as the loop of a suspended wait has it. */
export function pauseNode(): Node {
	const amount = '={{ $json.wait_for_task.check_again_in }}';
	const parameters = { resume: 'timeInterval', amount, unit: 'seconds' };
	return node('Pause', 'wait', 1.1, parameters, { webhookId: 'pause' });
}

/**
 * A workflow of nodes that stand in a row.
 *
 * @param chains of nodes that lead to one another, such as `Webhook > Wait.1 > Pause`: the number, or the
 * kind, is that of the output, which is the first unless it is named
 */
export function draw(
	name: string,
	nodes: Node[],
	chains: string[],
	settings: object = {},
): WorkflowDraft {
	const connections: Record<string, Record<string, object[][]>> = {};
	for (const chain of chains) {
		const steps = chain.split(' > ').map((step) => step.split('.'));
		for (const [index, [from = '', output = '0']] of steps.slice(0, -1).entries()) {
			const type = /\d/.test(output) ? 'main' : output;
			const outputs = ((connections[from] ??= {})[type] ??= []);
			const at = type === 'main' ? Number(output) : 0;
			while (outputs.length <= at) outputs.push([]);
			outputs[at]?.push({ node: steps[index + 1]?.[0], type, index: 0 });
		}
	}
	return {
		name,
		nodes: nodes.map((one, index) => ({ ...one, position: [220 * index, 0] })),
		connections,
		settings: { executionOrder: 'v1', ...settings },
	};
}

/** Gives a node of a workflow other parameters, and settings where they are wanted. */
export function change(
	{ nodes }: WorkflowDraft,
	name: string,
	parameters: object,
	settings: object = {},
): void {
	const found = nodes.find((one) => one.name === name);
	assert.ok(found, `The workflow has no node ${name}`);
	Object.assign(found.parameters, parameters);
	Object.assign(found, settings);
}

export interface MakeBatch {
	/** Where the frame is that serves as both. */
	frame: string;
	credential: Credential;
	/** Path of its webhook, which takes `{prompts: string[]}`. */
	path: string;
	payOnceKey?: string;
	/** Whether n8n writes down what each node has put out. */
	savesProgress?: boolean;
}

/** A workflow that makes a video for each prompt that its webhook gets, and waits for all of them. */
export function makeBatch(options: MakeBatch): WorkflowDraft {
	const { frame, credential, path, payOnceKey, savesProgress = false } = options;
	const split = { fieldToSplitOut: 'body.prompts', options: { destinationFieldName: 'prompt' } };
	const frames = { firstFrameUrl: frame, lastFrameUrl: frame };
	const nodes = [
		webhook(path),
		node('Rows', 'splitOut', 1, split),
		ours('Generate', 'veoLiteFirstLastFrame', credential, {
			...frames,
			prompt: '={{ $json.prompt }}',
			options: payOnceKey === undefined ? {} : { payOnceKey },
		}),
		ours('Wait', 'waitForTask', credential, { downloadFiles: false }),
	];
	return draw(`Make a batch (${path})`, nodes, ['Webhook > Rows > Generate > Wait'], {
		saveExecutionProgress: savesProgress,
	});
}

/** What a person does by hand in a table: gives the rows of a state other values. */
export function editRows(table: string, status: string, value: object): WorkflowDraft {
	const edit = node('Edit', 'dataTable', 1, {
		operation: 'update',
		dataTableId: { __rl: true, mode: 'name', value: table },
		filters: { conditions: [{ keyName: 'status', condition: 'eq', keyValue: status }] },
		columns: { mappingMode: 'defineBelow', value, schema: [] },
	});
	return draw('By hand', [node('Start', 'manualTrigger', 1), edit], ['Start > Edit']);
}
