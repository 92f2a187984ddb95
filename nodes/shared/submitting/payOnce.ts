import type { IExecuteFunctions } from 'n8n-workflow';
import type { Clock } from '../waiting/clock';
import { limitConcurrency } from '../waiting/limitConcurrency';
import type { AcceptanceLog } from './acceptanceLog';

/**
 * How many keys n8n remembers for a node; it forgets the oldest first. It keeps them in one row of its
 * database, which each call rewrites.
 */
const REMEMBERED = { mode: 'entries', maxEntries: 10_000 } as const;

/** A busy SQLite database refuses a write now and then. */
const TRIES = 3;
const PAUSE_MS = 200;

/** One call of each row at a time: n8n reads the row, changes it and writes it back without a lock. */
const rows = new Map<string, ReturnType<typeof limitConcurrency>>();

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
		const found = await this.inRow(
			async () => await helpers.checkProcessedAndRecord(keys, 'node', REMEMBERED),
		);
		return found && new Set(found.new);
	}

	/** Takes a key out again that was surely not submitted. One that stays costs a person's look. */
	async release(key: string): Promise<void> {
		await this.inRow(
			async () => await this.context.helpers.removeProcessed([key], 'node', REMEMBERED),
		);
	}

	/** Never rejects. */
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
