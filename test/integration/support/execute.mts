import { randomUUID } from 'node:crypto';
import { Container } from '@n8n/di';
import { BinaryDataService, ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type ICredentialDataDecryptedObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type IPinData,
	type IRun,
	type IRunExecutionData,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
	type IWorkflowSettings,
	type WorkflowExecuteMode,
	type NodeApiError,
	type NodeOperationError,
} from 'n8n-workflow';
import { flawsOf, type Told } from '../../support/goodWords.mts';
import { TestCredentialsHelper } from './credentialsHelper.mts';
import { nodeTypes, startWith } from './nodeTypes.mts';

/** A workflow as a file of the editor holds it. */
export type WorkflowJson = Pick<IWorkflowBase, 'nodes' | 'connections'>;

export interface Execution {
	run: IRun;
	/** What a node handed on, by its name; its first output unless another is asked for. */
	output(nodeName: string, outputIndex?: number, runIndex?: number): INodeExecutionData[];
	/** What the console of the editor shows meanwhile. */
	messages: string[];
	/** What ended the execution, if anything did. */
	error: NodeApiError | NodeOperationError | undefined;
}

export interface ExecuteOptions {
	workflow: WorkflowJson;
	items?: INodeExecutionData[];
	credential: ICredentialDataDecryptedObject;
	/** Continues an execution from its data, as "Retry" in the list of executions does. */
	retryOf?: IRun;
	/** Goes on with a parked execution, as n8n does when its pause is over. */
	resumeOf?: IRun;
	/** The token of an execution that crashed, which is retried from its start with nothing else left. */
	token?: string;
	/** The process of n8n that executes it: what lives in memory is not shared with another. */
	process?: string;
	/** By which execution it was called, as a sub-workflow. */
	parentId?: string;
	mode?: WorkflowExecuteMode;
	/** What the editor has pinned, by the name of the node. */
	pinData?: IPinData;
	/** An id of its own, for tests that run many executions in one process. */
	executionId?: string;
	/** Adds hooks to the execution, to watch it. */
	watch?: (hooks: ExecutionLifecycleHooks) => void;
	/** Of the workflow, beside the order of execution. */
	settings?: IWorkflowSettings;
}

export interface RunningExecution {
	finished: Promise<Execution>;
	/** What the Stop button does. */
	stop(): void;
	/** What is the same in an execution and its retries. */
	token: string;
	id: string;
}

let executions = 0;

let starts = 0;

/** Has n8n start anew, so that nothing is known that lives in its memory alone. */
export function restartN8n(): void {
	starts++;
}

/** The data of executions as n8n's database has them from their start on. */
const database = new Map<string, IRunExecutionData>();

/** Starts a workflow in n8n's own engine, with its HTTP client and its binary store. */
export async function start(options: ExecuteOptions): Promise<RunningExecution> {
	const binaryData = Container.get(BinaryDataService);
	await binaryData.init();
	startWith(options.items ?? [{ json: {} }]);

	const { nodes, connections } = structuredClone(options.workflow);
	const workflow = new Workflow({
		// A node knows its process by the id of the workflow alone.
		id: `${options.process ?? 'test'} ${starts}`,
		nodes,
		connections,
		active: false,
		nodeTypes,
		settings: { executionOrder: 'v1', ...options.settings },
	});
	const { retryOf, resumeOf, mode = retryOf === undefined ? 'manual' : 'retry' } = options;
	const data =
		retryOf !== undefined
			? retryData(retryOf, nodes)
			: resumeOf !== undefined
				? createRunExecutionData(fromDatabase(resumeOf))
				: newData(options, nodes);
	// A retry is an execution of its own.
	const { executionId = resumeOf === undefined ? `test-${++executions}` : 'test-resumed' } =
		options;
	const messages: string[] = [];
	const additionalData = additionalDataFor(workflow, options.credential, executionId);
	additionalData.sendDataToUI = (_type, data) => messages.push(JSON.stringify(data));
	additionalData.getRunExecutionData = async (id: string) => database.get(id);
	database.set(executionId, data);
	if (additionalData.hooks !== undefined) options.watch?.(additionalData.hooks);
	const engine = new WorkflowExecute(additionalData, mode, data);
	const isNew = retryOf === undefined && resumeOf === undefined && options.parentId === undefined;
	const promise = isNew
		? engine.run({ workflow, startNode: nodes[0] as INode, pinData: options.pinData })
		: engine.processRunExecutionData(workflow);
	return {
		finished: Promise.resolve(promise).then((run) => {
			checkWords(run, workflow);
			return executionOf(run, messages);
		}),
		stop: () => promise.cancel(),
		token: data.resumeToken ?? '',
		id: executionId,
	};
}

