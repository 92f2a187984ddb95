import { createHash } from 'node:crypto';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import {
	keysOfRun,
	pauseAfterFailures,
	pauseBeforeRun,
	withFailure,
	withRun,
	type FailedRuns,
	type LastRuns,
} from '../waiting/repeatedRuns';
import { errorItem, toNodeFailure, type NodeFailure } from './itemError';
import { n8nClock } from './n8nClock';
import { isTool } from './isTool';

export interface NodeRun {
	/** What the node does. It may throw: then nothing of it has been returned. */
	run: () => Promise<RunOutput>;
	/** The task that an input item is about, where it is about one. */
	taskOf?: (itemIndex: number) => string | undefined;
}

export interface RunOutput {
	/** The items of each output. */
	outputs: INodeExecutionData[][];
	/** Whether to run on the same items again at once may bring something that is not there yet. */
	worthRepeating: boolean;
}

interface RunHistory {
	runIndex: number;
	runs: LastRuns;
	failed?: FailedRuns;
}

const CONTEXT_KEY = 'lastRuns';

/**
 * One run of a node. Whatever it throws leaves here and nowhere else: as n8n's error, or, where the
 * node continues on error, as an error item for each input item. n8n itself would hand the input of a
 * node that throws to its first output, as if it had succeeded, and a loop would never end.
 *
 * A run on the same items as one just before waits, and one after runs that only failed, so that no
 * wiring makes a loop that keeps n8n from everything else.
 */
export async function runNode(
	context: IExecuteFunctions,
	{ run, taskOf = () => undefined }: NodeRun,
): Promise<INodeExecutionData[][]> {
	const pace = paceOf(context, taskOf);
	await n8nClock.sleep(pace.pauseMs, context.getExecutionCancelSignal());
	// n8n drops what a stopped execution returns; throwing would start a "Retry On Fail".
	if (isStopped(context)) return [[]];

	let end: RunOutput | undefined;
	try {
		end = await run();
	} catch (error) {
		if (isStopped(context)) return [[]];
		const failure = toNodeFailure(context, undefined, error);
		if (!context.continueOnFail()) throw withAdviceForModel(context, failure);
		const failed = [...context.getInputData().keys()];
		end = {
			outputs: [failed.map((itemIndex) => errorItem(context, itemIndex, failure))],
			worthRepeating: false,
		};
	} finally {
		pace.ended(end);
	}
	return isStopped(context) ? [[]] : end.outputs;
}

/**
 * Puts the advice of a failure into its message where the node is a tool of an AI agent. n8n hands
 * the agent's model the message alone: it would know neither why a task failed nor what to change.
 */
function withAdviceForModel(context: IExecuteFunctions, failure: NodeFailure): NodeFailure {
	const { message, description } = failure;
	if (isTool(context) && description && !message.includes(description)) {
		failure.message = `${message}. ${description}`;
	}
	return failure;
}

function isStopped(context: IExecuteFunctions): boolean {
	return context.getExecutionCancelSignal()?.aborted === true;
}

interface Pace {
	pauseMs: number;
	/** @param end the result of the run, if it has one */
	ended(end: RunOutput | undefined): void;
}

function paceOf(
	context: IExecuteFunctions,
	taskOf: (itemIndex: number) => string | undefined,
): Pace {
	const store = context.getContext('node') as Record<string, RunHistory | undefined>;
	const runIndex = context.getWorkflowDataProxy(0).$runIndex as number;
	const known = store[CONTEXT_KEY];
	// A model takes its time, and may call for several things at once.
	if (isTool(context)) return { pauseMs: 0, ended: () => {} };

	const runs = known?.runs ?? {};
	const keys = keysOfRun(
		context.getInputData().map((item, itemIndex) => runKeyOf(item, taskOf(itemIndex))),
	);
	const startedAt = n8nClock.now();
	const same = pauseBeforeRun(runs, keys, startedAt);
	const { again } = same;
	// "Retry On Fail" runs the same run again, after a pause of n8n's own.
	const isRetry = known?.runIndex === runIndex;
	const pauseMs = isRetry
		? 0
		: Math.max(same.pauseMs, pauseAfterFailures(known?.failed, startedAt));
	return {
		pauseMs,
		ended(end) {
			const endedAt = n8nClock.now();
			const run = {
				startedAt: startedAt + pauseMs,
				endedAt,
				again: end?.worthRepeating === true ? 0 : again,
			};
			store[CONTEXT_KEY] = {
				runIndex,
				runs: withRun(runs, keys, run),
				failed: isFailure(end) ? withFailure(known?.failed, startedAt, endedAt) : undefined,
			};
		},
	};
}

/** Whether a run had nothing but failures. */
function isFailure(end: RunOutput | undefined): boolean {
	const items = end?.outputs.flat();
	return (
		items === undefined || (items.length > 0 && items.every(({ json }) => Boolean(json.error)))
	);
}

/** What nodes of this package add to an item of theirs. */
const OWN_FIELDS = { wait_for_task: undefined, error: undefined, message: undefined };

/** Longest text that counts whole, in characters: items can hold pictures of many megabytes. */
const MAX_WHOLE_TEXT_LENGTH = 200;

function runKeyOf({ json }: INodeExecutionData, taskId: string | undefined): string {
	const about: IDataObject = taskId === undefined ? { ...json, ...OWN_FIELDS } : { taskId };
	const text = JSON.stringify(about, (_name, value: unknown) =>
		typeof value === 'string' && value.length > MAX_WHOLE_TEXT_LENGTH
			? [
					value.length,
					value.slice(0, MAX_WHOLE_TEXT_LENGTH / 2),
					value.slice(-MAX_WHOLE_TEXT_LENGTH / 2),
				]
			: value,
	);
	return createHash('sha256').update(text).digest('base64').slice(0, 12);
}
