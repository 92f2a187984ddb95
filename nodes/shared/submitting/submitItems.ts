import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { submitLimiter } from '../n8n/accountLimiters';
import { connect as connectByCredential, type ConnectedApi } from '../n8n/connect';
import { n8nClock } from '../n8n/n8nClock';
import { ProgressLine } from '../n8n/progressLine';
import type { Clock } from '../waiting/clock';
import { readBatch, type Batch } from './readBatch';
import type { CheckItem } from './checkItem';
import { executionRoot } from './executionRoot';
import { nothingSubmittedAdvice } from './submitErrors';
import { addSubmitHints } from './submitHints';
import type { Ledger } from './ledger';
import { openLedger } from './openLedger';
import { SubmitResults } from './submitResults';
import { RunMemory } from './runMemory';
import { SubmitProgressReporter } from './submitProgress';
import { SUBMIT_SETTINGS } from './submitSettings';
import { reserveVideos } from './spendingLimit';
import type { Submission } from './submission';
import { submitAll } from './submitAll';

export interface SubmitItemsOptions {
	check: CheckItem;
	/** Called once all items are checked, before anything is sent, with those that are submitted. */
	beforeSubmit?: (itemIndexes: readonly number[]) => void;
	/** n8n's, unless a test has its own. */
	clock?: Clock;
	/** The API behind the credential, unless a test has one of its own. */
	connect?: (context: IExecuteFunctions) => Promise<ConnectedApi>;
}

/**
 * Checks and submits the input items that no earlier try of the node got, or may have got, accepted.
 *
 * @returns an item with the task id for each input item, and an error item for each that failed where
 *   the node continues on error
 * @throws the first failure otherwise, with the ids of all tasks that were accepted
 */
export async function submitItems(
	context: IExecuteFunctions,
	options: SubmitItemsOptions,
): Promise<INodeExecutionData[]> {
	const run = new RunMemory(context);
	const batch = await readBatch(context, run, await executionRoot(context), options.check);
	const results = new SubmitResults(context, batch);
	results.throwUnlessContinuing(nothingSubmittedAdvice);

	const ledger = openLedger(context, run, options.clock ?? n8nClock);
	const submissions = await submitJobs(context, run, batch, ledger, options, results);
	// n8n drops what a stopped execution returns; throwing would start a "Retry On Fail".
	if (context.getExecutionCancelSignal()?.aborted === true) return [];

	results.add(submissions);
	const doubts = context.continueOnFail() ? [] : await results.doubtsAdvice(ledger, submissions);
	results.throwUnlessContinuing(() => doubts);
	addSubmitHints(context, batch, submissions);
	run.deliver(results.deliveries);
	return results.output;
}

/** Submits what the limit allows. @returns nothing where the whole run can't be made */
async function submitJobs(
	context: IExecuteFunctions,
	run: RunMemory,
	batch: Batch,
	ledger: Ledger,
	{ beforeSubmit, clock = n8nClock, connect = connectByCredential }: SubmitItemsOptions,
	results: SubmitResults,
): Promise<Submission[]> {
	const { jobs, limits } = batch;
	const [first] = jobs;
	if (first === undefined) return [];
	const signal = context.getExecutionCancelSignal();
	let connected: ConnectedApi;
	try {
		connected = await connect(context);
		reserveVideos(context, run, jobs, limits);
	} catch (cause) {
		results.failAll(cause);
		return [];
	}
	beforeSubmit?.(jobs.map(({ itemIndex }) => itemIndex));
	const { api } = connected;
	const progress = new SubmitProgressReporter(new ProgressLine(context, clock));
	const submissions = await submitAll({
		jobs,
		submit: async ({ request, recheck }) => {
			recheck?.();
			// Throws where n8n has ended the execution, e.g. since an MCP client has left: nothing is sent then.
			context.evaluateExpression('{{ 1 }}', 0);
			return await api.submit(request);
		},
		ledger,
		...SUBMIT_SETTINGS,
		limiter: submitLimiter(connected, first.request.path, clock),
		random: Math.random,
		onProgress: (state) => progress.report(state),
		stopAtFirstFault: !context.continueOnFail(),
		clock,
		signal,
	});
	for (const [index, { videos }] of jobs.entries()) {
		if (!mayBePaidFor(submissions[index])) run.giveBack(videos);
	}
	return submissions;
}

function mayBePaidFor(submission: Submission | undefined): boolean {
	return (
		submission?.kind === 'accepted' ||
		(submission?.kind === 'faulty' && submission.code !== undefined)
	);
}
