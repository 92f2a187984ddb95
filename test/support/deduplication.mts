import { createHash } from 'node:crypto';
import type {
	DeduplicationItemTypes,
	DeduplicationScope,
	ICheckProcessedContextData,
	ICheckProcessedOptions,
	IDataDeduplicator,
	IDeduplicationOutput,
} from 'n8n-workflow';

interface Row {
	mode: string;
	data: string[];
}

const hashOf = (value: DeduplicationItemTypes) =>
	createHash('md5').update(value.toString()).digest('base64');

/**
 * n8n's deduplication as its server does it: one row a node, which is found, changed and written back
 * without a lock; MD5 hashes; the oldest entries go first; the first write of a row is an INSERT, of
 * which the database lets one pass.
 *
 * The row belongs to the node alone, so that a test can let two workers, which share a database, have
 * workflows of different ids, and so locks of their own.
 */
export class DeduplicationDatabase implements IDataDeduplicator {
	private readonly rows = new Map<string, Row>();
	/** How many times its server was asked. */
	calls = 0;
	/** What is thrown instead of an answer. */
	broken: Error | undefined;
	/** How many calls it refuses before it answers, as a busy SQLite does. */
	failures = 0;

	/** @param pause lets time pass between reading and writing */
	constructor(private readonly pause: () => Promise<void>) {}

	get entries(): number {
		return [...this.rows.values()].reduce((sum, { data }) => sum + data.length, 0);
	}

	/** Adds claims of others to each row. */
	fill(count: number): void {
		for (const { data } of this.rows.values()) {
			for (let added = 0; added < count; added++) data.push(`other ${this.filled++}`);
			data.splice(0, Math.max(0, data.length - 10_000));
		}
	}

	private filled = 0;

	async checkProcessedAndRecord(
		items: DeduplicationItemTypes[],
		scope: DeduplicationScope,
		context: ICheckProcessedContextData,
		options: ICheckProcessedOptions,
	): Promise<IDeduplicationOutput> {
		const row = await this.find(scope, context);
		const hashes = items.map(hashOf);
		const known = new Set(row?.data);
		const data = [...(row?.data ?? []), ...hashes.filter((hash) => !known.has(hash))];
		if (options.maxEntries) data.splice(0, data.length - options.maxEntries);
		await this.write(scope, context, { mode: options.mode, data }, row === undefined);
		return {
			new: items.filter((_item, index) => !known.has(hashes[index] ?? '')),
			processed: items.filter((_item, index) => known.has(hashes[index] ?? '')),
		};
	}

	async removeProcessed(
		items: DeduplicationItemTypes[],
		scope: DeduplicationScope,
		context: ICheckProcessedContextData,
	): Promise<void> {
		const row = await this.find(scope, context);
		if (row === undefined) return;
		const gone = new Set(items.map(hashOf));
		const data = row.data.filter((hash) => !gone.has(hash));
		await this.write(scope, context, { ...row, data }, false);
	}

	async clearAllProcessedItems(): Promise<void> {
		this.rows.clear();
	}

	async getProcessedDataCount(): Promise<number> {
		return this.entries;
	}

	private async find(
		scope: DeduplicationScope,
		context: ICheckProcessedContextData,
	): Promise<Row | undefined> {
		this.calls++;
		await this.pause();
		if (this.broken) throw this.broken;
		if (this.failures-- > 0) throw new Error('SQLITE_BUSY: database is locked');
		return structuredClone(this.rows.get(nameOf(scope, context)));
	}

	private async write(
		scope: DeduplicationScope,
		context: ICheckProcessedContextData,
		row: Row,
		isInsert: boolean,
	): Promise<void> {
		await this.pause();
		const name = nameOf(scope, context);
		if (isInsert && this.rows.has(name)) {
			throw new Error('SQLITE_CONSTRAINT: UNIQUE constraint failed: processed_data.workflowId');
		}
		this.rows.set(name, structuredClone(row));
	}
}

function nameOf(scope: DeduplicationScope, { node }: ICheckProcessedContextData): string {
	if (scope !== 'node') throw new Error('The row of the workflow belongs to Remove Duplicates');
	return String(node?.id);
}
