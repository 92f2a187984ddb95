import { randomUUID } from 'node:crypto';
import type { IExecuteFunctions, IDeduplicationOutput } from 'n8n-workflow';
import type { Clock } from '../waiting/clock';
import { isDeduplicationAbsent, isFirstInsertRace } from './deduplicationFaults';
import { mutexOf, type Mutex } from './mutex';

/** Some thousand submissions of one node. n8n forgets the oldest beyond it, and keeps them in one row. */
const REMEMBERED = { mode: 'entries', maxEntries: 10_000 } as const;

/** How long another worker may take between reading n8n's row and writing it back. */
const SETTLING_MS = 150;

/** How often a claim is written again that another worker has overwritten. */
const MAX_CHECKS = 10;

const MAX_INSERT_RACES = 5;

interface Waiting {
	keys: readonly string[];
	settle: (outcome: ClaimOutcome) => void;
}

/**
 * Whether all keys of a claim are its own now, or one of them had been there, or n8n could not write
 * them down.
 */
export type ClaimOutcome = 'mine' | 'taken' | 'unclaimable';

/** What the store has to tell a person. */
export interface ClaimStoreLog {
	/** n8n has no deduplication for this node, or an older n8n none at all: every claim is granted. */
	withoutClaims(): void;
	/** n8n's database did not take a claim. */
	notWritten(cause: unknown): void;
}

/**
 * Claims in n8n's database, by its deduplication service: the one place that a node can write to at
 * once, so that a claim outlives whatever happens to the process.
 *
 * n8n reads the row of a node, changes it and writes it back without a lock. Within this process a
 * lock makes that exact. Across workers each call carries a token of its own: when it is still there a
 * moment later, the call was not overwritten, and what it found new was new.
 */
export class ClaimStore {
	private readonly mutex: Mutex;
	private waiting: Waiting[] = [];
	private isAbsent = false;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly clock: Clock,
		private readonly log: ClaimStoreLog,
	) {
		this.mutex = mutexOf(`${context.getWorkflow().id}:${context.getNode().id}`);
	}

	/** Claims keys together: all or none. Claims that arrive in the same turn share one call. */
	async claim(keys: readonly string[]): Promise<ClaimOutcome> {
		return await new Promise((settle) => {
			this.waiting.push({ keys, settle });
			if (this.waiting.length > 1) return;
			queueMicrotask(() => {
				const group = this.waiting;
				this.waiting = [];
				void this.claimGroup(group);
			});
		});
	}

	/** Gives claims back. What can't be given back stays claimed, which costs a person's look at most. */
	async release(keys: readonly string[]): Promise<void> {
		if (keys.length === 0) return;
		try {
			await this.mutex(
				async () => await this.context.helpers.removeProcessed([...keys], 'node', REMEMBERED),
			);
		} catch (cause) {
			this.log.notWritten(cause);
		}
	}

	/**
	 * Looks again and again until nobody has overwritten what this group has written. Only then is it
	 * known whose a key is: one that was found new may be another worker's by now, so a claim that has
	 * lost in part gives back the rest of its keys only at the end, too.
	 */
	private async claimGroup(group: Waiting[]): Promise<void> {
		const token = randomUUID();
		let open = group.map((claim) => ({ ...claim, fresh: claim.keys }));
		for (let check = 0; open.length > 0; check++) {
			if (check > 0) await this.clock.sleep(SETTLING_MS);
			const values = [...new Set(open.flatMap(({ fresh }) => fresh)), token];
			const found = check < MAX_CHECKS ? await this.record(values) : undefined;
			if (found === undefined) {
				for (const { settle } of open) settle('unclaimable');
				return;
			}
			const isNew = new Set(found.new.map(String));
			if ((check > 0 && !isNew.has(token)) || this.isAbsent) {
				const lost = open.filter(({ keys, fresh }) => fresh.length < keys.length);
				await this.release(lost.flatMap(({ fresh }) => fresh));
				for (const claim of open) claim.settle(lost.includes(claim) ? 'taken' : 'mine');
				return;
			}
			open = open.map((claim) => ({
				...claim,
				fresh: claim.fresh.filter((key) => isNew.has(key)),
			}));
			for (const { fresh, settle } of open) if (fresh.length === 0) settle('taken');
			open = open.filter(({ fresh }) => fresh.length > 0);
		}
	}

	/**
	 * What n8n knew of these values, and did not; it knows them all afterwards.
	 *
	 * @returns `undefined` where its database does not work
	 */
	private async record(values: string[]): Promise<IDeduplicationOutput | undefined> {
		const { checkProcessedAndRecord } = this.context.helpers as Partial<
			IExecuteFunctions['helpers']
		>;
		if (checkProcessedAndRecord === undefined) return this.granted(values);
		for (let race = 0; ; race++) {
			try {
				return await this.mutex(
					async () => await checkProcessedAndRecord(values, 'node', REMEMBERED),
				);
			} catch (cause) {
				if (isDeduplicationAbsent(cause)) return this.granted(values);
				if (isFirstInsertRace(cause) && race < MAX_INSERT_RACES) continue;
				this.log.notWritten(cause);
				return undefined;
			}
		}
	}

	private granted(values: string[]): IDeduplicationOutput {
		if (!this.isAbsent) this.log.withoutClaims();
		this.isAbsent = true;
		return { new: values, processed: [] };
	}
}
