/**
 * Which occurrences of one request (or item) a node has returned in an execution: all below `upTo`,
 * and those `beyond` it, where an earlier one is still missing.
 */
export interface Delivered {
	upTo: number;
	beyond: readonly number[];
}

export const NONE_DELIVERED: Delivered = { upTo: 0, beyond: [] };

/** The first occurrence, from 0, that was neither delivered nor `taken` by an equal item of the batch. */
export function nextOccurrence(
	{ upTo, beyond }: Delivered,
	taken: ReadonlySet<number> = new Set(),
): number {
	let occurrence = upTo;
	while (beyond.includes(occurrence) || taken.has(occurrence)) occurrence++;
	return occurrence;
}

export function withDelivered({ upTo, beyond }: Delivered, occurrence: number): Delivered {
	const rest = new Set([...beyond, occurrence].filter((other) => other >= upTo));
	let next = upTo;
	while (rest.delete(next)) next++;
	return { upTo: next, beyond: [...rest] };
}
