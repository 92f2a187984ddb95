import type { Clock } from '../waiting/clock';
import type { Fault } from '../api/fault';
import type { ApiResult } from '../api/highwayApi';
import type { RequestPace } from '../waiting/requestPace';
import { pauseBeforeResend } from './resendPolicy';

/** What became of one submission. */
export type Submission =
	| { kind: 'accepted'; taskId: string }
	| { kind: 'faulty'; fault: Fault }
	/** The request could not be put together, e.g. because its picture is gone. */
	| { kind: 'unloadable' }
	/** Nothing was sent, since an earlier one ended the batch or the execution was stopped. */
	| { kind: 'notSent' };

export interface SubmitAllOptions<Job> {
	jobs: readonly Job[];
	/**
	 * Puts a job's request together and sends it, so that few are in memory. Rejects only where that
	 * is not possible, and then before anything is sent.
	 */
	submit: (job: Job) => Promise<ApiResult<string>>;
	/** Called at once for each accepted job: from then on its task id must not get lost. */
	onAccepted: (job: Job, taskId: string) => void;
	maxConcurrent: number;
	/** Slows down for all jobs when the service rejects one as too fast. */
	pace: RequestPace;
	/** Whether the first job that can't be submitted keeps the rest from being sent. */
	stopAtFirstFault: boolean;
	clock: Clock;
	signal?: AbortSignal;
}

/**
 * Submits jobs, a few at a time, each at most once as far as the service may have accepted it.
 *
 * What is under way when the batch ends is waited for: it may have been accepted, and then its task
 * id has to be known. A service that is busy is left alone by all jobs, not only by the one it told.
 *
 * @returns one submission for each job, in their order; never rejects
 */
export async function submitAll<Job>(options: SubmitAllOptions<Job>): Promise<Submission[]> {
	const { jobs, clock, pace, signal } = options;
	const submissions: Submission[] = jobs.map(() => ({ kind: 'notSent' }));
	let next = 0;
	let ended = false;

	const isOver = () => ended || signal?.aborted === true;

	const send = async (job: Job): Promise<ApiResult<string> | undefined> => {
		try {
			return await options.submit(job);
		} catch {
			return undefined;
		}
	};

	const submitOne = async (job: Job): Promise<Submission> => {
		let pausedMs = 0;
		for (let attempt = 1; ; attempt++) {
			while (clock.now() < pace.readyAt && !isOver()) {
				await clock.sleep(pace.readyAt - clock.now(), signal);
			}
			if (isOver()) return { kind: 'notSent' };
			pace.take(clock.now());

			const result = await send(job);
			if (result === undefined) return { kind: 'unloadable' };
			if (result.ok) {
				pace.accepted();
				options.onAccepted(job, result.value);
				return { kind: 'accepted', taskId: result.value };
			}
			const { fault } = result;
			const pause = pauseBeforeResend(fault, attempt, pausedMs);
			if (pause === undefined) return { kind: 'faulty', fault };
			pausedMs += pause;
			if (fault.status === 429) pace.rejected(clock.now(), pause);
			else pace.rest(clock.now(), pause);
		}
	};

	const worker = async (): Promise<void> => {
		while (next < jobs.length && !isOver()) {
			const index = next++;
			const submission = await submitOne(jobs[index] as Job);
			submissions[index] = submission;
			if (submission.kind !== 'accepted' && options.stopAtFirstFault) ended = true;
		}
	};

	const workers = Math.min(options.maxConcurrent, jobs.length);
	await Promise.all(Array.from({ length: workers }, worker));
	return submissions;
}
