import type { Execution } from './execute.mts';

/** A text without what differs each time: IDs, ports, and which of several items came first. */
export const plain = (text: unknown): string =>
	String(text)
		.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…')
		.replace(/127\.0\.0\.\d:\d+/g, 'its host')
		.replace(/ \[item \d+\]/g, '');

/** The message of an execution that failed. Its advice is in the lists of messages. */
export function told({ error }: Execution): string {
	if (error === undefined) throw new Error('Nothing failed');
	expect(['NodeApiError', 'NodeOperationError']).toContain(error.name);
	expect(String(error.description).length).toBeGreaterThan(10);
	return `"${plain(error.message)}"`;
}
