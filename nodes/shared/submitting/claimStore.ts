import { randomUUID } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import type { Clock } from '../waiting/clock';
import type { ClaimDoor, ClaimOutcome } from './claimEntries';
import { ClaimRow } from './claimRow';
import { isDeduplicationAbsent, isFirstInsertRace } from './deduplicationFaults';
import { mutexOf, type Mutex } from './mutex';

/** Some thousand submissions of one node. n8n forgets the oldest beyond it, and keeps them in one row. */
const REMEMBERED = { mode: 'entries', maxEntries: 10_000 } as const;

const MAX_INSERT_RACES = 5;

/** What the store has to tell a person. */
export interface ClaimStoreLog {
	/** n8n has no deduplication for this node, or an older n8n none at all: every claim is granted. */
	withoutClaims(): void;
	/** n8n's database did not take a claim. */
	notWritten(cause: unknown): void;
}

/** The rows that somebody in this process is claiming in. */
const rows = new Map<string, ClaimRow>();

/**
 * Claims in n8n's database, by its deduplication service: the one place that a node can write to at
 * once, so that a claim outlives whatever happens to the process. `ClaimRow` makes it exact.
 */
export class ClaimStore implements ClaimDoor {
	private readonly row: string;
	private readonly mutex: Mutex;
	/** The tokens of the claims that are held, by key. */
	private readonly tokens = new Map<string, string>();
	private isAbsent = false;

	/** @param random from 0 to 1 */
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly clock: Clock,
		private readonly log: ClaimStoreLog,
		private readonly random: () => number = Math.random,
	) {
		this.row = `${context.getWorkflow().id}:${context.getNode().id}`;
		this.mutex = mutexOf(this.row);
	}

	/** Claims keys together: all or none. */
	async claim(keys: readonly string[]): Promise<ClaimOutcome> {
		const token = randomUUID();
		const outcome = await this.openRow().claim(keys, token, this);
		if (outcome === 'mine') for (const key of keys) this.tokens.set(key, token);
		return outcome;
	}

	/**
	 * Gives claims back. What n8n does not take out of its row stays claimed, which costs a person's look
	 * at most.
	 */
	async release(keys: readonly string[]): Promise<void> {
		if (keys.length === 0 || this.isAbsent) return;
		const tokens = new Set(keys.flatMap((key) => this.tokens.get(key) ?? []));
		for (const key of keys) this.tokens.delete(key);
		await this.openRow().release(keys, [...tokens], this);
	}

	async record(values: string[]): Promise<ReadonlySet<string> | 'granted' | undefined> {
		const { checkProcessedAndRecord } = this.context.helpers as Partial<
			IExecuteFunctions['helpers']
		>;
		if (checkProcessedAndRecord === undefined) return this.granted();
		for (let race = 0; ; race++) {
			try {
				const found = await this.mutex(
					async () => await checkProcessedAndRecord(values, 'node', REMEMBERED),
				);
				return new Set(found.new.map(String));
			} catch (cause) {
				if (isDeduplicationAbsent(cause)) return this.granted();
				if (isFirstInsertRace(cause) && race < MAX_INSERT_RACES) continue;
				this.log.notWritten(cause);
				return undefined;
			}
		}
	}

	async remove(values: string[]): Promise<boolean> {
		try {
			await this.mutex(
				async () => await this.context.helpers.removeProcessed(values, 'node', REMEMBERED),
			);
			return true;
		} catch (cause) {
			this.log.notWritten(cause);
			return false;
		}
	}

	/** Used at once: an idle row is forgotten. */
	private openRow(): ClaimRow {
		const forget = () => rows.delete(this.row);
		const row = rows.get(this.row) ?? new ClaimRow(this.clock, this.random, forget);
		rows.set(this.row, row);
		return row;
	}

	private granted(): 'granted' {
		if (!this.isAbsent) this.log.withoutClaims();
		this.isAbsent = true;
		return 'granted';
	}
}
