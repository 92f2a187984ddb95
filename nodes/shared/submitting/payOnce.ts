import type { IExecuteFunctions } from 'n8n-workflow';
import type { Clock } from '../waiting/clock';
import { withTimeout } from '../waiting/withTimeout';

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
 * Claims pay-once keys in n8n's deduplication, by one call: the one place that a node can write to at
 * once, so that a claim outlives the process.
 *
 * @param claims different ones
 * @returns those that nobody had claimed before
 * @throws where n8n did not take them; they may be claimed then
 */
export async function claim(
	context: IExecuteFunctions,
	claims: string[],
	clock: Clock,
): Promise<ReadonlySet<unknown>> {
	const { new: fresh } = await inRow(context, clock, async () =>
		context.helpers.checkProcessedAndRecord(claims, 'node', REMEMBERED),
	);
	return new Set(fresh);
}

/** Takes a claim out again of what was surely not accepted. @throws where n8n did not do it */
export async function unclaim(
	context: IExecuteFunctions,
	claimed: string,
	clock: Clock,
): Promise<void> {
	await inRow(context, clock, async () => {
		await context.helpers.removeProcessed([claimed], 'node', REMEMBERED);
		return true;
	});
}

async function inRow<T>(
	context: IExecuteFunctions,
	clock: Clock,
	call: () => Promise<T>,
): Promise<T> {
	const row = `${context.getWorkflow().id}:${context.getNode().id}`;
	const before = rows.get(row);
	const result = (async () => {
		await before;
		return await tryCall(clock, call);
	})();
	// Whoever comes next waits for the end of it, well or not.
	const ended = result.then(
		() => {},
		() => {},
	);
	rows.set(row, ended);
	try {
		return await result;
	} finally {
		if (rows.get(row) === ended) rows.delete(row);
	}
}

async function tryCall<T>(clock: Clock, call: () => Promise<T>): Promise<T> {
	for (let tries = 1; ; tries++) {
		try {
			const result = await withTimeout(clock, TIMEOUT_MS, call);
			if (result !== undefined) return result;
		} catch (cause) {
			if (tries === TRIES) throw cause;
			await clock.sleep(PAUSE_MS);
			continue;
		}
		throw new Error(`No answer within ${TIMEOUT_MS / 1000} seconds`);
	}
}
