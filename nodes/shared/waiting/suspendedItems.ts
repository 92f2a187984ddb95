import type { Estimate } from './estimate';

/** What the last poll of a task showed. */
export interface LastPoll extends Estimate {
	/** As the service names it. */
	status: string;
}

export interface Pending {
	/** `''` for an item whose task is not known. */
	taskId: string;
	/** Of its item in the pass that it was first seen in, from 0. */
	position: number;
	/** When its wait began, in milliseconds since 1970; absent where it is to start again. */
	since?: number;
	/** When it is due for its next poll, in milliseconds since 1970. */
	dueAt: number;
	last?: LastPoll;
	/** Whether it has failed in a pass that had something to return before. */
	failed?: true;
}

/** The results of one item, kept until it leaves. */
export interface Ready<Output> {
	taskId: string;
	position: number;
	output: Output[];
}

/** Items that came in together, and leave together. */
export interface SuspendedBatch<Output, Origin> {
	/** Where its items came from. */
	origin?: Origin;
	pending: Pending[];
	ready: Array<Ready<Output>>;
}

/** All that outlives the pauses: plain data. */
export interface SuspendedMemory<Output, Origin> {
	batches: Array<SuspendedBatch<Output, Origin>>;
}

interface Member<Output, Origin> {
	batch: SuspendedBatch<Output, Origin>;
	pending: Pending;
}

export interface Pass<Output, Origin> {
	/** By the index of the item. */
	members: Array<Member<Output, Origin>>;
	/** A copy: the memory itself changes only when a pass has ended well. */
	batches: Array<SuspendedBatch<Output, Origin>>;
	fresh: SuspendedBatch<Output, Origin>;
}

/**
 * Recognises the items of a pass. They are known by their tasks, since their indexes change from pass
 * to pass: the first item with a task is the first of those that wait for it, and so on. Items whose
 * tasks nobody waits for are a new batch.
 *
 * @param taskIds of the items, `undefined` where it can't be told
 * @param now milliseconds since 1970
 */
export function beginPass<Output, Origin>(
	memory: SuspendedMemory<Output, Origin>,
	taskIds: ReadonlyArray<string | undefined>,
	origin: Origin | undefined,
	now: number,
): Pass<Output, Origin> {
	const { batches } = structuredClone(memory);
	const members: Array<Member<Output, Origin>> = [];
	for (const batch of byLikeness(batches, taskIds)) {
		const waiting = byTask(batch.pending);
		for (const [itemIndex, taskId] of taskIds.entries()) {
			if (taskId === undefined || members[itemIndex] !== undefined) continue;
			const pending = waiting.get(taskId)?.pop();
			if (pending !== undefined) members[itemIndex] = { batch, pending };
		}
	}
	const fresh: SuspendedBatch<Output, Origin> = { origin, pending: [], ready: [] };
	for (const [position, taskId = ''] of taskIds.entries()) {
		if (members[position] !== undefined) continue;
		const pending = { taskId, position, dueAt: now };
		fresh.pending.push(pending);
		members[position] = { batch: fresh, pending };
	}
	for (const { pending } of members) pending.since ??= now;
	if (fresh.pending.length > 0) batches.push(fresh);
	return { members, batches, fresh };
}

/** The tasks that a pass is about: those that came round, and those that have ended and wait for them. */
export function tasksOf<Output, Origin>({ members }: Pass<Output, Origin>): Set<string> {
	const batches = new Set(members.map(({ batch }) => batch));
	return new Set([
		...members.map(({ pending }) => pending.taskId),
		...[...batches].flatMap(({ ready }) => ready.map(({ taskId }) => taskId)),
	]);
}

/**
 * The memory for another try of a pass that fails. Tasks that failed wait from now on, or their
 * timeout would be over at once.
 */
export function restartWaits<Output, Origin>(
	memory: SuspendedMemory<Output, Origin>,
	taskIds: ReadonlySet<string>,
): SuspendedMemory<Output, Origin> {
	const { batches } = structuredClone(memory);
	for (const pending of batches.flatMap((batch) => batch.pending)) {
		if (!taskIds.has(pending.taskId)) continue;
		delete pending.since;
		pending.dueAt = 0;
	}
	return { batches };
}

/** Batches in the order of how many of their tasks are among these: branches may share some. */
function byLikeness<Output, Origin>(
	batches: Array<SuspendedBatch<Output, Origin>>,
	taskIds: ReadonlyArray<string | undefined>,
): Array<SuspendedBatch<Output, Origin>> {
	const here = new Set(taskIds);
	const likeness = new Map(
		batches.map((batch) => [
			batch,
			batch.pending.reduce((sum, { taskId }) => sum + (here.has(taskId) ? 1 : 0), 0),
		]),
	);
	return batches
		.filter((batch) => likeness.get(batch) !== 0)
		.sort((a, b) => (likeness.get(b) ?? 0) - (likeness.get(a) ?? 0));
}

/** Of each task those that wait for it, the first one last. */
function byTask(pending: Pending[]): Map<string, Pending[]> {
	const tasks = new Map<string, Pending[]>();
	for (const one of [...pending].reverse()) {
		const same = tasks.get(one.taskId);
		if (same === undefined) tasks.set(one.taskId, [one]);
		else same.push(one);
	}
	return tasks;
}
