import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { errorItem, toNodeFailure } from './itemError';
import { n8nClock } from './n8nClock';
import { inTurns, isStopped, isTool, runOf } from './runContext';

/**
 * One run of a node. Whatever it throws leaves here and nowhere else: as n8n's error, or, where the
 * node continues on error, as an error item for each input item. n8n itself would hand the input of a
 * node that throws to its first output, as if it had succeeded.
 *
 * @param continueOnFail what n8n says of the node, which each asks in its own `execute`
 * @param run returns the items of each output. It may throw: then nothing of it has been returned.
 */
export async function runNode(
	context: IExecuteFunctions,
	continueOnFail: boolean,
	run: () => Promise<INodeExecutionData[][]>,
): Promise<INodeExecutionData[][]> {
	await brake(context);
	// n8n drops what a stopped execution returns; throwing would start a "Retry On Fail".
	if (isStopped(context)) return [[]];
	let outputs: INodeExecutionData[][] = [[]];
	try {
		outputs = await run();
	} catch (error) {
		if (isStopped(context)) return [[]];
		const failure = toNodeFailure(context, undefined, error);
		if (!continueOnFail) {
			// n8n hands an agent's model the message alone: it would not know what to change.
			const { message, description } = failure;
			if (isTool(context) && description) failure.message = `${message}. ${description}`;
			throw failure;
		}
		const failed: INodeExecutionData[] = [];
		await inTurns(context.getInputData().keys(), (itemIndex) => {
			failed.push(errorItem(context, itemIndex, failure));
		});
		outputs = [failed];
	} finally {
		const broughtNothing = !outputs[0]?.some(({ json }) => !json.error);
		Object.assign(context.getContext('node'), {
			[LAST_RUN]: { run: runOf(context), endedAt: n8nClock.now(), broughtNothing },
		});
	}
	return isStopped(context) ? [[]] : outputs;
}

const LAST_RUN = 'lastRun';
const BRAKE_MS = 1000;

/**
 * A run that begins within a second of one that brought nothing waits a second: no loop that goes
 * round for nothing keeps n8n from everything else. n8n pauses before another try of a run by itself, and
 * a model takes its time, and may call a tool several times at once.
 */
async function brake(context: IExecuteFunctions): Promise<void> {
	const last = context.getContext('node')[LAST_RUN] as
		| { run: string; endedAt: number; broughtNothing: boolean }
		| undefined;
	if (last?.broughtNothing !== true || last.run === runOf(context) || isTool(context)) return;
	if (Math.abs(n8nClock.now() - last.endedAt) > BRAKE_MS) return;
	await n8nClock.sleep(BRAKE_MS, context.getExecutionCancelSignal());
}
