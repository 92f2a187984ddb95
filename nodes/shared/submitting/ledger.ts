import type { Fault } from '../api/fault';
import type { AcceptanceLog } from './acceptanceLog';
import { allowedGeneration, resubmitCode, generationKey } from './claimKeys';
import type { Job } from './job';
import { KeyClaims, type ClaimAttempt, type KeyClaimsOptions } from './keyClaims';
import type { ProcessEntry } from './processMemory';
import type { RunMemory } from './runMemory';

/** What a job may do; `code` is what a person enters to have it sent once more. */
export type Claim =
	| { kind: 'mine' }
	| (Extract<ClaimAttempt, { kind: 'taken' }> & { code: string })
	| Exclude<ClaimAttempt, { kind: 'mine' | 'taken' }>;

/** What a job that is sent holds. */
interface Held {
	entry: ProcessEntry;
	generation: number;
}

export interface LedgerOptions extends KeyClaimsOptions {
	run: RunMemory;
	log: AcceptanceLog;
}

/**
 * What is submitted, from the claim before the POST to what became of it, in all places that outlive
 * what can happen: a job is claimed, sent if the claim is its own, and settled when its answer comes.
 */
export class Ledger {
	private readonly claims = new Map<Job, Promise<Claim>>();
	private readonly held = new Map<Job, Held>();

	private readonly keyClaims: KeyClaims;

	constructor(private readonly options: LedgerOptions) {
		this.keyClaims = new KeyClaims(options);
	}

	/** Claims a job, or says what is known of it. The claim is held until it is settled. Never rejects. */
	async claim(job: Job): Promise<Claim> {
		let claim = this.claims.get(job);
		if (claim === undefined) {
			claim = this.claimAnyGeneration(job);
			this.claims.set(job, claim);
		}
		return await claim;
	}

	/** Gives up a claim before the job is sent. */
	async release(job: Job): Promise<void> {
		const claim = this.claims.get(job);
		if (claim === undefined || (await claim).kind !== 'mine') return;
		if (this.held.has(job)) await this.open(job, 'release');
	}

	/** Writes an accepted task down, everywhere and at once. */
	accepted(job: Job, taskId: string): void {
		const { log, process, run, payOnceIds, executionId } = this.options;
		const { itemIndex, identity } = job;
		const { subject, item, request, payOnce } = identity;
		log.accepted(itemIndex, taskId, payOnce);
		const { entry, generation } = this.take(job);
		run.note(subject, { state: 'accepted', item, request, taskId, generation });
		process.settle(entry, 'accept', taskId);
		process.forget(generations(identity.releasedOnAccept, generation));
		if (payOnce !== undefined) {
			payOnceIds().remember(payOnce, { taskId, executionId, at: Date.now() });
		}
	}

	/** Gives back what holds only until a job is accepted. */
	async tidy(job: Job): Promise<void> {
		const generation = this.options.run.record(job.identity.subject)?.generation ?? 0;
		// The claim of a person's code stays: the code is used up.
		const last = Math.max(0, generation - 1);
		await this.options.store.release(generations(job.identity.releasedOnAccept, last));
	}

	/** Notes that the service did not process it, so that it may be submitted again. */
	async refused(job: Job): Promise<void> {
		await this.open(job, 'refuse');
	}

	/** Notes that it may have been accepted: from now on only a person has it sent once more. */
	unsure(job: Job, fault: Fault): string {
		const { log, process, run } = this.options;
		const { itemIndex, identity } = job;
		const { subject, codeKey, item, request } = identity;
		const { entry, generation } = this.take(job);
		const code = resubmitCode(generationKey(codeKey, generation));
		log.unsure(itemIndex, code);
		run.note(subject, { state: 'unsure', item, request, fault, generation });
		process.settle(entry, 'doubt');
		return code;
	}

	/** Which of these jobs are taken, with their codes. None is claimed afterwards that was not before. */
	async taken(jobs: readonly Job[]): Promise<Map<Job, string>> {
		const { store } = this.options;
		const codes = new Map<Job, string>();
		await Promise.all(
			jobs.map(async (job) => {
				const { claims, codeKey } = job.identity;
				const outcome = claims.length === 0 ? 'free' : await store.claim(claims);
				if (outcome === 'mine') await store.release(claims);
				if (outcome === 'taken') codes.set(job, resubmitCode(codeKey));
			}),
		);
		return codes;
	}

	private async claimAnyGeneration(job: Job): Promise<Claim> {
		const { subject, codeKey, claims, item, request, payOnce } = job.identity;
		const { run } = this.options;
		const record = run.record(subject);
		const allowed = allowedGeneration(codeKey, job.codes);
		for (let generation = 0; ; generation++) {
			const keys = claims.map((key) => generationKey(key, generation));
			const isUnsure = record?.state === 'unsure' && record.generation >= generation;
			const attempt: ClaimAttempt = isUnsure
				? { kind: 'taken', origin: {}, fault: record.fault }
				: await this.keyClaims.claim(keys, payOnce);
			if (attempt.kind === 'mine') {
				this.held.set(job, { entry: attempt.entry, generation });
				return { kind: 'mine' };
			}
			if (attempt.kind === 'known') {
				const { taskId } = attempt;
				run.note(subject, { state: 'accepted', item, request, taskId, generation });
			}
			if (attempt.kind !== 'taken') return attempt;
			if (generation < allowed) continue;
			return { ...attempt, code: resubmitCode(generationKey(codeKey, generation)) };
		}
	}

	private take(job: Job): Held {
		const held = this.held.get(job);
		// A slip of this package's own code: nothing is sent without a claim.
		if (held === undefined) throw new TypeError('This job holds no claim');
		this.held.delete(job);
		this.claims.delete(job);
		return held;
	}

	private async open(job: Job, event: 'refuse' | 'release'): Promise<void> {
		const { entry } = this.take(job);
		await this.options.store.release(entry.keys);
		this.options.process.settle(entry, event);
	}
}

function generations(keys: readonly string[], last: number): string[] {
	return keys.flatMap((key) =>
		Array.from({ length: last + 1 }, (_none, generation) => generationKey(key, generation)),
	);
}
