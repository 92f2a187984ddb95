import { DataDeduplicationService } from 'n8n-core';
import type { IDataDeduplicator } from 'n8n-workflow';
import { DeduplicationDatabase } from '../../support/deduplication.mts';
import { restartN8n } from './execute.mts';

/** A database of claims that all executions of a test share, as those of one n8n do; new for each test. */
export function useDeduplication(): { current: DeduplicationDatabase } {
	const use = {} as { current: DeduplicationDatabase };
	// n8n can be given a deduplication once, so this one hands on, and is taken back for the next file.
	beforeAll(async () => {
		await DataDeduplicationService.init({
			checkProcessedAndRecord: async (...call) =>
				await use.current.checkProcessedAndRecord(...call),
			removeProcessed: async (...call) =>
				await use.current.removeProcessed(call[0], call[1], call[2]),
			clearAllProcessedItems: async () => await use.current.clearAllProcessedItems(),
			getProcessedDataCount: async () => await use.current.getProcessedDataCount(),
		} satisfies IDataDeduplicator);
	});
	afterAll(() => void Reflect.deleteProperty(DataDeduplicationService, 'instance'));
	beforeEach(() => {
		restartN8n();
		use.current = new DeduplicationDatabase(
			async () => await new Promise((resolve) => setImmediate(resolve)),
		);
	});
	return use;
}
