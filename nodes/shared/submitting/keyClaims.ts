import type { Fault } from '../api/fault';
import type { Clock } from '../waiting/clock';
import type { ClaimStore } from './claimStore';
import type { PayOnceIds } from './payOnceIds';
import type { ProcessMemory, ProcessEntry, SubmissionOrigin } from './processMemory';

/** Longer than any submission takes: beyond it, the state of another execution is unknown. */
const MAX_WAIT_MS = 900_000;

export interface KeyClaimsOptions {
	process: ProcessMemory;
	store: ClaimStore;
	/** Asked for only where an item has a pay-once key. */
	payOnceIds: () => PayOnceIds;
	executionId: string | undefined;
	clock: Clock;
	signal?: AbortSignal;
}

/** The result of an attempt to claim; `Ledger` says what follows from it. */
export type ClaimAttempt =
	| { kind: 'mine'; entry: ProcessEntry }
	/** It was accepted before, in this execution or another. */
	| { kind: 'known'; taskId: string; origin: SubmissionOrigin }
	/** It may have been accepted before. */
	| { kind: 'taken'; origin: SubmissionOrigin; fault?: Fault }
	/** The claim could not be written down, so nothing may be sent. */
	| { kind: 'unclaimable' }
	/** The execution was stopped in the meantime. */
	| { kind: 'stopped' };

/**
 * Claims keys in this process and in n8n's database. What another execution of this process has under
 * way is waited for: its answer says more than the database does.
 */
export class KeyClaims {
	constructor(private readonly options: KeyClaimsOptions) {}

	async claim(keys: readonly string[], payOnce: string | undefined): Promise<ClaimAttempt> {
		const { process, store, executionId } = this.options;
		for (;;) {
			const other = process.find(keys);
			if (other?.state === 'claimed' && !(await this.endOf(other))) return { kind: 'stopped' };
			if (other?.state === 'accepted' && other.taskId !== undefined) {
				return { kind: 'known', taskId: other.taskId, origin: other };
			}
			if (other?.state === 'unsure' || other?.state === 'claimed') {
				return { kind: 'taken', origin: other };
			}
			if (other !== undefined) continue;

			const entry = process.begin(keys, { executionId, at: Date.now() });
			const outcome = keys.length === 0 ? 'mine' : await store.claim(keys);
			if (outcome === 'mine') return { kind: 'mine', entry };
			process.settle(entry, 'release');
			if (outcome === 'unclaimable') return { kind: 'unclaimable' };
			return this.knownOf(payOnce) ?? { kind: 'taken', origin: {} };
		}
	}

	/** Waits for another execution's answer. @returns whether this one is to continue */
	private async endOf(other: ProcessEntry): Promise<boolean> {
		const { clock, signal } = this.options;
		const enough = new AbortController();
		const stop = () => enough.abort();
		void other.ended.then(stop);
		signal?.addEventListener('abort', stop, { once: true });
		await clock.sleep(MAX_WAIT_MS, enough.signal);
		signal?.removeEventListener('abort', stop);
		return signal?.aborted !== true;
	}

	private knownOf(payOnce: string | undefined): ClaimAttempt | undefined {
		if (payOnce === undefined) return undefined;
		const known = this.options.payOnceIds().find(payOnce);
		return known && { kind: 'known', taskId: known.taskId, origin: known };
	}
}
