/**
 * Whether n8n says that it has no deduplication here: it was never set up (n8n's own assertion), the
 * workflow was never saved, or an engine does without.
 */
export function isDeduplicationAbsent(cause: unknown): boolean {
	const { code, message } = cause as { code?: unknown; message?: unknown };
	return (
		code === 'ERR_ASSERTION' ||
		(typeof message === 'string' &&
			/\bnot (yet )?(implemented|supported|available)\b/i.test(message))
	);
}

/**
 * Whether two calls raced to make the very first row of a node, which a database lets one of them do:
 * "UNIQUE constraint failed" (SQLite), "duplicate key value violates unique constraint" (PostgreSQL).
 */
export function isFirstInsertRace(cause: unknown): boolean {
	const { message } = cause as { message?: unknown };
	return typeof message === 'string' && /unique constraint|duplicate (key|entry)/i.test(message);
}
