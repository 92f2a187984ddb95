import { LoggerProxy } from 'n8n-workflow';
import type { Execution } from './execute.mts';
import { current } from './useSandbox.mts';

/** What a line of n8n's log was made of, as text. */
const logged: string[] = [];

/** Keeps what n8n logs, at every level, in the tests of a file. */
export function useLog(): void {
	beforeEach(() => {
		logged.length = 0;
		const keep = (...parts: unknown[]) => void logged.push(textOf(parts));
		LoggerProxy.init({ error: keep, warn: keep, info: keep, debug: keep });
	});
}

/** Errors and their causes too, which JSON would leave out. */
function textOf(value: unknown): string {
	const seen = new WeakSet<object>();
	return JSON.stringify(value, (_name, part: unknown) => {
		if (typeof part !== 'object' || part === null) return part;
		if (seen.has(part)) return undefined;
		seen.add(part);
		return part instanceof Error
			? { ...part, message: part.message, stack: part.stack, cause: part.cause }
			: part;
	});
}

/** The key of every sandbox whose secrets are looked for. */
export const CANARY = 'canary-4f1d2a77-never-to-be-seen';

/**
 * Searches all that an execution has left behind for the key, and all that a person or a log gets to
 * see of it for signed links.
 */
export function expectNoSecrets({ run, error }: Execution): void {
	const told = textOf([error, error?.stack, logged]);
	const elsewhere = current().requests.filter(({ host }) => host !== 'api');
	expect(textOf([run, told, elsewhere])).not.toContain(CANARY);
	expect(elsewhere.filter(({ headers }) => 'authorization' in headers)).toEqual([]);
	expect(told).not.toContain('signature=');
}

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
