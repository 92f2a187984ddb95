import type { Fault } from '../api/fault';
import { mayBeAccepted } from '../api/fault';
import type { ApiResult } from '../api/highwayApi';
import type { Clock } from '../waiting/clock';
import type { RequestPace } from '../waiting/requestPace';
import type { Claim } from './ledger';
import { pauseBeforeResend } from './resendPolicy';

/** What became of one submission. */
export type Submission =
	| { kind: 'accepted'; taskId: string }
	/** `code` where it may have been accepted: a person's way to have it sent once more. */
	| { kind: 'faulty'; fault: Fault; code?: string }
	/** The request could not be put together, e.g. because its picture is gone. */
	| { kind: 'unloadable' }
	/** Nothing was sent, since an earlier one ended the batch or the execution was stopped. */
	| { kind: 'notSent' }
	/** Nothing was sent, for what the ledger knows of it. */
	| Exclude<Claim, { kind: 'mine' | 'stopped' }>;

/** Where submissions are written down: claimed before they are sent, settled when the answer comes. */
export interface SubmissionLedger<Job> {
	/** Claims a job, which is held until it is settled. Never rejects. */
	claim(job: Job): Promise<Claim>;
	/** Gives up a claim; nothing where there is none. */
	release(job: Job): Promise<void>;
	/** Writes down at once: from then on the task id must not get lost. */
	accepted(job: Job, taskId: string): void;
	/** What is left to do once it is accepted. */
	tidy(job: Job): Promise<void>;
	refused(job: Job): Promise<void>;
	/** @returns the code by which a person has it sent once more */
	unsure(job: Job, fault: Fault): string;
}

export interface SubmitAllOptions<Job> {
	jobs: readonly Job[];
	/**
	 * Puts a job's request together and sends it, so that few are in memory. Rejects only where that
	 * is not possible, and then before anything is sent.
	 */
	submit: (job: Job) => Promise<ApiResult<string>>;
	ledger: SubmissionLedger<Job>;
	maxConcurrent: number;
	/** Slows down for all jobs when the service rejects one as too fast. */
	pace: RequestPace;
	/** Whether the first job that can't be submitted keeps the rest from being sent. */
	stopAtFirstFault: boolean;
	clock: Clock;
	signal?: AbortSignal;
}

/** A crash during a wait leaves each claim unsure, though it was never sent: none is held for longer. */
const LONGEST_HELD_WAIT_MS = 5000;

/**
 * Submits jobs, a few at a time, each at most once as far as the service may have accepted it.
 *
 * As many jobs as may be under way are claimed ahead, so that nobody waits for a claim; never the
 * whole batch, since a crash leaves what is claimed in doubt. What is under way when the batch ends is
 * waited for: it may have been accepted, and then its task id has to be known. A service that is busy
 * is left alone by all jobs, not only by the one it told.
 *
 * @returns one submission for each job, in their order; never rejects
 */
export async function submitAll<Job>(options: SubmitAllOptions<Job>): Promise<Submission[]> {
	const { jobs, ledger, clock, pace, signal, maxConcurrent } = options;
	const submissions: Submission[] = jobs.map(() => ({ kind: 'notSent' }));
	let next = 0;
	let ended = false;

	const isOver = () => ended || signal?.aborted === true;
	const waitMs = () => pace.readyAt - clock.now();

	const send = async (job: Job): Promise<ApiResult<string> | undefined> => {
		try {
			return await options.submit(job);
		} catch {
			return undefined;
		}
	};

	/** Waits until a job may be sent, and its claim holds. */
	const claimInTime = async (job: Job): Promise<Claim> => {
		for (;;) {
			if (waitMs() > LONGEST_HELD_WAIT_MS) await ledger.release(job);
			while (waitMs() > 0 && !isOver()) await clock.sleep(waitMs(), signal);
			if (isOver()) return { kind: 'stopped' };
			const claim = await ledger.claim(job);
			if (claim.kind !== 'mine' || isOver() || waitMs() <= 0) return claim;
		}
	};

	const claimAhead = (from: number) => {
		if (isOver() || waitMs() > LONGEST_HELD_WAIT_MS) return;
		for (const job of jobs.slice(from, from + maxConcurrent)) void ledger.claim(job);
	};

	const submitOne = async (job: Job): Promise<Submission> => {
		let pausedMs = 0;
		for (let attempt = 1; ; attempt++) {
			const claim = await claimInTime(job);
			if (claim.kind === 'stopped' || isOver()) return { kind: 'notSent' };
			if (claim.kind !== 'mine') return claim;
			pace.take(clock.now());

			const result = await send(job);
			if (result === undefined) return { kind: 'unloadable' };
			if (result.ok) {
				ledger.accepted(job, result.value);
				pace.accepted();
				await ledger.tidy(job);
				return { kind: 'accepted', taskId: result.value };
			}
			const { fault } = result;
			if (mayBeAccepted(fault)) {
				return { kind: 'faulty', fault, code: ledger.unsure(job, fault) };
			}
			const pause = pauseBeforeResend(fault, attempt, pausedMs);
			if (pause === undefined) {
				await ledger.refused(job);
				return { kind: 'faulty', fault };
			}
			pausedMs += pause;
			if (fault.status === 429) pace.rejected(clock.now(), pause);
			else pace.rest(clock.now(), pause);
		}
	};

	const worker = async (): Promise<void> => {
		while (next < jobs.length && !isOver()) {
			const index = next++;
			claimAhead(index);
			const submission = await submitOne(jobs[index] as Job);
			submissions[index] = submission;
			if (endsBatch(submission, options.stopAtFirstFault)) ended = true;
		}
	};

	const workers = Math.min(maxConcurrent, jobs.length);
	await Promise.all(Array.from({ length: workers }, worker));
	await Promise.all(jobs.map(async (job) => await ledger.release(job)));
	return submissions;
}

function endsBatch(submission: Submission, stopAtFirstFault: boolean): boolean {
	switch (submission.kind) {
		case 'accepted':
		case 'known':
			return false;
		case 'faulty':
			return stopAtFirstFault || submission.fault.accountWide === true;
		default:
			return stopAtFirstFault;
	}
}
