import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { HighwayApi } from '../api/highwayApi';
import { connect as connectByCredential } from '../n8n/connect';
import { n8nClock } from '../n8n/n8nClock';
import type { Clock } from '../waiting/clock';
import { RequestPace } from '../waiting/requestPace';
import { readBatch, type Batch } from './batch';
import type { CheckItem } from './checkItems';
import { executionRoot } from './executionRoot';
import { nothingSubmitted } from './failures';
import { addHints } from './hints';
import type { Ledger } from './ledger';
import { openLedger } from './openLedger';
import { Results } from './results';
import { RunMemory } from './runMemory';
import { reserveVideos } from './spendingLimit';
import { submitAll, type Submission } from './submitAll';

/** Faster than services let anybody submit; their answers slow it down from there. */
const MAX_SUBMISSIONS_PER_SECOND = 50;

export interface SubmitItemsOptions {
	check: CheckItem;
	/** How many items are submitted at the same time. Asked for once all items have been checked. */
	maxConcurrent: () => number;
	/** n8n's, unless a test lets time pass by itself. */
	clock?: Clock;
	/** The API behind the credential, unless a test has one of its own. */
	connect?: (context: IExecuteFunctions) => Promise<HighwayApi>;
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
	const results = new Results(context, batch);
	results.throwUnlessContinuing(nothingSubmitted);

	const ledger = openLedger(context, run, options.clock ?? n8nClock);
	const submissions = await submitJobs(context, run, batch, ledger, options, results);
	// n8n drops what a stopped execution returns; throwing would start a "Retry On Fail".
	if (context.getExecutionCancelSignal()?.aborted === true) return [];

	results.add(submissions);
	if (!context.continueOnFail()) await results.nameDoubts(ledger, submissions);
	results.throwUnlessContinuing();
	addHints(context, batch, submissions);
	run.deliver(results.deliveries);
	return results.output;
}

/** Submits what the limit allows. @returns nothing where the whole run can't be made */
async function submitJobs(
	context: IExecuteFunctions,
	run: RunMemory,
	batch: Batch,
	ledger: Ledger,
	{ maxConcurrent, clock = n8nClock, connect = connectByCredential }: SubmitItemsOptions,
	results: Results,
): Promise<Submission[]> {
	const { jobs, limits } = batch;
	if (jobs.length === 0) return [];
	const signal = context.getExecutionCancelSignal();
	let api: HighwayApi;
	let concurrent: number;
	try {
		concurrent = maxConcurrent();
		api = await connect(context);
		reserveVideos(context, run, jobs, limits);
	} catch (cause) {
		results.failAll(cause);
		return [];
	}
	const submissions = await submitAll({
		jobs,
		submit: async ({ request }) => {
			// Throws where n8n has ended the execution, e.g. since an MCP client has left: nothing is sent then.
			context.evaluateExpression('{{ 1 }}', 0);
			return await api.submit(request);
		},
		ledger,
		maxConcurrent: concurrent,
		pace: new RequestPace(MAX_SUBMISSIONS_PER_SECOND),
		stopAtFirstFault: !context.continueOnFail(),
		clock,
		...(signal ? { signal } : {}),
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
