import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { errorItem, toNodeFailure, type NodeFailure } from '../n8n/itemError';
import type { Batch } from './readBatch';
import { batchEndedError, submitError, doubtsAdvice, withAcceptedTasks } from './submitErrors';
import type { Job } from './job';
import type { Ledger } from './ledger';
import type { Delivery } from './runMemory';
import type { Submission } from './submission';

/** What became of each input item of a run: a task or a failure, or neither where it was not sent. */
export class SubmitResults {
	private readonly taskIds = new Map<number, string>();
	private readonly failures = new Map<number, NodeFailure>();

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly batch: Batch,
	) {
		for (const [itemIndex, { taskId }] of batch.reused) this.taskIds.set(itemIndex, taskId);
		for (const [itemIndex, failure] of batch.invalid) this.failures.set(itemIndex, failure);
	}

	/** Notes what keeps all items from being submitted. */
	failAll(cause: unknown): void {
		const { jobs, followers } = this.batch;
		for (const itemIndex of [...jobs.map((job) => job.itemIndex), ...followers.keys()]) {
			this.failures.set(itemIndex, toNodeFailure(this.context, itemIndex, cause));
		}
	}

	/** @param submissions of the batch's jobs, in their order */
	add(submissions: readonly Submission[]): void {
		const { context } = this;
		const ending = endOfBatch(this.batch.jobs, submissions);
		for (const [job, submission] of this.submitted(submissions)) {
			if (submission.kind === 'accepted' || submission.kind === 'known') {
				this.taskIds.set(job.itemIndex, submission.taskId);
				continue;
			}
			const failure =
				submission.kind === 'notSent' && ending !== undefined && context.continueOnFail()
					? batchEndedError(context, job.itemIndex, ending.item, ending.fault)
					: submitError(context, job, submission);
			if (failure !== undefined) this.failures.set(job.itemIndex, failure);
		}
	}

	/** Where the run ends at an item in doubt: the others that are, which were not reached. */
	async doubtsAdvice(ledger: Ledger, submissions: readonly Submission[]): Promise<string[]> {
		const all = this.submitted(submissions);
		const [first] = this.failures;
		if (first === undefined || !all.some(([, { kind }]) => kind === 'taken')) return [];
		const [firstItem] = first;
		const unsent = all.flatMap(([job, { kind }]) => (kind === 'notSent' ? [job] : []));
		const found = await ledger.taken(unsent);
		return doubtsAdvice(
			all.flatMap(([job, submission]): Array<[number, string]> => {
				const code = submission.kind === 'taken' ? submission.code : found.get(job);
				return code === undefined || job.itemIndex === firstItem ? [] : [[job.itemIndex, code]];
			}),
		);
	}

	/**
	 * @param adviceBeside what is to be said beside the first failure, of the run or of the others
	 * @throws the first failure, unless the node continues on error
	 */
	throwUnlessContinuing(adviceBeside: (others: NodeFailure[]) => string[]): void {
		const [first, ...others] = this.failures.values();
		if (first === undefined || this.context.continueOnFail()) return;
		throw withAcceptedTasks(first, adviceBeside(others), this.taskIds);
	}

	get output(): INodeExecutionData[] {
		return [...this.context.getInputData().keys()].flatMap((itemIndex): INodeExecutionData[] => {
			const failure = this.failures.get(itemIndex);
			if (failure !== undefined) return [errorItem(this.context, itemIndex, failure)];
			const taskId = this.taskIds.get(itemIndex);
			if (taskId === undefined) return [];
			return [{ json: { task_id: taskId }, pairedItem: { item: itemIndex } }];
		});
	}

	/** What is returned with a task. */
	get deliveries(): Delivery[] {
		const { reused, jobs, followers } = this.batch;
		const identified: Array<readonly [number, Delivery]> = [
			...[...reused].map(([itemIndex, { delivery }]) => [itemIndex, delivery] as const),
			...jobs.map(({ itemIndex, identity }) => [itemIndex, identity] as const),
			...[...followers].map(([itemIndex, { identity }]) => [itemIndex, identity] as const),
		];
		return identified.flatMap(([itemIndex, delivery]) =>
			this.taskIds.has(itemIndex) ? [delivery] : [],
		);
	}

	/** Each job with its submission, and each follower with the one of its leader. */
	private submitted(submissions: readonly Submission[]): Array<[Job, Submission]> {
		const { jobs, followers } = this.batch;
		const pairs = jobs.flatMap((job, index): Array<[Job, Submission]> => {
			const submission = submissions[index];
			return submission === undefined ? [] : [[job, submission]];
		});
		for (const [itemIndex, { leader, identity }] of followers) {
			const pair = pairs.find(([job]) => job.itemIndex === leader);
			if (pair !== undefined) pairs.push([{ ...pair[0], itemIndex, identity }, pair[1]]);
		}
		return pairs;
	}
}

/** The submission whose fault holds for the whole account, and so for all that were not sent. */
function endOfBatch(jobs: readonly Job[], submissions: readonly Submission[]) {
	for (const [index, submission] of submissions.entries()) {
		const item = jobs[index]?.itemIndex;
		if (submission.kind !== 'faulty' || item === undefined) continue;
		if (submission.fault.verdict === 'accountRefused') {
			return { item, fault: submission.fault };
		}
	}
	return undefined;
}
