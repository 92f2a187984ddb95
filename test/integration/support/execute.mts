import { Container } from '@n8n/di';
import { BinaryDataService, ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type IAuthenticateGeneric,
	type ICredentialDataDecryptedObject,
	type ICredentialsHelper,
	type INode,
	type INodeExecutionData,
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
import { nodeTypes, startWith } from './nodeTypes.mts';
import { published } from './published.mts';
import { current } from './useSandbox.mts';
import type { WorkflowJson } from './workflows.mts';

export interface Execution {
	run: IRun;
	/** What a node handed on, by its name; its first output unless another is asked for. */
	output(nodeName: string, outputIndex?: number, runIndex?: number): INodeExecutionData[];
	/** What ended the execution, if anything did. */
	error: NodeApiError | NodeOperationError | undefined;
}

export interface ExecuteOptions {
	workflow: WorkflowJson;
	items?: INodeExecutionData[];
	/** By default that of the sandbox. */
	credential?: ICredentialDataDecryptedObject;
	/** Continues an execution from its data, as "Retry" in the list of executions does. */
	retryOf?: IRun;
	/** Goes on with a parked execution, as n8n does when its pause is over. */
	resumeOf?: IRun;
	/** The process of n8n that executes it: what lives in memory is not shared with another. */
	process?: string;
	mode?: WorkflowExecuteMode;
	/** What the editor has pinned, by the name of the node. */
	pinData?: IPinData;
	/** An id of its own, for tests that run many executions in one process. */
	executionId?: string;
	/** Adds hooks to the execution, to watch it. */
	watch?: (hooks: ExecutionLifecycleHooks) => void;
	/** Beside the order of execution. */
	workflowSettings?: IWorkflowSettings;
}

export interface RunningExecution {
	finished: Promise<Execution>;
	/** What the Stop button does. */
	stop(): void;
}

let executions = 0;

let starts = 0;

/** Has n8n start anew, so that nothing is known that lives in its memory alone. */
export function restartN8n(): void {
	starts++;
}

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
		settings: { executionOrder: 'v1', ...options.workflowSettings },
	});
	const { retryOf, resumeOf, mode = retryOf === undefined ? 'manual' : 'retry' } = options;
	const data = retryOf ? retryData(retryOf, nodes) : resumeOf && fromDatabase(resumeOf);
	const { executionId = `test-${++executions}`, credential = current().credential } = options;
	const hooks = new ExecutionLifecycleHooks('manual', executionId, {} as IWorkflowBase);
	options.watch?.(hooks);
	// Nothing calls it; n8n only builds addresses from it.
	const url = 'http://n8n.test/';
	const additionalData: Partial<IWorkflowExecuteAdditionalData> = {
		webhookWaitingBaseUrl: url,
		formWaitingBaseUrl: url,
		credentialsHelper: credentialsHelper(credential),
		executionId,
		currentNodeExecutionIndex: 0,
		variables: {},
		hooks,
		logAiEvent: () => {},
	};
	const engine = new WorkflowExecute(additionalData as IWorkflowExecuteAdditionalData, mode, data);
	const promise = data
		? engine.processRunExecutionData(workflow)
		: engine.run({ workflow, startNode: nodes[0] as INode, pinData: options.pinData });
	const finished = async (): Promise<Execution> => {
		const run = await promise;
		checkWords(run, workflow);
		const { error, runData } = run.data.resultData;
		return {
			run,
			error: error as Execution['error'],
			output: (nodeName, outputIndex = 0, runIndex = 0) =>
				runData[nodeName]?.[runIndex]?.data?.main?.[outputIndex] ?? [],
		};
	};
	return { finished: finished(), stop: () => promise.cancel() };
}

/** Executes a workflow to its end. */
export async function execute(options: ExecuteOptions): Promise<Execution> {
	const { finished } = await start(options);
	return await finished;
}

/** What n8n shows above the output of a node in its last run. */
export function hintsOf({ run }: Execution, node: 'Veo' | 'Wait', ofType?: 'warning'): string[] {
	return (run.data.resultData.runData[node]?.at(-1)?.hints ?? [])
		.filter(({ type }) => ofType === undefined || type === ofType)
		.map(({ message }) => message);
}

/** Each message that the nodes of this package said in an execution: it is one that can be shown. */
function checkWords({ data: { resultData } }: IRun, workflow: Workflow): void {
	for (const [name, runs] of Object.entries(resultData.runData)) {
		if (!/highwayapi/i.test(workflow.getNode(name)?.type ?? '')) continue;
		const told: Told[] = runs.flatMap(({ error, data }) => [
			...(error ? [{ ...error, inDoubt: error.context?.inDoubt === true }] : []),
			...(data?.main?.flat() ?? [])
				.map((item) => ({ message: item?.json.error, description: item?.json.message }) as Told)
				.filter((one) => typeof one.message === 'string' && typeof one.description === 'string'),
		]);
		// n8n’s own have none.
		for (const one of told.filter(({ description }) => description))
			expect([one, flawsOf(one)]).toEqual([one, []]);
	}
}

/** The data of an execution as they come back from the database, so through JSON. */
function fromDatabase(run: IRun): IRunExecutionData {
	return createRunExecutionData(JSON.parse(JSON.stringify(run.data)) as IRunExecutionData);
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
	return data;
}

/**
 * Stands in for the one part of a credential that lives in n8n's server and not in n8n-core: the
 * store. The way a key gets onto a request is the credential's own, evaluated by n8n's expressions.
 */
function credentialsHelper(data: ICredentialDataDecryptedObject): ICredentialsHelper {
	const type = new published.HighwayApi();
	const helper: Partial<ICredentialsHelper> = {
		authenticate: async ($credentials, _typeName, request, workflow, node) => {
			const { headers = {} } = (type.authenticate as IAuthenticateGeneric).properties;
			const valueOf = (value: unknown) =>
				workflow?.expression.getSimpleParameterValue(node as INode, String(value), 'internal', {
					$credentials,
				});
			const added = Object.entries(headers).map(([name, value]) => [name, valueOf(value)]);
			return { ...request, headers: { ...request.headers, ...Object.fromEntries(added) } } as never;
		},
		getDecrypted: async () => ({ ...data }),
		getCredentialsProperties: () => type.properties,
		getParentTypes: () => [],
		isCredentialUsableByNode: () => true,
		preAuthentication: async () => undefined,
	};
	return helper as ICredentialsHelper;
}
