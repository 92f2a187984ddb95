import type { IExecuteFunctions } from 'n8n-workflow';
import { type Clock, withTimeout } from '../waiting/clock';
import type { AcceptanceLog } from './acceptanceLog';

/**
 * How many keys n8n remembers for a node; it forgets the oldest first. It keeps them in one row of its
 * database, which each call rewrites.
 */
const REMEMBERED = { mode: 'entries', maxEntries: 10_000 } as const;

/** A busy SQLite database refuses a write now and then. */
const TRIES = 3;
const PAUSE_MS = 200;
const TIMEOUT_MS = 30_000;

/** The last call of each row: n8n reads the row, changes it and writes it back without a lock. */
const rows = new Map<string, Promise<unknown>>();

/**
 * Pay-once keys that are claimed in n8n's deduplication: the one place that a node can write to at once, so
 * that a claim outlives the process.
 */
export class Claims {
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly clock: Clock,
		private readonly log: AcceptanceLog,
	) {}

	/**
	 * Claims different keys by one call.
	 *
	 * @returns those that nobody had claimed before; nothing where n8n did not take them: then any may be claimed
	 */
	async claim(keys: string[]): Promise<ReadonlySet<unknown> | undefined> {
		if (keys.length === 0) return new Set();
		const { helpers } = this.context;
		return await this.inRow(async () => {
			const found = await helpers.checkProcessedAndRecord(keys, 'node', REMEMBERED);
			return new Set(found.new);
		});
	}

	/** Takes a key out again that was surely not submitted. One that stays costs a person's look. */
	async release(key: string): Promise<void> {
		await this.inRow(async () => {
			await this.context.helpers.removeProcessed([key], 'node', REMEMBERED);
			return true;
		});
	}

	private async inRow<T>(call: () => Promise<T>): Promise<T | undefined> {
		const row = `${this.context.getWorkflow().id}:${this.context.getNode().id}`;
		const before = rows.get(row) ?? Promise.resolve();
		const result = before.then(async () => await this.try(call));
		rows.set(row, result);
		await result;
		if (rows.get(row) === result) rows.delete(row);
		return await result;
	}

	/** Never rejects. */
	private async try<T>(call: () => Promise<T>): Promise<T | undefined> {
		let cause: unknown = 'No answer in time';
		for (let tries = 1; tries <= TRIES; tries++) {
			try {
				const result = await withTimeout(this.clock, TIMEOUT_MS, call);
				if (result !== undefined) return result;
				// It may still be written: another call would find its own claim.
				break;
			} catch (thrown) {
				cause = thrown;
				if (tries < TRIES) await this.clock.sleep(PAUSE_MS);
			}
		}
		this.log.notWritten(cause);
		return undefined;
	}
}