/** The data of a new execution: n8n 2 makes a token for each, and keeps it in all its retries. */
function newData({ token, parentId }: ExecuteOptions, nodes: INode[]): IRunExecutionData {
	const resumeToken = token ?? randomUUID();
	if (parentId === undefined) return createRunExecutionData({ resumeToken });
	return createRunExecutionData({
		resumeToken,
		parentExecution: { executionId: parentId, workflowId: 'parent' },
		executionData: {
			nodeExecutionStack: [
				{ node: nodes[0] as INode, data: { main: [[{ json: {} }]] }, source: null },
			],
		},
	});
}

/** Executes a workflow to its end. */
export async function execute(options: ExecuteOptions): Promise<Execution> {
	return await (
		await start(options)
	).finished;
}

/** A workflow with some parameters or settings of one node replaced. */
export function withNode(
	workflow: WorkflowJson,
	nodeName: string,
	parameters: INodeParameters,
	settings: Partial<INode> = {},
): WorkflowJson {
	return {
		...workflow,
		nodes: workflow.nodes.map((node) =>
			node.name === nodeName
				? { ...node, ...settings, parameters: { ...node.parameters, ...parameters } }
				: node,
		),
	};
}

/** Each message that the nodes of this package said in an execution: it is one that can be shown. */
function checkWords({ data: { resultData } }: IRun, workflow: Workflow): void {
	for (const [name, runs] of Object.entries(resultData.runData)) {
		if (!/highwayapi/i.test(workflow.getNode(name)?.type ?? '')) continue;
		const told: Told[] = runs.flatMap(({ error, data }) => [
			...(error ? [{ ...error, inDoubt: error.context?.inDoubt === true }] : []),
			...(data?.main?.flat() ?? []).flatMap((item) => {
				const { error: message, message: description } = item?.json ?? {};
				return typeof message === 'string' && typeof description === 'string'
					? [{ message, description }]
					: [];
			}),
		]);
		// n8n’s own have none.
		for (const { message, description, inDoubt } of told.filter((one) => one.description))
			expect([message, description, flawsOf({ message, description, inDoubt })]).toEqual([
				message,
				description,
				[],
			]);
	}
}

function executionOf(run: IRun, messages: string[]): Execution {
	return {
		run,
		messages,
		error: run.data.resultData.error as Execution['error'],
		output: (nodeName, outputIndex = 0, runIndex = 0) =>
			run.data.resultData.runData[nodeName]?.[runIndex]?.data?.main?.[outputIndex] ?? [],
	};
}

/** The data of an execution as they come back from the database, so through JSON. */
function fromDatabase(run: IRun): IRunExecutionData {
	return JSON.parse(JSON.stringify(run.data)) as IRunExecutionData;
}

/** What n8n's server does before it retries an execution with the currently saved workflow. */
function retryData(failed: IRun, nodes: INode[]): IRunExecutionData {
	const data = fromDatabase(failed);
	const { resultData } = data;
	resultData.runData[resultData.lastNodeExecuted ?? '']?.pop();
	delete resultData.error;
	for (const entry of data.executionData?.nodeExecutionStack ?? []) {
		entry.node = nodes.find(({ name }) => name === entry.node.name) ?? entry.node;
	}
	return createRunExecutionData(data);
}

function additionalDataFor(
	workflow: Workflow,
	credential: ICredentialDataDecryptedObject,
	executionId: string,
): IWorkflowExecuteAdditionalData {
	const base = {
		id: workflow.id,
		name: 'Test',
		active: false,
		isArchived: false,
		nodes: Object.values(workflow.nodes),
		connections: workflow.connectionsBySourceNode,
		createdAt: new Date(),
		updatedAt: new Date(),
		activeVersionId: null,
	} satisfies IWorkflowBase;
	// Nothing calls these; n8n only builds addresses from them.
	const url = 'http://n8n.test/';
	const urls = {
		restApiUrl: url,
		instanceBaseUrl: url,
		formBaseUrl: url,
		formWaitingBaseUrl: url,
		formTestBaseUrl: url,
		webhookBaseUrl: url,
		webhookWaitingBaseUrl: url,
		webhookTestBaseUrl: url,
		mcpBaseUrl: url,
		mcpTestBaseUrl: url,
	};
	const additionalData: Partial<IWorkflowExecuteAdditionalData> = {
		...urls,
		credentialsHelper: new TestCredentialsHelper(credential),
		executionId,
		currentNodeExecutionIndex: 0,
		variables: {},
		hooks: new ExecutionLifecycleHooks('manual', executionId, base),
		logAiEvent: () => {},
	};
	return additionalData as IWorkflowExecuteAdditionalData;
}
