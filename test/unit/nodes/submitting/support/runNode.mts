import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { faultOf } from '../../../../../nodes/shared/api/fault.ts';
import type {
	ApiResult,
	HighwayApiClient,
} from '../../../../../nodes/shared/api/highwayApiClient.ts';
import { VEO_LITE_MODELS } from '../../../../../nodes/shared/api/veoLite.ts';
import { submitItems } from '../../../../../nodes/shared/submitting/submitItems.ts';
import type { Clock } from '../../../../../nodes/shared/waiting/clock.ts';
import type { DeduplicationDatabase } from '../../../../support/deduplication.mts';

/** How a submission ends that is not answered, or that the service or a gateway does not accept. */
export const silence = (code: string, more: { neverSent?: true } = {}): ApiResult<string> => ({
	ok: false,
	fault: faultOf({ answered: false, code, ...more }, 0),
});
export const refusal = (status: number, body: object | string): ApiResult<string> => ({
	ok: false,
	fault: faultOf({ answered: true, status, body, headers: {} }, 0),
});
export const busy = refusal(429, { reason: 'RATE_LIMIT_EXCEEDED' });
export const down = refusal(503, { reason: 'SERVICE_NOT_AVAILABLE' });

export interface NodeRun {
	/** Of its items. Each is the pay-once key of its item, too, where items have keys. */
	prompts: readonly string[];
	isKeyed: boolean;
	submit: HighwayApiClient['submit'];
	clock: Clock;
	database: DeduplicationDatabase;
	executionId: string;
	/** The process of n8n: what lives in memory is not shared with another. */
	process: string;
	stop: AbortSignal;
	continues: boolean;
	/** The node's own data, which n8n keeps for an execution and its retries. */
	context?: IDataObject;
	isTool?: boolean;
	runIndex?: number;
	log?: string[];
	/** The way of each call of the database. */
	door?: <T>(run: () => Promise<T>) => Promise<T>;
}

/** Runs a node that submits, with what n8n gives it, as far as it is asked for. */
export async function runNode(run: NodeRun): Promise<INodeExecutionData[]> {
	const { prompts, isKeyed, database, log = [], door = async (call) => await call() } = run;
	const node = {
		id: 'node',
		name: 'Veo',
		type: run.isTool === true ? 'veoTool' : 'veo',
		onError: run.continues ? 'continueRegularOutput' : 'stopWorkflow',
	};
	const row = { node } as never;
	const note = (line: string) => log.push(line);
	const items = prompts.map((prompt) => ({ json: { prompt } }));
	const n8n = {
		getNode: () => node,
		getWorkflow: () => ({ id: run.process }),
		getMode: () => 'trigger',
		getExecutionId: () => run.executionId,
		getContext: () => run.context ?? {},
		getInputData: () => items,
		getWorkflowDataProxy: () => ({ $runIndex: run.runIndex ?? 0 }),
		getExecutionCancelSignal: () => run.stop,
		continueOnFail: () => run.continues,
		addExecutionHints: () => {},
		logger: { info: note, warn: note },
		helpers: {
			checkProcessedAndRecord: async (keys: string[], scope: 'node', options: never) =>
				await door(async () => await database.checkProcessedAndRecord(keys, scope, row, options)),
			removeProcessed: async (keys: string[], scope: 'node') =>
				await door(async () => await database.removeProcessed(keys, scope, row)),
		},
	} as unknown as IExecuteFunctions;
	const { path } = VEO_LITE_MODELS.firstLastFrame;
	return await submitItems(n8n, {
		check: async (index) => {
			const prompt = prompts[index] ?? '';
			const inputs = { image: 'a', last_frame_image: 'b' };
			return {
				request: { path, inputs, settings: { prompt } },
				...{ videos: 1, ordered: {}, maxVideos: 1000 },
				...(isKeyed ? { payOnceKey: prompt } : {}),
			};
		},
		clock: run.clock,
		connect: async () => ({
			api: { submit: run.submit, readTask: async () => await Promise.reject(new Error('unasked')) },
			account: run.process,
			baseUrl: 'https://api.test',
			submissionsPerMinute: 10_000,
		}),
	});
}
