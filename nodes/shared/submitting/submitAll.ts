import type { ApiResult } from '../api/highwayApiClient';
import type { Clock } from '../waiting/clock';
import { backoff } from '../waiting/backoff';
import { limitConcurrency } from '../waiting/limitConcurrency';
import type { Answer, RateLimiter } from '../waiting/rateLimiter';
import { mayRetry, RetryDeadline } from './retryPolicy';
import type { Claim } from './ledger';
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
	const { jobs, ledger, clock, limiter, maxConcurrent } = options;
	const submissions: Submission[] = jobs.map(() => ({ kind: 'notSent' }));
	const retryDeadline = new RetryDeadline(options.keepTryingMs);
	const caller = {};
	const ended = new AbortController();
	const over = AbortSignal.any([ended.signal, ...(options.signal ? [options.signal] : [])]);
	let accepted = 0;

	const report = (waits: boolean) => options.onProgress?.({ accepted, total: jobs.length, waits });
	const send = async (job: Job): Promise<ApiResult<string> | undefined> => {
		try {
			return await options.submit(job);
		} catch {
			return undefined;
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
			if (over.aborted) return { kind: 'notSent' };
			if (retryDeadline.lastFault !== undefined && retryDeadline.endFor(startedAt) <= clock.now()) {
				return gaveUp(startedAt);
			}
			report(true);
			let claim: Claim = { kind: 'stopped' };
			const result = await limiter.send(
				{ caller, signal: over },
				async () => {
					claim = await ledger.claim(job);
					if (over.aborted || claim.kind !== 'mine') return { unsent: true } as const;
					return (await send(job)) ?? ({ unloadable: true } as const);
				},
				submitAnswer,
			);
			if (result === undefined || 'unsent' in result) {
				const ended: Claim = claim;
				return ended.kind === 'mine' || ended.kind === 'stopped' ? { kind: 'notSent' } : ended;
			}
			if ('unloadable' in result) return { kind: 'unloadable' };
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
			await ledger.release(job);
			if (fault.verdict !== 'tooMany') {
				const left = retryDeadline.endFor(startedAt) - clock.now();
				await clock.sleep(Math.min(left, backoff(tries, options.random)), over);
			}
		}
	};

	const submitInTurn = async (job: Job, index: number): Promise<void> => {
		if (over.aborted) return;
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

/** What an answer says of the account's limits, and of the service. */
function submitAnswer(result: ApiResult<string> | { unsent: true } | { unloadable: true }): Answer {
	if (!('ok' in result)) return { kind: 'unsent' };
	if (result.ok) return { kind: 'accepted' };
	const { verdict, retryAfterMs } = result.fault;
	const kind = verdict === 'tooMany' || verdict === 'unavailable' ? verdict : 'other';
	return { kind, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
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
