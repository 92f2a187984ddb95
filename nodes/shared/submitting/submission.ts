import type { Fault } from '../api/fault';
import type { Claim } from './ledger';

/** What became of one submission. */
export type Submission =
	| { kind: 'accepted'; taskId: string }
	/**
	 * `code` where it may have been accepted: a person's way to have it sent once more. `triedMs` where it
	 * was refused for so long.
	 */
	| { kind: 'faulty'; fault: Fault; code?: string; triedMs?: number }
	/** Nothing was sent: so many others want to submit that its turn has not come for so long. */
	| { kind: 'turnNotCome'; waitedMs: number }
	/** The request could not be put together, e.g. because its image is gone. */
	| { kind: 'unloadable'; cause: unknown }
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
