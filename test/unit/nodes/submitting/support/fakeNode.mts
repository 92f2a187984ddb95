import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { DeduplicationDatabase } from '../../../../support/deduplication.mts';

export interface FakeNode {
	items: INodeExecutionData[];
	executionId?: string;
	/** The process of n8n: what lives in memory is not shared with another. */
	process?: string;
	/** The node's own data, which n8n keeps for an execution and its retries. */
	context?: IDataObject;
	isTool?: boolean;
	runIndex?: number;
	continues?: boolean;
	stop?: AbortSignal;
	log?: string[];
	database?: DeduplicationDatabase;
	/** Where the code of the node leaves itself. */
	door?: <T>(run: () => Promise<T>) => Promise<T>;
}

/** What n8n gives a node that submits, as far as it is asked for. */
export function fakeNode({
	items,
	executionId = '1',
	process = 'process',
	context = {},
	isTool = false,
	runIndex = 0,
	continues = false,
	stop = new AbortController().signal,
	log = [],
	database,
	door = async (run) => await run(),
}: FakeNode): IExecuteFunctions {
	const node = {
		id: 'node',
		name: 'Veo',
		type: isTool ? 'veoTool' : 'veo',
		onError: continues ? 'continueRegularOutput' : 'stopWorkflow',
	};
	const row = { node } as never;
	const note = (line: string) => log.push(line);
	return {
		getNode: () => node,
		getWorkflow: () => ({ id: process }),
		getMode: () => 'trigger',
		getExecutionId: () => executionId,
		getContext: () => context,
		getInputData: () => items,
		getWorkflowDataProxy: () => ({ $runIndex: runIndex }),
		getExecutionCancelSignal: () => stop,
		continueOnFail: () => continues,
		addExecutionHints: () => {},
		logger: { info: note, warn: note },
		helpers: {
			checkProcessedAndRecord: async (values: string[], scope: 'node', options: never) =>
				await door(
					async () => await database?.checkProcessedAndRecord(values, scope, row, options),
				),
			removeProcessed: async (values: string[], scope: 'node') =>
				await door(async () => await database?.removeProcessed(values, scope, row)),
		},
	} as unknown as IExecuteFunctions;
}
