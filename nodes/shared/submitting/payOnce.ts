import type { IExecuteFunctions } from 'n8n-workflow';
import type { Clock } from '../waiting/clock';
import { limitConcurrency } from '../waiting/limitConcurrency';
import type { AcceptanceLog } from './acceptanceLog';

/**
 * How many keys n8n remembers for a node; it forgets the oldest first. They are one row of its database,
 * which each call rewrites.
 */
const REMEMBERED = { mode: 'entries', maxEntries: 10_000 } as const;

/** A busy SQLite database sometimes refuses a write. */
const TRIES = 3;
const PAUSE_MS = 200;

/** One call for each row at a time: n8n reads the row, changes it and writes it back without a lock. */
const rows = new Map<string, ReturnType<typeof limitConcurrency>>();

/**
 * Claims of pay-once keys in n8n's deduplication. It is the one place that n8n saves to its database while
 * the node is still running, so a claim outlives a crash.
 */
export class Claims {
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly clock: Clock,
		private readonly log: AcceptanceLog,
	) {}

	/**
	 * Claims several different keys by one call.
	 *
	 * @returns the keys that were not claimed before; `undefined` where n8n failed: any may be claimed now
	 */
	async claim(keys: string[]): Promise<ReadonlySet<unknown> | undefined> {
		if (keys.length === 0) return new Set();
		const { helpers } = this.context;
		const found = await this.inRow(
			async () => await helpers.checkProcessedAndRecord(keys, 'node', REMEMBERED),
		);
		return found && new Set(found.new);
	}

	/** Removes the claim of an item that was surely not submitted. If that fails, its key is refused later. */
	async release(key: string): Promise<void> {
		await this.inRow(
			async () => await this.context.helpers.removeProcessed([key], 'node', REMEMBERED),
		);
	}

	/** Calls n8n up to three times. Never rejects: `undefined` where all calls failed. */
	private async inRow<T>(call: () => Promise<T>): Promise<T | undefined> {
		const name = `${this.context.getWorkflow().id}:${this.context.getNode().id}`;
		const row = rows.get(name) ?? limitConcurrency(1);
		rows.set(name, row);
		return await row(async () => {
			for (let tries = 1; ; tries++) {
				try {
					return await call();
				} catch (cause) {
					if (tries === TRIES) return this.log.notWritten(cause);
					await this.clock.sleep(PAUSE_MS);
				}
			}
		});
	}
}
