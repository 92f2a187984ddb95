import { delayByEstimate } from './estimate';
import type {
	SuspendedBatch,
	LastPoll,
	Pass,
	Pending,
	Ready,
	SuspendedMemory,
} from './suspendedItems';

/** What a pass found of an item; one that it did not poll has none. */
export type ItemState<Output> =
	| { kind: 'running'; timeoutMs: number; poll?: LastPoll; retryAfterMs?: number }
	/** It waits for its batch, or leaves at once. */
	| { kind: 'ended'; output: Output[] }
	/** It leaves by another way than the batch. */
	| { kind: 'gone' }
	/** It has failed, and says so when what is ready has left. */
	| { kind: 'failsLater' };

export interface PassEnd<Output, Origin> {
	memory: SuspendedMemory<Output, Origin>;
	/** What leaves, in the order in which the items came in. */
	done: Array<Ready<Output> & { isFresh: boolean; origin: Origin | undefined }>;
	stillRunning: Array<{ itemIndex: number; last: LastPoll | undefined }>;
	/** After which to come again, the same for all. */
	checkAgainSeconds: number;
}

/** Clocks of the machines that carry a wait on differ: what is due so soon is polled now. */
const TOLERANCE_MS = 10_000;

/** The longest pause, unless the service asks for more: a finished task goes unseen for that long. */
const MAX_PAUSE_MS = 900_000;

/** A task of some age is polled when it is so much older: ten hours take some sixty polls. */
const SHARE_OF_AGE = 0.1;

/** More than branches can meet in a node; beyond it, the oldest are those that never came back. */
const MAX_BATCHES = 50;

/** How long to sleep before anything of a pass may be polled, in milliseconds. */
export function pauseBefore(pass: Pass<unknown, unknown>, now: number): number {
	return Math.max(0, firstDueAt(pass) - TOLERANCE_MS - now);
}

/** The indexes of the items that are to be polled. */
export function dueItems({ members }: Pass<unknown, unknown>, now: number): Set<number> {
	const failed = members.some(({ pending }) => pending.failed === true);
	return new Set(
		[...members.entries()].flatMap(([itemIndex, { pending }]) =>
			(failed ? pending.failed === true : pending.dueAt <= now + TOLERANCE_MS) ? [itemIndex] : [],
		),
	);
}

/** How long an item has been waited for, in milliseconds; 0 in its first pass. */
export function ageOf({ members }: Pass<unknown, unknown>, itemIndex: number, now: number): number {
	return Math.max(0, now - (members[itemIndex]?.pending.since ?? now));
}

/** Whether an item that was just seen running has no time left. */
export function isOver(
	{ members }: Pass<unknown, unknown>,
	itemIndex: number,
	timeoutMs: number,
	now: number,
): boolean {
	return now >= (members[itemIndex]?.pending.since ?? now) + timeoutMs;
}

/**
 * Sorts what a pass has found into the lists that it returns.
 *
 * @param options.together whether a batch leaves when the last of those that came back has ended; where some
 *   never come back, it does not wait for them
 * @param options.minPauseMs the shortest that it makes sense to come again after
 * @param options.minPollGapMs the shortest between two polls of a task, unless its time is up before
 */
export function endPass<Output, Origin>(
	{ members, batches, fresh }: Pass<Output, Origin>,
	states: ReadonlyMap<number, ItemState<Output>>,
	options: { now: number; together: boolean; minPauseMs: number; minPollGapMs: number },
): PassEnd<Output, Origin> {
	const { now, together } = options;
	const stillRunning: PassEnd<Output, Origin>['stillRunning'] = [];
	const ended = new Set<Pending>();
	const waitsOn = new Set<SuspendedBatch<Output, Origin>>();
	let firstAt = Infinity;
	for (const [itemIndex, { batch, pending }] of members.entries()) {
		const state = states.get(itemIndex);
		if (state?.kind === 'ended' || state?.kind === 'gone') {
			const { taskId, position } = pending;
			ended.add(pending);
			if (state.kind === 'ended') batch.ready.push({ taskId, position, output: state.output });
			continue;
		}
		if (state?.kind === 'running') noteRunning(pending, state, now, options.minPollGapMs);
		if (state?.kind === 'failsLater') pending.failed = true;
		else firstAt = Math.min(firstAt, pending.dueAt);
		waitsOn.add(batch);
		stillRunning.push({ itemIndex, last: pending.last });
	}

	const done: PassEnd<Output, Origin>['done'] = [];
	for (const batch of new Set(members.map((member) => member.batch))) {
		batch.pending = batch.pending.filter((pending) => !ended.has(pending));
		if (together && waitsOn.has(batch)) continue;
		const { origin, ready } = batch;
		batch.ready = [];
		for (const one of ready.sort((a, b) => a.position - b.position)) {
			done.push({ ...one, origin, isFresh: batch === fresh });
		}
	}
	const pauseMs = Math.max(options.minPauseMs, Number.isFinite(firstAt) ? firstAt - now : 0);
	return {
		memory: { batches: batches.filter(({ pending }) => pending.length > 0).slice(-MAX_BATCHES) },
		done,
		stillRunning,
		checkAgainSeconds: Math.ceil(pauseMs / 1000),
	};
}

function noteRunning(
	pending: Pending,
	{ timeoutMs, poll, retryAfterMs = 0 }: Extract<ItemState<unknown>, { kind: 'running' }>,
	now: number,
	minPollGapMs: number,
): void {
	const { since = now, last } = pending;
	const estimate = poll && last ? delayByEstimate(poll, last) : undefined;
	const wanted = Math.min(MAX_PAUSE_MS, estimate ?? (now - since) * SHARE_OF_AGE);
	const pause = Math.max(minPollGapMs, wanted, retryAfterMs);
	pending.dueAt = Math.min(now + pause, since + timeoutMs);
	if (poll !== undefined) pending.last = poll;
	delete pending.failed;
}

function firstDueAt({ members }: Pass<unknown, unknown>): number {
	return members.reduce(
		(first, { pending }) => Math.min(first, pending.failed === true ? 0 : pending.dueAt),
		Infinity,
	);
}
