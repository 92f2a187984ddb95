import type { ApiResult } from '../api/highwayApiClient';
import type { Clock } from '../waiting/clock';
import { backoff } from '../waiting/backoff';
import { limitConcurrency } from '../waiting/limitConcurrency';
import type { Permit, RateLimiter } from '../waiting/rateLimiter';
import { mayRetry, RetryDeadline } from './retryPolicy';
import type { Submission, SubmissionLedger } from './submission';

export interface SubmitAllOptions<Job> {
	jobs: readonly Job[];
	/**
	 * Puts a job's request together and sends it, so that few are in memory. Rejects only where that
	 * is not possible, and then before anything is sent.
	 */
	submit: (job: Job) => Promise<ApiResult<string>>;
	ledger: SubmissionLedger<Job>;
	maxConcurrent: number;
	/** Of the account: shared by all that submit to it. */
	limiter: RateLimiter;
	/** The user's own limit for the account, in submissions a minute. */
	maxPerMinute?: number;
	/** How long is tried again what the service refuses for the moment, in milliseconds. */
	keepTryingMs: number;
	/** From 0 to 1; spreads retries. */
	random: () => number;
	/** Told as soon as a submission has to wait, and again whenever one ends. */
	onProgress?: (progress: SubmitProgress) => void;
	/** Whether the first job that can't be submitted keeps the rest from being sent. */
	stopAtFirstFault: boolean;
	clock: Clock;
	signal?: AbortSignal;
}

export interface SubmitProgress {
	accepted: number;
	total: number;
	/** Whether one of them waits for the limits of the account or for the service. */
	waits: boolean;
}

/**
 * Submits jobs, a few at a time, each at most once as far as the service may have accepted it.
 *
 * For each: a permit of the account's limiter, then the claim, then the request, the end of the permit,
 * and what became of it is written down. While permits are there at once, as many jobs as may be under
 * way are claimed ahead, so that no item waits for a claim; never the whole batch, and none while it
 * waits for a permit, since a crash leaves what is claimed in doubt. What is under way when the batch
 * ends is waited for: it may have been accepted, and then its task id has to be known.
 *
 * @returns one submission for each job, in their order; never rejects
 */
export async function submitAll<Job>(options: SubmitAllOptions<Job>): Promise<Submission[]> {
	const { jobs, ledger, clock, limiter, maxConcurrent, maxPerMinute } = options;
	const submissions: Submission[] = jobs.map(() => ({ kind: 'notSent' }));
	const retryDeadline = new RetryDeadline(options.keepTryingMs);
	const caller = {};
	const ended = new AbortController();
	const over = AbortSignal.any([ended.signal, ...(options.signal ? [options.signal] : [])]);
	let accepted = 0;

	const report = (waits: boolean) => options.onProgress?.({ accepted, total: jobs.length, waits });
	const isFree = () => limiter.isFree(maxPerMinute);

	const send = async (job: Job): Promise<ApiResult<string> | { cause: unknown }> => {
		try {
			return await options.submit(job);
		} catch (cause) {
			return { cause };
		}
	};

	const claimAhead = (from: number) => {
		if (over.aborted || !isFree()) return;
		for (const job of jobs.slice(from, from + maxConcurrent)) void ledger.claim(job);
	};

	/** Waits for the right to send, as long as the batch's patience lasts. */
	const permitFor = async (job: Job, startedAt: number): Promise<Permit | undefined> => {
		if (!isFree()) {
			report(true);
			await ledger.release(job);
		}
		for (;;) {
			const giveUpAt = retryDeadline.endFor(startedAt);
			const isOverdue = giveUpAt <= clock.now();
			// Where others were refused for that long, this one is not sent at all.
			if (over.aborted || (isOverdue && retryDeadline.lastFault !== undefined)) return undefined;
			const permit = await limiter.acquire({
				caller,
				signal: over,
				giveUpAt,
				maxPerMinute,
				maxConcurrent: maxConcurrent,
			});
			if (permit !== undefined || isOverdue) return permit;
		}
	};

	const gaveUp = (startedAt: number): Submission => {
		const triedMs = clock.now() - retryDeadline.triedSince(startedAt);
		const fault = retryDeadline.lastFault;
		return fault === undefined
			? { kind: 'turnNotCome', waitedMs: triedMs }
			: { kind: 'faulty', fault, triedMs };
	};

	const submitOne = async (job: Job): Promise<Submission> => {
		const startedAt = clock.now();
		for (let tries = 1; ; tries++) {
			const permit = await permitFor(job, startedAt);
			if (permit === undefined) return over.aborted ? { kind: 'notSent' } : gaveUp(startedAt);
			const claim = await ledger.claim(job);
			if (claim.kind !== 'mine' || over.aborted) {
				permit.unsent();
				return claim.kind === 'mine' || claim.kind === 'stopped' ? { kind: 'notSent' } : claim;
			}

			const result = await send(job);
			endSubmitPermit(permit, result);
			if ('cause' in result) return { kind: 'unloadable', cause: result.cause };
			if (result.ok) {
				ledger.accepted(job, result.value);
				retryDeadline.accepted();
				accepted++;
				await ledger.tidy(job);
				return { kind: 'accepted', taskId: result.value };
			}
			const { fault } = result;
			if (fault.verdict === 'inDoubt') {
				return { kind: 'faulty', fault, code: ledger.unsure(job, fault) };
			}
			if (!mayRetry(fault)) {
				await ledger.refused(job);
				return { kind: 'faulty', fault };
			}
			retryDeadline.refused(fault, clock.now());
			// The limiter delays what was too fast; what found no server waits on its own.
			if (fault.verdict !== 'tooMany') {
				await ledger.release(job);
				const left = retryDeadline.endFor(startedAt) - clock.now();
				await clock.sleep(Math.min(left, backoff(tries, options.random)), over);
			}
		}
	};

	const submitInTurn = async (job: Job, index: number): Promise<void> => {
		if (over.aborted) return;
		claimAhead(index);
		const submission = await submitOne(job);
		submissions[index] = submission;
		report(false);
		if (endsBatch(submission, options.stopAtFirstFault)) ended.abort();
	};

	const inTurn = limitConcurrency(maxConcurrent);
	await Promise.all(
		jobs.map(async (job, index) => await inTurn(async () => await submitInTurn(job, index))),
	);
	await Promise.all(jobs.map(async (job) => await ledger.release(job)));
	return submissions;
}

/** Tells the limiter what an answer says of the account's limits, and of the service. */
function endSubmitPermit(permit: Permit, result: ApiResult<string> | { cause: unknown }): void {
	if ('cause' in result) permit.unsent();
	else if (result.ok) permit.accepted();
	else if (result.fault.verdict === 'tooMany') permit.refused(result.fault.retryAfterMs);
	else if (mayRetry(result.fault)) permit.unavailable(result.fault.retryAfterMs);
	else permit.unknown();
}

function endsBatch(submission: Submission, stopAtFirstFault: boolean): boolean {
	switch (submission.kind) {
		case 'accepted':
		case 'known':
			return false;
		case 'faulty':
			return stopAtFirstFault || submission.fault.verdict === 'accountRefused';
		default:
			return stopAtFirstFault;
	}
}
